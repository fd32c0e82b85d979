// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>Spin locks in map values and allocated objects, and what may be done while one is held.</summary>
internal sealed class SpinLocks
{
    private readonly Analysis _analysis;

    /// <summary>Works on an analysis.</summary>
    public SpinLocks(Analysis analysis) => _analysis = analysis;

    /// <summary>Whether any lock is held.</summary>
    public bool IsHeld => _analysis.State.ActiveLocks > 0;

    /// <summary>Takes the lock that a register points to.</summary>
    /// <param name="register">The register.</param>
    /// <param name="kind">What kind of lock is taken.</param>
    public void Lock(int register, ReferenceKind kind)
    {
        VerifierState state = _analysis.State;
        long holder = FindHolder(register, kind);
        uint id = _analysis.Register(register).Id;
        if (state.ActiveLocks > 0)
        {
            if (kind == ReferenceKind.SpinLock && HoldsSpinLock())
                throw Refuse($"Locking two bpf_spin_locks are not allowed");
            if (kind != ReferenceKind.SpinLock && HoldsResilientLock(id, holder))
                throw Refuse($"Acquiring the same lock again, AA deadlock detected");
        }

        state.AddReference(new Reference(kind, id, _analysis.Instruction, holder));
        state.ActiveLocks++;
        (state.ActiveLockId, state.ActiveLockHolder) = (id, holder);
    }

    /// <summary>Gives the lock back that a register points to.</summary>
    /// <param name="register">The register.</param>
    /// <param name="kind">What kind of lock is given back.</param>
    public void Unlock(int register, ReferenceKind kind)
    {
        VerifierState state = _analysis.State;
        long holder = FindHolder(register, kind);
        uint id = _analysis.Register(register).Id;
        string name = NameOf(kind);
        if (state.ActiveLocks == 0)
            throw Refuse($"{name}_unlock without taking a lock");
        int index = IndexOf(kind, id, holder);
        if (index < 0)
            throw Refuse($"{name}_unlock of different lock");
        if (id != state.ActiveLockId || holder != state.ActiveLockHolder)
            throw Refuse($"{name}_unlock cannot be out of order");
        state.RemoveReferenceAt(index);
        state.ActiveLocks--;
        MakePreviousActive(state);
        _analysis.References.ForgetNonOwningReferences();
    }

    /// <summary>The identity of what holds a lock or collection: the map or, for an allocated object, the BTF that its type is in.</summary>
    public static long HolderOf(in RegisterState pointer) =>
        pointer.Kind == ValueKind.MapValue ? pointer.MapIndex + 1 : -1 - pointer.BtfIndex;

    private static string NameOf(ReferenceKind kind) => kind == ReferenceKind.SpinLock ? "bpf_spin" : "bpf_res_spin";

    private static void MakePreviousActive(VerifierState state)
    {
        (state.ActiveLockId, state.ActiveLockHolder) = (0, 0);
        foreach (ref readonly Reference reference in state.References)
        {
            if (IsLock(reference.Kind))
                (state.ActiveLockId, state.ActiveLockHolder) = (reference.Id, reference.Holder);
        }
    }

    private static bool IsLock(ReferenceKind kind) =>
        kind is ReferenceKind.SpinLock or ReferenceKind.ResilientSpinLock or ReferenceKind.ResilientSpinLockInterruptsOff;

    private bool HoldsSpinLock()
    {
        foreach (ref readonly Reference reference in _analysis.State.References)
        {
            if (reference.Kind == ReferenceKind.SpinLock)
                return true;
        }

        return false;
    }

    private bool HoldsResilientLock(uint id, long holder) =>
        IndexOf(ReferenceKind.ResilientSpinLock, id, holder) >= 0 || IndexOf(ReferenceKind.ResilientSpinLockInterruptsOff, id, holder) >= 0;

    private int IndexOf(ReferenceKind kind, uint id, long holder)
    {
        ReadOnlySpan<Reference> references = _analysis.State.References;
        for (int i = 0; i < references.Length; i++)
        {
            if (references[i].Kind == kind && references[i].Id == id && references[i].Holder == holder)
                return i;
        }

        return -1;
    }

    // Checks that the register points to a lock of the kind.
    private long FindHolder(int register, ReferenceKind kind)
    {
        ref RegisterState pointer = ref _analysis.Register(register);
        string name = NameOf(kind);
        if (!pointer.HasFixedOffset)
            throw Refuse($"R{register} doesn't have constant offset. {name}_lock has to be at the constant offset");
        MapInfo? map = pointer.Kind == ValueKind.MapValue ? _analysis.Program.Maps[pointer.MapIndex] : null;
        if (map is { HasTypes: false })
            throw Refuse($"map '{map.Name}' has to have BTF in order to use {name}_lock");
        SpecialFieldKind fieldKind = kind == ReferenceKind.SpinLock ? SpecialFieldKind.SpinLock : SpecialFieldKind.ResilientSpinLock;
        if (_analysis.Records.Of(in pointer)?.Find(fieldKind) is not { } field)
            throw Refuse($"{(map is null ? "local" : "map")} '{map?.Name ?? "kptr"}' has no valid {name}_lock");
        long offset = pointer.Offset + (long)pointer.Number.ConstantValue;
        if (offset != field.Offset)
            throw Refuse($"off {offset} doesn't point to 'struct {name}_lock' that is at {field.Offset}");
        return HolderOf(in pointer);
    }

    private Refusal Refuse(FormattableString message) => _analysis.Refuse(FailureKind.Resources, message);
}
