// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>
/// Open-coded iterators: objects of some stack slots that functions named <c>bpf_iter_TYPE_new</c>, <c>_next</c> and <c>_destroy</c> begin, move on
/// and end. The first slot, the one at the lowest address, has the reference and the phase.
/// </summary>
internal sealed class IteratorSlots
{
    // The whole stack of a function.
    private const int MaximumSlots = 64;

    private readonly Analysis _analysis;
    private readonly StackObjects _objects;

    /// <summary>Works on an analysis.</summary>
    public IteratorSlots(Analysis analysis)
    {
        _analysis = analysis;
        _objects = new StackObjects(analysis, "iter");
    }

    /// <summary>Checks an iterator argument and begins or ends the iterator if the function does.</summary>
    public void Check(int register, KernelFunctionParameter parameter, KernelFunctionCall call)
    {
        if (_analysis.Register(register).Kind != ValueKind.Stack)
            throw Refuse($"arg#{register - 1} expected pointer to an iterator on stack");
        KernelFunctionSignature function = call.Function;
        if (parameter.TargetSize is < StackFrame.SlotSize or > StackFrame.SlotSize * MaximumSlots)
            throw Refuse($"expected valid iter pointer as arg #{register - 1}");
        int slots = parameter.TargetSize / StackFrame.SlotSize;
        if (function.Has(KfuncTraits.IteratorNew))
        {
            Begin(register, parameter, call, slots);
            return;
        }

        StackFrame frame = _analysis.State[_analysis.Register(register).Frame];
        int first = FindInitialized(register, frame, parameter, call, slots);
        for (int i = 0; i < slots; i++)
            _analysis.Liveness.Read(_analysis.State, _analysis.Instruction, frame, first - i);
        call.IteratorFrame = frame.Index;
        call.IteratorSlot = first;
        call.Arguments.ReferenceId = frame.Slots[first].ReferenceId;
        if (function.Has(KfuncTraits.IteratorDestroy))
            End(frame, first, slots, call);
    }

    /// <summary>
    /// After a call for the next element: walks on with an element on a path of its own, on which the iterator goes on; on this path there was
    /// none, and the iterator is at its end.
    /// </summary>
    public void Next(KernelFunctionCall call)
    {
        VerifierState state = _analysis.State;
        ref RegisterState iterator = ref state[call.IteratorFrame].Slots[call.IteratorSlot];
        if (iterator.Iterator == IteratorPhase.Active)
        {
            VerifierState element = _analysis.Path.Fork(_analysis.Instruction + 1);
            element[call.IteratorFrame].Slots[call.IteratorSlot].IteratorDepth++;
            // The state that was just kept at this call is of this round; what it continues is of the rounds before.
            Widening.AgainstPreviousRound(_analysis.States, state.Parent, element, _analysis.Instruction);
            element.Frame.Registers[0].Flags &= ~ValueFlags.MaybeNull;
        }

        iterator.Iterator = IteratorPhase.Drained;
        state.Frame.Registers[0] = RegisterState.ConstantScalar(0);
    }

    private void Begin(int register, KernelFunctionParameter parameter, KernelFunctionCall call, int slots)
    {
        ref RegisterState pointer = ref _analysis.Register(register);
        if (!StackObjects.TryFindFirst(in pointer, slots, out int first))
            throw _objects.Misplaced(in pointer, $"expected uninitialized {NameOf(parameter, call)} as arg #{register - 1}");
        StackFrame frame = _analysis.State[pointer.Frame];
        if (StackObjects.HoldsAny(frame, first, slots, SlotKind.Iterator))
            throw Refuse($"expected uninitialized {NameOf(parameter, call)} as arg #{register - 1}");
        for (int i = 0; i < slots; i++)
            _analysis.Memory.Check(register, i * StackFrame.SlotSize, StackFrame.SlotSize, AccessKind.Write, -1);
        uint reference = _analysis.References.Acquire();
        ValueFlags flags = !call.Function.Has(KfuncTraits.RcuProtected) ? ValueFlags.None
            : CriticalSections.IsRcuProtected(_analysis.State) ? ValueFlags.Rcu : ValueFlags.Untrusted;
        for (int i = 0; i < slots; i++)
        {
            RegisterState slot = RegisterState.Pointer(ValueKind.Stack, flags);
            slot.IsFirstSlot = i == 0;
            slot.ReferenceId = i == 0 ? reference : 0;
            slot.BtfIndex = call.Function.BtfIndex;
            slot.TypeId = parameter.TargetId;
            slot.Iterator = IteratorPhase.Active;
            frame.Slots[first - i] = slot;
            frame.KindsOf(first - i).Fill(SlotKind.Iterator);
            _analysis.Liveness.Overwrite(_analysis.State, _analysis.Instruction, frame, first - i);
        }
    }

    private int FindInitialized(int register, StackFrame frame, KernelFunctionParameter parameter, KernelFunctionCall call, int slots)
    {
        ref RegisterState pointer = ref _analysis.Register(register);
        if (!StackObjects.TryFindFirst(in pointer, slots, out int first))
            throw _objects.Misplaced(in pointer, $"expected an initialized {NameOf(parameter, call)} as arg #{register - 1}");
        for (int i = 0; i < slots && first < frame.SlotCount; i++)
        {
            ref RegisterState slot = ref frame.Slots[first - i];
            bool isIterator = !frame.KindsOf(first - i).ContainsAnyExcept(SlotKind.Iterator);
            if (isIterator && slot.Has(ValueFlags.Untrusted))
                throw Refuse($"expected an RCU CS when using {call.Function.Name}");
            if (!isIterator || slot.IsFirstSlot != (i == 0) || slot.BtfIndex != call.Function.BtfIndex || slot.TypeId != parameter.TargetId)
                throw NotInitialized(register, parameter, call);
        }

        return first < frame.SlotCount ? first : throw NotInitialized(register, parameter, call);
    }

    private Refusal NotInitialized(int register, KernelFunctionParameter parameter, KernelFunctionCall call) =>
        Refuse($"expected an initialized {NameOf(parameter, call)} as arg #{register - 1}");

    /// <summary>The name of an iterator's type as messages have it: <c>iter_num</c>.</summary>
    private string NameOf(KernelFunctionParameter parameter, KernelFunctionCall call)
    {
        const string Prefix = "bpf_";
        string type = _analysis.Program.Btfs[call.Function.BtfIndex].NameOf(parameter.TargetId);
        return type.StartsWith(Prefix, StringComparison.Ordinal) ? type[Prefix.Length..] : type;
    }

    private void End(StackFrame frame, int first, int slots, KernelFunctionCall call)
    {
        _analysis.References.Release(frame.Slots[first].ReferenceId, call.Arguments);
        StackObjects.Forget(frame, first, slots);
    }

    private Refusal Refuse(FormattableString message) => _analysis.Refuse(FailureKind.Resources, message);
}
