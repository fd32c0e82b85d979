// SPDX-License-Identifier: Apache-2.0
using System.Numerics;

namespace Hornet.Verification;

/// <summary>Decides whether what was found safe from an earlier state is safe from the current one too.</summary>
internal sealed class StateComparer
{
    private readonly Analysis _analysis;
    private readonly IdentityMap _identities = new();
    private readonly RegisterState _unknown = RegisterState.UnknownScalar;

    /// <summary>Works on an analysis.</summary>
    public StateComparer(Analysis analysis) => _analysis = analysis;

    /// <summary>Whether all that may follow from <paramref name="current"/> may follow from <paramref name="old"/>.</summary>
    public bool Covers(VerifierState old, VerifierState current, Comparison comparison)
    {
        if (old.FrameIndex != current.FrameIndex)
            return false;
        // What a processor only speculates about says nothing of what it really does.
        if (old.IsSpeculative && !current.IsSpeculative)
            return false;
        if (old.MaySleep != current.MaySleep)
            return false;
        for (int i = 0; i <= old.FrameIndex; i++)
        {
            if (old[i].CallSite != current[i].CallSite || old[i].Subprogram != current[i].Subprogram)
                return false;
        }

        _identities.Clear();
        if (!CoversHoldings(old, current))
            return false;
        for (int i = 0; i <= old.FrameIndex; i++)
        {
            int instruction = i == old.FrameIndex ? old.Instruction : old[i + 1].CallSite;
            if (!CoversFrame(old[i], current[i], instruction, comparison))
                return false;
        }

        return true;
    }

    /// <summary>Whether two numbers are the same in all that is known of them, their links apart.</summary>
    public static bool AreSame(in Scalar left, in Scalar right) =>
        left.Bits == right.Bits
        && left.SignedMin == right.SignedMin && left.SignedMax == right.SignedMax
        && left.UnsignedMin == right.UnsignedMin && left.UnsignedMax == right.UnsignedMax
        && left.SignedMin32 == right.SignedMin32 && left.SignedMax32 == right.SignedMax32
        && left.UnsignedMin32 == right.UnsignedMin32 && left.UnsignedMax32 == right.UnsignedMax32;

    /// <summary>Whether two values are the same but for their identities and precision.</summary>
    public static bool AreSame(in RegisterState left, in RegisterState right) => HaveSameShape(in left, in right) && AreSame(in left.Number, in right.Number);

    private static bool HaveSameShape(in RegisterState left, in RegisterState right) =>
        left.Kind == right.Kind && left.Flags == right.Flags && left.Frame == right.Frame && left.Offset == right.Offset && left.Extra == right.Extra
        && left.MapIndex == right.MapIndex && left.MapInstance == right.MapInstance && left.BtfIndex == right.BtfIndex && left.TypeId == right.TypeId
        && left.Dynptr == right.Dynptr && left.IsFirstSlot == right.IsFirstSlot;

    private bool CoversHoldings(VerifierState old, VerifierState current)
    {
        ReadOnlySpan<Reference> before = old.References, now = current.References;
        if (before.Length != now.Length || old.ActiveLocks != current.ActiveLocks || old.PreemptionDepth != current.PreemptionDepth || old.RcuDepth != current.RcuDepth)
            return false;
        if (!_identities.Match(old.ActiveInterruptsId, current.ActiveInterruptsId))
            return false;
        if (!_identities.Match(old.ActiveLockId, current.ActiveLockId) || old.ActiveLockHolder != current.ActiveLockHolder)
            return false;
        for (int i = 0; i < before.Length; i++)
        {
            if (before[i].Kind != now[i].Kind || before[i].Holder != now[i].Holder || !_identities.Match(before[i].Id, now[i].Id))
                return false;
        }

        return true;
    }

    private bool CoversFrame(StackFrame old, StackFrame current, int instruction, Comparison comparison)
    {
        if (old.CallbackDepth > current.CallbackDepth)
            return false;
        for (uint live = _analysis.Program.Facts[instruction].LiveRegisters; live != 0; live &= live - 1)
        {
            int i = BitOperations.TrailingZeroCount(live);
            if (!Covers(in old.Registers[i], in current.Registers[i], comparison))
                return false;
        }

        return CoversStack(old, current, instruction, comparison);
    }

    private bool Covers(in RegisterState old, in RegisterState current, Comparison comparison)
    {
        if (comparison == Comparison.Exact)
            return AreExactly(in old, in current);
        if (old.Kind == ValueKind.Uninitialized)
            return comparison == Comparison.Lenient || current.Kind == ValueKind.Uninitialized;
        if (old.Kind != current.Kind || old.Flags != current.Flags)
            return false;
        switch (old.Kind)
        {
            case ValueKind.Scalar:
                return CoversScalar(in old, in current, comparison);
            case ValueKind.MapKey or ValueKind.MapValue or ValueKind.Memory or ValueKind.Buffer or ValueKind.TracepointBuffer:
                return HaveSameShape(in old, in current) && old.Number.Contains(in current.Number)
                    && _identities.Match(old.Id, current.Id) && _identities.Match(old.ReferenceId, current.ReferenceId);
            case ValueKind.Packet or ValueKind.PacketMeta:
                return CoversPacket(in old, in current);
            case ValueKind.Arena:
                return true;
            default:
                return AreExactly(in old, in current);
        }
    }

    private bool AreExactly(in RegisterState old, in RegisterState current) =>
        AreSame(in old, in current) && _identities.Match(old.Id, current.Id) && _identities.Match(old.ReferenceId, current.ReferenceId);

    private bool CoversScalar(in RegisterState old, in RegisterState current, Comparison comparison)
    {
        if (!_analysis.Program.IsPrivileged)
            return AreSame(in old, in current) && _identities.MatchScalar(old.LinkId, current.LinkId);
        if (!old.IsPrecise && comparison == Comparison.Lenient)
            return true;
        if (!old.Number.Contains(in current.Number))
            return false;
        // A number that was by itself covers one that has links: they only say more of it.
        if (old.Id == 0)
            return true;
        if (((old.Id ^ current.Id) & RegisterState.LinkedWithDelta) != 0)
            return false;
        if ((old.Id & RegisterState.LinkedWithDelta) != 0 && old.Offset != current.Offset)
            return false;
        return _identities.MatchScalar(old.LinkId, current.LinkId);
    }

    // At least as much of the packet as before must be known to exist, and alignment goes by the fixed offset.
    private bool CoversPacket(in RegisterState old, in RegisterState current)
    {
        bool isRangeEnough = old.Range < 0 || current.Range < 0 ? old.Range == current.Range : old.Range <= current.Range;
        return isRangeEnough && old.Offset == current.Offset && _identities.Match(old.Id, current.Id) && old.Number.Contains(in current.Number);
    }

    private bool CoversStack(StackFrame old, StackFrame current, int instruction, Comparison comparison)
    {
        ulong live = comparison == Comparison.Exact ? ulong.MaxValue : _analysis.Liveness.LiveAt(instruction);
        for (int slot = 0; slot < old.SlotCount; slot++)
        {
            if ((live >> slot & 1) == 0 && comparison == Comparison.Lenient)
                continue;
            if (!CoversSlot(old, current, slot, comparison))
                return false;
        }

        return true;
    }

    private bool CoversSlot(StackFrame old, StackFrame current, int slot, Comparison comparison)
    {
        ulong oldKinds = old.KindWord(slot);
        if (slot >= current.SlotCount)
            return comparison == Comparison.Lenient && IsNeverRead(old, slot);
        if (comparison != Comparison.Lenient && oldKinds != current.KindWord(slot))
            return false;
        if (oldKinds == 0)
            return true;
        ref readonly RegisterState oldScalar = ref ScalarOf(old, slot, out bool isOldScalar);
        ref readonly RegisterState currentScalar = ref ScalarOf(current, slot, out bool isCurrentScalar);
        if (isOldScalar && isCurrentScalar)
            return Covers(in oldScalar, in currentScalar, comparison);
        return CoversBytes(old.KindsOf(slot), current.KindsOf(slot)) && CoversContent(old, current, slot, comparison);
    }

    private bool IsNeverRead(StackFrame old, int slot)
    {
        foreach (SlotKind kind in old.KindsOf(slot))
        {
            if (kind != SlotKind.Invalid && !(kind == SlotKind.Misc && _analysis.Program.IsPrivileged))
                return false;
        }

        return true;
    }

    // A slot of misc bytes, or of ones that privileged programs may read although nobody wrote them, is as good as any number: both ways of keeping
    // one compare alike.
    private ref readonly RegisterState ScalarOf(StackFrame frame, int slot, out bool isScalar)
    {
        const ulong AllMisc = 0x0101_0101_0101_0101UL * (ulong)SlotKind.Misc, AllSpill = 0x0101_0101_0101_0101UL * (ulong)SlotKind.Spill;
        ulong kinds = frame.KindWord(slot);
        if (kinds == AllSpill && frame.Slots[slot].Kind == ValueKind.Scalar)
        {
            isScalar = true;
            return ref frame.Slots[slot];
        }

        isScalar = kinds == AllMisc || ((kinds & ~AllMisc) == 0 && _analysis.Program.IsPrivileged);
        return ref _unknown;
    }

    private bool CoversBytes(ReadOnlySpan<SlotKind> old, ReadOnlySpan<SlotKind> current)
    {
        for (int i = 0; i < old.Length; i++)
        {
            if (old[i] == SlotKind.Invalid || old[i] == current[i])
                continue;
            if (old[i] != SlotKind.Misc || !(_analysis.Program.IsPrivileged || current[i] == SlotKind.Zero))
                return false;
        }

        return true;
    }

    private bool CoversContent(StackFrame old, StackFrame current, int slot, Comparison comparison)
    {
        ref readonly RegisterState before = ref old.Slots[slot], now = ref current.Slots[slot];
        return old.KindsOf(slot)[StackFrame.SlotSize - 1] switch
        {
            SlotKind.Spill => Covers(in before, in now, comparison),
            SlotKind.Dynptr => before.Dynptr == now.Dynptr && before.IsFirstSlot == now.IsFirstSlot && _identities.Match(before.ReferenceId, now.ReferenceId),
            SlotKind.Iterator => before.BtfIndex == now.BtfIndex && before.TypeId == now.TypeId && before.Iterator == now.Iterator
                && before.IsFirstSlot == now.IsFirstSlot && _identities.Match(before.ReferenceId, now.ReferenceId),
            SlotKind.InterruptFlags => before.FlagsFamily == now.FlagsFamily && _identities.Match(before.ReferenceId, now.ReferenceId),
            _ => true,
        };
    }
}
