// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Objects and sections that a program has taken and must give back.</summary>
internal sealed class ReferenceTracker
{
    private readonly Analysis _analysis;

    /// <summary>Works on an analysis.</summary>
    public ReferenceTracker(Analysis analysis) => _analysis = analysis;

    private VerifierState State => _analysis.State;

    /// <summary>Notes that the current instruction takes an object, and gives the reference's id.</summary>
    public uint Acquire()
    {
        uint id = _analysis.NewId();
        State.AddReference(new Reference(ReferenceKind.Object, id, _analysis.Instruction));
        return id;
    }

    /// <summary>Notes that an object is given back: every register and slot that holds it, or comes from it, loses its pointer.</summary>
    /// <returns>Whether the object was held.</returns>
    public bool TryRelease(uint id)
    {
        if (!State.RemoveReference(ReferenceKind.Object, id))
            return false;
        Forget(new HoldsReference(id));
        return true;
    }

    /// <summary>As <see cref="TryRelease"/>, of an object that must be held.</summary>
    /// <param name="id">The reference.</param>
    /// <param name="call">The call that gives it back.</param>
    public void Release(uint id, CallArguments call)
    {
        if (!TryRelease(id))
            throw NotAcquired(call);
    }

    /// <summary>
    /// Notes that an object is given back, but not necessarily gone: while the RCU read section lasts, its per-CPU holders stay readable.
    /// </summary>
    public void ReleaseIntoMap(uint id, CallArguments call)
    {
        if (!State.RemoveReference(ReferenceKind.Object, id))
            throw NotAcquired(call);
        if (State.RcuDepth > 0)
            Visit(new PerCpuIntoRcu(id));
        Forget(new HoldsReference(id));
    }

    /// <summary>After the packet may have moved: every packet pointer, and slice of a packet dynptr, loses its pointer.</summary>
    public void ForgetPacketPointers() => Forget(default(PointsToPacket));

    /// <summary>After a lock is given back: every non-owning reference loses its pointer.</summary>
    public void ForgetNonOwningReferences() => Forget(default(IsNonOwning));

    /// <summary>After a dynptr is gone: every slice of it loses its pointer.</summary>
    public void ForgetDynptrSlices(uint dynptrId) => Forget(new IsSliceOf(dynptrId));

    /// <summary>Checks that nothing is held: at an exit of the program, before a tail call, legacy packet load or throw.</summary>
    /// <param name="isException">Whether it is a throw, or an exit of the exception callback.</param>
    /// <param name="where">What happens, as messages name it: "BPF_EXIT instruction in main prog", "tail_call", …</param>
    public void CheckNoneHeld(bool isException, string where) => CheckNoneHeld(isException, checksSections: true, where);

    /// <summary>Checks that nothing is held.</summary>
    /// <param name="isException">Whether it is a throw, or an exit of the exception callback.</param>
    /// <param name="checksSections">Whether locks and critical sections count too; they may outlive a function's exit.</param>
    /// <param name="where">What happens, as messages name it.</param>
    public void CheckNoneHeld(bool isException, bool checksSections, string where)
    {
        if (checksSections && State.ActiveLocks > 0)
            throw HeldInside(where, "bpf_spin_lock");
        CheckObjects(isException, where);
        if (!checksSections)
            return;
        if (State.ActiveInterruptsId != 0)
            throw HeldInside(where, "bpf_local_irq_save");
        if (State.RcuDepth > 0)
            throw HeldInside(where, "bpf_rcu_read_lock");
        if (State.PreemptionDepth > 0)
            throw HeldInside(where, "bpf_preempt_disable");
    }

    /// <summary>Applies a change to every register, and every register spilled whole, of every frame.</summary>
    public void Visit<TVisitor>(TVisitor visitor)
        where TVisitor : struct, IRegisterVisitor
    {
        for (int i = 0; i <= State.FrameIndex; i++)
        {
            StackFrame frame = State[i];
            foreach (ref RegisterState register in frame.Registers.AsSpan())
                visitor.Visit(ref register);
            Span<RegisterState> slots = frame.Slots;
            for (int slot = 0; slot < slots.Length; slot++)
            {
                if (frame.IsFullSpill(slot))
                    visitor.Visit(ref slots[slot]);
            }
        }
    }

    /// <summary>The refusal of a release of what was not acquired.</summary>
    public Refusal NotAcquired(CallArguments call) =>
        _analysis.Refuse(FailureKind.Resources, $"func {call.Name}#{call.Number} reference has not been acquired before");

    private void Forget<TPredicate>(TPredicate which)
        where TPredicate : struct, IRegisterPredicate => Visit(new Forgetter<TPredicate>(which, _analysis.Program.IsPrivileged));

    // A function other than the main one may return with what it has taken: its caller goes on with it.
    private void CheckObjects(bool isException, string where)
    {
        if (!isException && State.FrameIndex > 0)
            return;
        bool mayReturnObject = !isException && _analysis.Program.Type == ProgramType.StructOperations;
        foreach (ref readonly Reference reference in State.References)
        {
            if (IsLeaked(in reference, mayReturnObject))
                throw Leaked(mayReturnObject, where);
        }
    }

    private bool IsLeaked(in Reference reference, bool mayReturnObject) =>
        reference.Kind == ReferenceKind.Object && !(mayReturnObject && _analysis.Register(0).ReferenceId == reference.Id);

    private Refusal Leaked(bool mayReturnObject, string where)
    {
        List<string> leaks = [];
        foreach (ref readonly Reference reference in State.References)
        {
            if (IsLeaked(in reference, mayReturnObject))
                leaks.Add(string.Create(CultureInfo.InvariantCulture, $"Unreleased reference id={reference.Id} alloc_insn={reference.Instruction}"));
        }

        string others = string.Concat(leaks.Skip(1).Select(leak => leak + "\n"));
        return _analysis.Refuse(FailureKind.Resources, $"", $"{leaks[0]}", $"{others}{where} would lead to reference leak");
    }

    private Refusal HeldInside(string where, string section) =>
        _analysis.Refuse(FailureKind.Resources, $"{where} cannot be used inside {section}-ed region");

    /// <summary>Makes what a predicate picks unusable: a number for privileged programs, which may look at what is left of a pointer.</summary>
    private readonly struct Forgetter<TPredicate>(TPredicate which, bool isPrivileged) : IRegisterVisitor
        where TPredicate : struct, IRegisterPredicate
    {
        public void Visit(ref RegisterState register)
        {
            if (which.Matches(in register))
                register = isPrivileged ? RegisterState.UnknownScalar : RegisterState.Uninitialized;
        }
    }

    private readonly struct PerCpuIntoRcu(uint id) : IRegisterVisitor
    {
        public void Visit(ref RegisterState register)
        {
            if (register.ReferenceId != id || !register.Has(ValueFlags.Allocated | ValueFlags.PerCpu))
                return;
            register.ReferenceId = 0;
            register.Flags = (register.Flags & ~ValueFlags.Allocated) | ValueFlags.Rcu;
        }
    }

    private readonly struct HoldsReference(uint id) : IRegisterPredicate
    {
        public bool Matches(in RegisterState register) => register.ReferenceId == id;
    }

    private readonly struct PointsToPacket : IRegisterPredicate
    {
        public bool Matches(in RegisterState register) =>
            register.Kind is ValueKind.Packet or ValueKind.PacketMeta or ValueKind.PacketEnd
            || (register.Kind == ValueKind.Memory && register.Dynptr is DynptrKind.Skb or DynptrKind.Xdp or DynptrKind.SkbMeta);
    }

    private readonly struct IsNonOwning : IRegisterPredicate
    {
        public bool Matches(in RegisterState register) => register.Has(ValueFlags.NonOwning);
    }

    private readonly struct IsSliceOf(uint dynptrId) : IRegisterPredicate
    {
        public bool Matches(in RegisterState register) =>
            register.Kind == ValueKind.Memory && (register.Flags & ~ValueFlags.MaybeNull) == 0 && register.Dynptr == DynptrKind.None
            && register.DynptrId == dynptrId;
    }
}
