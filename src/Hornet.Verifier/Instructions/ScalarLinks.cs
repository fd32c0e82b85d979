// SPDX-License-Identifier: Apache-2.0
using System.Numerics;
using Hornet.Bytecode;

namespace Hornet.Verification;

/// <summary>Scalars that are equal up to a constant: what is learned of one holds for all.</summary>
/// <remarks>Registers that are not read any more are left out, as in Linux: they would only take the places of others.</remarks>
internal sealed class ScalarLinks
{
    private readonly Analysis _analysis;
    private LinkedScalars _collected;

    /// <summary>Works on an analysis.</summary>
    public ScalarLinks(Analysis analysis) => _analysis = analysis;

    /// <summary>Before a scalar is copied: gives it an identity, by which its copies learn together from a comparison of one.</summary>
    public static void Link(Analysis analysis, ref RegisterState source)
    {
        if (!source.IsScalar)
            return;
        if ((source.Id & RegisterState.LinkedWithDelta) != 0)
            source.Unlink();
        if (source.Id == 0 && !source.Number.IsConstant)
            source.Id = analysis.NewId();
    }

    /// <summary>Collects the places of all scalars of a link; scalars that do not fit lose their link.</summary>
    public void Collect(VerifierState state, uint link)
    {
        for (int f = state.FrameIndex; f >= 0; f--)
        {
            StackFrame frame = state[f];
            for (uint live = LiveRegisters(state, f); live != 0; live &= live - 1)
            {
                int i = BitOperations.TrailingZeroCount(live);
                Collect(ref frame.Registers[i], link, f, isSlot: false, i);
            }

            Span<RegisterState> slots = frame.Slots;
            for (int i = 0; i < slots.Length; i++)
            {
                if (frame.IsSpill(i))
                    Collect(ref slots[i], link, f, isSlot: true, i);
            }
        }
    }

    /// <summary>Gives what was collected, if it is more than one place, and begins anew.</summary>
    public LinkedScalars Take()
    {
        LinkedScalars links = _collected.Count > 1 ? _collected : default;
        _collected = default;
        return links;
    }

    /// <summary>Gives the range of a scalar to all of its link.</summary>
    public void Spread(VerifierState state, in RegisterState known)
    {
        uint link = known.LinkId;
        if (link == 0)
            return;
        RegisterState source = known;
        for (int f = state.FrameIndex; f >= 0; f--)
        {
            StackFrame frame = state[f];
            for (uint live = LiveRegisters(state, f); live != 0; live &= live - 1)
                Learn(ref frame.Registers[BitOperations.TrailingZeroCount(live)], in source, link);
            Span<RegisterState> slots = frame.Slots;
            for (int i = 0; i < slots.Length; i++)
            {
                if (frame.IsSpill(i))
                    Learn(ref slots[i], in source, link);
            }
        }
    }

    private uint LiveRegisters(VerifierState state, int frame)
    {
        int instruction = frame == state.FrameIndex ? _analysis.Instruction : state[frame + 1].CallSite;
        return _analysis.Program.Facts[instruction].LiveRegisters & ((1u << (int)Register.R10) - 1);
    }

    private void Collect(ref RegisterState state, uint link, int frame, bool isSlot, int index)
    {
        if (state.IsScalar && state.LinkId == link && !_collected.TryAdd(frame, isSlot, index))
            state.Unlink();
    }

    private static void Learn(ref RegisterState state, in RegisterState known, uint link)
    {
        if (!state.IsScalar || state.LinkId != link)
            return;
        uint stateWidth = state.Id & RegisterState.LinkedWithDelta;
        uint knownWidth = known.Id & RegisterState.LinkedWithDelta;
        if ((stateWidth ^ knownWidth) == RegisterState.LinkedWithDelta)
        {
            // Sums in 32 and in 64 bits say nothing of each other.
            return;
        }

        (uint id, int delta) = (state.Id, state.Offset);
        state = known;
        if (delta == known.Offset)
            return;

        // The known one is base + its delta, this one base + another.
        Scalar shift = Scalar.Constant((ulong)((long)delta - known.Offset));
        bool is32 = ((stateWidth | knownWidth) & RegisterState.LinkedWithDelta32) != 0;
        Scalar.Apply(AluOperation.Add, is32, ref state.Number, in shift);
        (state.Id, state.Offset) = (id, delta);
    }
}
