// SPDX-License-Identifier: Apache-2.0
using System.Numerics;

namespace Hornet.Verification;

/// <summary>Finds which numbers a safety decision depends on: walks the path back from a use to everything that the number was made of.</summary>
/// <remarks>
/// Kept states whose numbers nothing depended on cover more later states. So numbers begin as imprecise, and a use marks those that it
/// came from in every kept state on the path.
/// </remarks>
internal sealed class PrecisionTracker
{
    private readonly Analysis _analysis;
    private readonly BackwardWalk _walk;
    private readonly WantedScalars _wanted = new();

    /// <summary>Works on an analysis.</summary>
    public PrecisionTracker(Analysis analysis)
    {
        _analysis = analysis;
        _walk = new BackwardWalk(analysis.Program, _wanted);
    }

    /// <summary>Says that safety depends on the number in a register of the running function.</summary>
    public void MarkRegister(int register)
    {
        VerifierState state = _analysis.State;
        if (!_analysis.Program.IsPrivileged || !state.Frame.Registers[register].IsScalar)
            return;
        _wanted.Clear(state.FrameIndex);
        _wanted.Add(register);
        MarkBack(state, skipsLast: true);
    }

    /// <summary>Says that safety depends on the number spilled in a stack slot.</summary>
    public void MarkSlot(int frame, int slot)
    {
        VerifierState state = _analysis.State;
        if (!_analysis.Program.IsPrivileged || slot >= state[frame].SlotCount || !state[frame].IsScalarSpill(slot))
            return;
        _wanted.Clear(state.FrameIndex);
        _wanted.AddSlot(frame, slot);
        MarkBack(state, skipsLast: true);
    }

    /// <summary>
    /// Says that safety depends, after <paramref name="current"/>, on the same numbers as after the state that covers it.
    /// </summary>
    /// <returns>Whether a kept state's number became precise.</returns>
    public bool Propagate(VerifierState old, VerifierState current)
    {
        if (!_analysis.Program.IsPrivileged)
            return false;
        _wanted.Clear(current.FrameIndex);
        bool wantsAny = false;
        for (int f = 0; f <= old.FrameIndex; f++)
        {
            StackFrame frame = old[f];
            for (int i = 0; i < StackFrame.RegisterCount - 1; i++)
            {
                if (frame.Registers[i] is not { Kind: ValueKind.Scalar, IsPrecise: true } || current[f].Registers[i].Kind != ValueKind.Scalar)
                    continue;
                _wanted.Add(f, i);
                wantsAny = true;
            }

            int slots = Math.Min(frame.SlotCount, current[f].SlotCount);
            for (int i = 0; i < slots; i++)
            {
                if (!frame.Slots[i].IsPrecise || !frame.IsScalarSpill(i) || !current[f].IsScalarSpill(i))
                    continue;
                _wanted.AddSlot(f, i);
                wantsAny = true;
            }
        }

        return wantsAny && MarkBack(current, skipsLast: false);
    }

    /// <summary>Makes every number of a path's kept states precise.</summary>
    public static void MarkAll(VerifierState? state)
    {
        for (; state is not null; state = state.Parent)
        {
            for (int f = 0; f <= state.FrameIndex; f++)
            {
                foreach (ref RegisterState register in state[f].Registers.AsSpan())
                    register.IsPrecise |= register.IsScalar;
                foreach (ref RegisterState slot in state[f].Slots)
                    slot.IsPrecise |= slot.IsScalar;
            }
        }
    }

    /// <summary>Makes every number of a state imprecise: a state that was just kept begins anew.</summary>
    public static void ForgetAll(VerifierState state)
    {
        for (int f = 0; f <= state.FrameIndex; f++)
        {
            foreach (ref RegisterState register in state[f].Registers.AsSpan())
                register.IsPrecise = false;
            foreach (ref RegisterState slot in state[f].Slots)
                slot.IsPrecise = false;
        }
    }

    private bool MarkBack(VerifierState state, bool skipsLast)
    {
        bool changed = false;
        int next = _analysis.Instruction;
        for (VerifierState? at = state; at is not null; at = at.Parent)
        {
            ReadOnlySpan<HistoryEntry> entries = at.History.Entries;
            int i = entries.Length - 1;
            if (skipsLast)
                i--;
            skipsLast = false;
            for (; i >= 0; i--)
            {
                if (!_walk.StepBack(in entries[i], next))
                {
                    MarkAll(state.Parent);
                    return true;
                }

                if (_wanted.IsEmpty)
                    return changed;
                next = entries[i].Instruction;
            }

            if (at.Parent is not { } kept)
                break;
            changed |= MarkKept(kept);
            if (_wanted.IsEmpty)
                return changed;
        }

        return changed;
    }

    // What is precise already was followed further back when it became so.
    private bool MarkKept(VerifierState kept)
    {
        bool changed = false;
        for (int f = 0; f <= kept.FrameIndex; f++)
        {
            StackFrame frame = kept[f];
            for (uint registers = _wanted.RegistersOf(f); registers != 0; registers &= registers - 1)
            {
                int i = BitOperations.TrailingZeroCount(registers);
                ref RegisterState register = ref frame.Registers[i];
                if (!register.IsScalar || register.IsPrecise)
                {
                    _wanted.Remove(f, i);
                    continue;
                }

                register.IsPrecise = true;
                changed = true;
            }

            for (ulong slots = _wanted.SlotsOf(f); slots != 0; slots &= slots - 1)
            {
                int i = BitOperations.TrailingZeroCount(slots);
                if (i >= frame.SlotCount || !frame.IsScalarSpill(i) || frame.Slots[i].IsPrecise)
                {
                    _wanted.RemoveSlot(f, i);
                    continue;
                }

                frame.Slots[i].IsPrecise = true;
                changed = true;
            }
        }

        return changed;
    }
}
