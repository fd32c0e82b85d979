// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>Interrupt flags that are saved in a stack slot while interrupts are off, and must be given back in the opposite order.</summary>
internal sealed class InterruptFlags
{
    // The two families of functions that save flags: what one saved, the other may not give back.
    private const byte Native = 1, Lock = 2;

    private readonly Analysis _analysis;
    private readonly StackObjects _objects;

    /// <summary>Works on an analysis.</summary>
    public InterruptFlags(Analysis analysis)
    {
        _analysis = analysis;
        _objects = new StackObjects(analysis, "irq_flag");
    }

    /// <summary>Checks an argument that points to flags, and saves or gives them back.</summary>
    public void Check(int register, KernelFunctionCall call)
    {
        if (_analysis.Register(register).Kind != ValueKind.Stack)
            throw Refuse($"arg#{register - 1} doesn't point to an irq flag on stack");
        KernelFunctionRole role = call.Function.Role;
        byte family = KernelFunctionRoles.IsResilient(role) ? Lock : Native;
        if (role is KernelFunctionRole.InterruptsOff or KernelFunctionRole.ResilientLockInterruptsOff)
            Save(register, family);
        else
            GiveBack(register, family);
    }

    private void Save(int register, byte family)
    {
        ref RegisterState pointer = ref _analysis.Register(register);
        if (!StackObjects.TryFindFirst(in pointer, 1, out int slot))
            throw _objects.Misplaced(in pointer, $"expected uninitialized irq flag as arg#{register - 1}");
        StackFrame frame = _analysis.State[pointer.Frame];
        if (StackObjects.HoldsAny(frame, slot, 1, SlotKind.InterruptFlags))
            throw Refuse($"expected uninitialized irq flag as arg#{register - 1}");
        _analysis.Memory.Check(register, 0, StackFrame.SlotSize, AccessKind.Write, -1);
        VerifierState state = _analysis.State;
        uint id = _analysis.NewId();
        state.AddReference(new Reference(ReferenceKind.InterruptsOff, id, _analysis.Instruction));
        state.ActiveInterruptsId = id;
        RegisterState flags = RegisterState.Pointer(ValueKind.Stack);
        flags.IsFirstSlot = true;
        flags.ReferenceId = id;
        flags.FlagsFamily = family;
        frame.Slots[slot] = flags;
        frame.KindsOf(slot).Fill(SlotKind.InterruptFlags);
        _analysis.Liveness.Overwrite(state, _analysis.Instruction, frame, slot);
    }

    private void GiveBack(int register, byte family)
    {
        ref RegisterState pointer = ref _analysis.Register(register);
        if (!StackObjects.TryFindFirst(in pointer, 1, out int slot))
            throw _objects.Misplaced(in pointer, $"expected an initialized irq flag as arg#{register - 1}");
        StackFrame frame = _analysis.State[pointer.Frame];
        if (slot >= frame.SlotCount || frame.KindsOf(slot).ContainsAnyExcept(SlotKind.InterruptFlags))
            throw Refuse($"expected an initialized irq flag as arg#{register - 1}");
        _analysis.Liveness.Read(_analysis.State, _analysis.Instruction, frame, slot);
        RegisterState flags = frame.Slots[slot];
        if (flags.FlagsFamily != family)
            throw Refuse($"irq flag acquired by {NameOf(flags.FlagsFamily)} kfuncs cannot be restored with {NameOf(family)} kfuncs");
        Release(flags.ReferenceId);
        StackObjects.Forget(frame, slot, 1);
    }

    private void Release(uint id)
    {
        VerifierState state = _analysis.State;
        uint previous = 0;
        foreach (ref readonly Reference reference in state.References)
        {
            if (reference.Kind != ReferenceKind.InterruptsOff)
                continue;
            if (id != state.ActiveInterruptsId && reference.Id == state.ActiveInterruptsId)
                throw Refuse($"cannot restore irq state out of order, expected id={reference.Id} acquired at insn_idx={reference.Instruction}");
            if (id == state.ActiveInterruptsId && reference.Id != id)
                previous = reference.Id;
        }

        state.RemoveReference(ReferenceKind.InterruptsOff, id);
        state.ActiveInterruptsId = previous;
    }

    private static string NameOf(byte family) => family == Native ? "native" : "lock";

    private Refusal Refuse(FormattableString message) => _analysis.Refuse(FailureKind.Resources, message);
}
