// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>
/// Dynptrs: objects of two stack slots that stand for memory of which only the running program knows the size. Their bytes are out of reach;
/// helpers and kernel functions make, read, clone and release them.
/// </summary>
/// <remarks>
/// The first slot of a dynptr, the one at the lower address, is at index <c>slot</c> and its second at <c>slot - 1</c>. Both hold the kind,
/// the identity and the reference.
/// </remarks>
internal sealed class Dynptrs
{
    /// <summary>Slots of a dynptr.</summary>
    public const int SlotCount = 2;

    /// <summary>Bytes of a dynptr.</summary>
    public const int Size = SlotCount * StackFrame.SlotSize;

    private readonly Analysis _analysis;

    /// <summary>Works on an analysis.</summary>
    public Dynptrs(Analysis analysis) => _analysis = analysis;

    /// <summary>Whether releasing or losing a dynptr of a kind matters, because it holds a reference.</summary>
    public static bool IsReferenced(DynptrKind kind) => kind is DynptrKind.RingBuffer or DynptrKind.File;

    /// <summary>Checks that an argument points to stack where a dynptr may be made, and overwrites what was there.</summary>
    /// <param name="register">The argument's register.</param>
    public void CheckUninitialized(int register)
    {
        CheckPointer(register);
        ref RegisterState pointer = ref _analysis.Register(register);
        if (pointer.Kind == ValueKind.DynptrPointer || !HasPlace(in pointer))
            throw Refuse(in pointer, $"Dynptr has to be an uninitialized dynptr");
        for (int offset = 0; offset < Size; offset += StackFrame.SlotSize)
            _analysis.Memory.Check(register, offset, StackFrame.SlotSize, AccessKind.Write, -1);
    }

    /// <summary>Makes a dynptr on the stack where an argument points to; <see cref="CheckUninitialized"/> came before.</summary>
    /// <param name="register">The argument's register.</param>
    /// <param name="kind">What it stands for.</param>
    /// <param name="clonedReference">The reference of the dynptr that it is a clone of; 0 where it is new, which takes a reference if the kind has one.</param>
    public void MarkInitialized(int register, DynptrKind kind, uint clonedReference = 0)
    {
        ref RegisterState pointer = ref _analysis.Register(register);
        StackFrame frame = _analysis.State[pointer.Frame];
        int slot = Place(in pointer);
        Overwrite(frame, slot);
        Overwrite(frame, slot - 1);
        uint id = _analysis.NewId();
        uint reference = !IsReferenced(kind) ? 0 : clonedReference != 0 ? clonedReference : _analysis.References.Acquire();
        for (int i = slot - 1; i <= slot; i++)
        {
            frame.KindsOf(i).Fill(SlotKind.Dynptr);
            frame.Slots[i] = Describe(kind, id, reference, isFirst: i == slot);
            _analysis.Liveness.Overwrite(_analysis.State, _analysis.Instruction, frame, i);
        }
    }

    /// <summary>Fills a register with a pointer to a dynptr that is not on the program's stack: a callback's, or a global function's argument.</summary>
    public void FillPointer(ref RegisterState register, DynptrKind kind)
    {
        register = RegisterState.Pointer(ValueKind.DynptrPointer);
        register.Dynptr = kind;
        register.Id = _analysis.NewId();
        register.IsFirstSlot = true;
    }

    /// <summary>Checks that an argument is a dynptr that was made.</summary>
    /// <param name="register">The argument's register.</param>
    /// <param name="mutates">Whether the callee changes the dynptr itself, not only the memory behind it.</param>
    /// <param name="wanted">The kind that it must have; <see cref="DynptrKind.None"/> for any.</param>
    public void CheckInitialized(int register, bool mutates, DynptrKind wanted = DynptrKind.None)
    {
        CheckPointer(register);
        ref RegisterState pointer = ref _analysis.Register(register);
        if (pointer.Kind == ValueKind.DynptrPointer && mutates)
            throw _analysis.Refuse(FailureKind.Call, $"cannot pass pointer to const bpf_dynptr, the helper mutates it");
        if (!IsInitialized(in pointer))
            throw Refuse(in pointer, $"Expected an initialized dynptr as arg #{register - 1}");
        if (wanted != DynptrKind.None && Find(register).Dynptr != wanted)
            throw _analysis.Refuse(FailureKind.Call, $"Expected a dynptr of type {ValueNames.NameOf(wanted)} as arg #{register - 1}");
        if (pointer.Kind != ValueKind.Stack)
            return;
        StackFrame frame = _analysis.State[pointer.Frame];
        int slot = Place(in pointer);
        for (int i = slot - 1; i <= slot; i++)
            _analysis.Liveness.Read(_analysis.State, _analysis.Instruction, frame, i);
    }

    /// <summary>The dynptr that a checked argument points to: its kind, identity and reference.</summary>
    public ref RegisterState Find(int register)
    {
        ref RegisterState pointer = ref _analysis.Register(register);
        if (pointer.Kind == ValueKind.DynptrPointer)
            return ref pointer;
        return ref _analysis.State[pointer.Frame].Slots[Place(in pointer)];
    }

    /// <summary>Whether an argument points to the place of a dynptr that holds a reference.</summary>
    public bool HoldsReference(in RegisterState pointer) =>
        HasPlace(in pointer) && TryPlace(in pointer, out int slot) && _analysis.State[pointer.Frame].Slots[slot].ReferenceId != 0;

    /// <summary>Releases the dynptr that an argument points to: its clones and slices go with it.</summary>
    public void Release(int register, CallArguments call)
    {
        ref RegisterState pointer = ref _analysis.Register(register);
        StackFrame frame = _analysis.State[pointer.Frame];
        int slot = Place(in pointer);
        RegisterState dynptr = frame.Slots[slot];
        if (!IsReferenced(dynptr.Dynptr))
        {
            Forget(frame, slot);
            return;
        }

        _analysis.References.Release(dynptr.ReferenceId, call);
        for (int i = 1; i < frame.SlotCount; i++)
        {
            if (IsFirstSlot(frame, i) && frame.Slots[i].ReferenceId == dynptr.ReferenceId)
                Forget(frame, i);
        }
    }

    /// <summary>Before a slot is written: a dynptr in it, and the slices of that, are no more.</summary>
    /// <exception cref="Refusal">The dynptr holds a reference, which would be lost.</exception>
    public void Overwrite(StackFrame frame, int slot)
    {
        if (frame.KindsOf(slot)[0] != SlotKind.Dynptr)
            return;
        int first = frame.Slots[slot].IsFirstSlot ? slot : slot + 1;
        if (IsReferenced(frame.Slots[first].Dynptr))
            throw _analysis.Refuse(FailureKind.Resources, $"cannot overwrite referenced dynptr");
        uint id = frame.Slots[first].Id;
        Forget(frame, first);
        _analysis.References.ForgetDynptrSlices(id);
    }

    private static RegisterState Describe(DynptrKind kind, uint id, uint reference, bool isFirst)
    {
        RegisterState state = RegisterState.Pointer(ValueKind.DynptrPointer);
        state.Dynptr = kind;
        state.Id = id;
        state.ReferenceId = reference;
        state.IsFirstSlot = isFirst;
        return state;
    }

    private static bool IsFirstSlot(StackFrame frame, int slot) => frame.KindsOf(slot)[0] == SlotKind.Dynptr && frame.Slots[slot].IsFirstSlot;

    private static void Forget(StackFrame frame, int first)
    {
        for (int i = first - 1; i <= first; i++)
        {
            frame.KindsOf(i).Clear();
            frame.Slots[i] = RegisterState.Uninitialized;
        }
    }

    private static int OffsetOf(in RegisterState pointer) => pointer.Offset + (int)pointer.Number.ConstantValue;

    private static int Place(in RegisterState pointer) => StackFrame.SlotOf(OffsetOf(in pointer));

    private void CheckPointer(int register)
    {
        if (_analysis.Register(register).Kind is not (ValueKind.Stack or ValueKind.DynptrPointer))
            throw _analysis.Refuse(FailureKind.Call, $"arg#{register - 1} expected pointer to stack or const struct bpf_dynptr");
    }

    // Whether a dynptr can be where the pointer points to. That the stack reaches so far is not asked: it grows.
    private static bool HasPlace(in RegisterState pointer)
    {
        if (pointer.Kind != ValueKind.Stack || !pointer.HasFixedOffset)
            return false;
        int offset = OffsetOf(in pointer);
        return offset % StackFrame.SlotSize == 0 && offset <= -Size;
    }

    // The log says first what is wrong with the place.
    private Refusal Refuse(in RegisterState pointer, FormattableString message)
    {
        FormattableString place = $"";
        if (pointer.Kind == ValueKind.Stack && !pointer.HasFixedOffset)
            place = $"dynptr has to be at a constant offset";
        else if (pointer.Kind == ValueKind.Stack && !HasPlace(in pointer))
            place = $"cannot pass in dynptr at an offset={OffsetOf(in pointer)}";
        return _analysis.Refuse(FailureKind.Call, place, message, $"");
    }

    private bool TryPlace(in RegisterState pointer, out int slot)
    {
        slot = Place(in pointer);
        return slot < _analysis.State[pointer.Frame].SlotCount;
    }

    private bool IsInitialized(in RegisterState pointer)
    {
        if (pointer.Kind == ValueKind.DynptrPointer)
            return true;
        if (!HasPlace(in pointer) || !TryPlace(in pointer, out int slot))
            return false;
        StackFrame frame = _analysis.State[pointer.Frame];
        return frame.Slots[slot].IsFirstSlot && !frame.KindsOf(slot).ContainsAnyExcept(SlotKind.Dynptr)
            && !frame.KindsOf(slot - 1).ContainsAnyExcept(SlotKind.Dynptr);
    }
}
