// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Verification;

/// <summary>The states kept at prune points: a path ends where one of them covers its state.</summary>
internal sealed class StateCache
{
    // A loop of plain jumps that comes back too soon is unrolled without keeping a state each round (the kernel's figures).
    private const int MinJumpsBetweenStates = 2, MinInstructionsBetweenStates = 8, LoopJumps = 20, LoopInstructions = 100, MaxHistory = 40;

    // Without privilege a program with so many states at one instruction gets no more of them.
    private const int MaxUnprivilegedStates = 64;

    private readonly Analysis _analysis;
    private readonly StateComparer _comparer;
    private readonly LoopVisits _loops;
    private readonly List<KeptState>?[] _states;
    private int _kept;
    private long _instructionsAtLast, _jumpsAtLast;

    /// <summary>Works on an analysis.</summary>
    public StateCache(Analysis analysis)
    {
        _analysis = analysis;
        _comparer = new StateComparer(analysis);
        _loops = new LoopVisits(analysis);
        _states = new List<KeptState>?[analysis.Program.Instructions.Length];
    }

    /// <summary>States kept in all.</summary>
    public int Total { get; private set; }

    /// <summary>The most states kept at a time.</summary>
    public int Peak { get; private set; }

    /// <summary>The most states kept at one instruction.</summary>
    public int MaxPerInstruction { get; private set; }

    /// <summary>Forgets the states: another function is verified by itself.</summary>
    public void Clear()
    {
        Array.Clear(_states);
        _kept = 0;
        _instructionsAtLast = _jumpsAtLast = 0;
    }

    /// <summary>At a prune point: finds a state that covers the current one, or keeps the current one if it is time.</summary>
    /// <param name="instructions">Instructions processed so far.</param>
    /// <param name="jumps">Jumps processed so far.</param>
    /// <returns>Whether the path ends here.</returns>
    /// <exception cref="Refusal">The path is in a loop that makes no progress.</exception>
    public bool IsCovered(long instructions, long jumps)
    {
        int at = _analysis.Instruction;
        VerifierState current = _analysis.State;
        current.Instruction = at;
        bool isForced = _analysis.Program.Facts[at].IsForcedCheckpoint || current.History.Count > MaxHistory * MinInstructionsBetweenStates;
        bool isTime = isForced || (jumps - _jumpsAtLast >= MinJumpsBetweenStates && instructions - _instructionsAtLast >= MinInstructionsBetweenStates);
        List<KeptState> states = _states[at] ??= [];
        int callSite = current.Frame.CallSite, found = 0;
        // The latest first: they are the likeliest. A function called from elsewhere is another place: states of one say nothing about the other.
        for (int i = states.Count - 1; i >= 0; i--)
        {
            KeptState kept = states[i];
            if (kept.State.Frame.CallSite != callSite)
                continue;
            found++;
            LoopProgress progress = kept.State.OpenPaths > 0 ? CheckLoop(kept.State, current, at) : LoopProgress.NoLoop;
            if (progress == LoopProgress.NoLoop)
            {
                bool isUnsettled = _loops.IsUnsettled(kept.State);
                if (_comparer.Covers(kept.State, current, isUnsettled ? Comparison.RangeWithin : Comparison.Lenient))
                {
                    Cover(kept, current, isUnsettled);
                    return true;
                }
            }
            else if (progress == LoopProgress.AtRest)
            {
                Cover(kept, current, isLoop: true);
                return true;
            }
            else if (progress == LoopProgress.Unrolling && !isForced && jumps - _jumpsAtLast < LoopJumps && instructions - _instructionsAtLast < LoopInstructions)
            {
                isTime = false;
            }

            Miss(states, i, kept, isTime, at);
        }

        MaxPerInstruction = Math.Max(MaxPerInstruction, found);
        if (isTime && (_analysis.Program.IsPrivileged || found <= MaxUnprivilegedStates))
        {
            Keep(states, current);
            _instructionsAtLast = instructions;
            _jumpsAtLast = jumps;
        }

        return false;
    }

    /// <summary>The last state that the current path kept at an instruction with the same calls under way, or null.</summary>
    public VerifierState? FindOnPath(VerifierState current, int instruction)
    {
        List<KeptState>? states = _states[instruction];
        for (int i = (states?.Count ?? 0) - 1; i >= 0; i--)
        {
            VerifierState candidate = states![i].State;
            if (candidate.OpenPaths > 0 && candidate.Depth < current.Depth && HasSameCalls(candidate, current))
                return candidate;
        }

        return null;
    }

    /// <summary>Notes that a path that continued a kept state has come to its end.</summary>
    public void EndPath(VerifierState? kept)
    {
        for (; kept is not null && --kept.OpenPaths == 0; kept = kept.Parent)
            _loops.Leave(kept);
    }

    private static bool HasSameCalls(VerifierState left, VerifierState right)
    {
        if (left.FrameIndex != right.FrameIndex)
            return false;
        for (int i = 1; i <= left.FrameIndex; i++)
        {
            if (left[i].CallSite != right[i].CallSite)
                return false;
        }

        return true;
    }

    // A kept state whose paths are still open is one that the current path came through, or that another path from there is to be compared with.
    private LoopProgress CheckLoop(VerifierState kept, VerifierState current, int at)
    {
        StackFrame frame = kept.Frame;
        if (kept.FrameIndex == current.FrameIndex && frame.IsAsyncCallback && frame.AsyncEntries != current.Frame.AsyncEntries)
            return LoopProgress.NoLoop;
        ref readonly InstructionFacts facts = ref _analysis.Program.Facts[at];
        if (facts.IsIteratorNext)
            return _comparer.Covers(kept, current, Comparison.RangeWithin) && IsIteratorActive(current) ? LoopProgress.AtRest : LoopProgress.Converging;
        if (facts.CallsBack)
            return _comparer.Covers(kept, current, Comparison.RangeWithin) ? LoopProgress.AtRest : LoopProgress.Converging;
        Instruction instruction = _analysis.Program.Instructions[at];
        if (instruction is { IsJumpClass: true, JumpOperation: JumpOperation.May }
            && kept.MayGotoDepth != current.MayGotoDepth && _comparer.Covers(kept, current, Comparison.RangeWithin))
        {
            return LoopProgress.AtRest;
        }

        if (HoldTheSame(kept, current) && kept.MayGotoDepth == current.MayGotoDepth && kept.CallbackUnrollDepth == current.CallbackUnrollDepth
            && _comparer.Covers(kept, current, Comparison.Exact) && HaveSameIteratorDepths(kept, current))
        {
            throw _analysis.Refuse(FailureKind.Termination, $"infinite loop detected at insn {at}");
        }

        return LoopProgress.Unrolling;
    }

    // Linux looks for endless loops only where all registers are the same, also those that are not read any more and the numbers that tie values.
    private static bool HoldTheSame(VerifierState kept, VerifierState current)
    {
        if (kept.FrameIndex != current.FrameIndex)
            return false;
        for (int i = 0; i < StackFrame.RegisterCount; i++)
        {
            ref readonly RegisterState old = ref kept.Frame.Registers[i];
            ref readonly RegisterState now = ref current.Frame.Registers[i];
            if (old.Kind == ValueKind.Uninitialized && now.Kind == ValueKind.Uninitialized)
                continue;
            if (old.Id != now.Id || old.ReferenceId != now.ReferenceId || !StateComparer.AreSame(in old, in now))
                return false;
        }

        return true;
    }

    private static bool IsIteratorActive(VerifierState state)
    {
        ref readonly RegisterState pointer = ref state.Frame.Registers[1];
        if (pointer.Kind != ValueKind.Stack)
            return false;
        StackFrame frame = state[pointer.Frame];
        int slot = StackFrame.SlotOf(pointer.Offset + (int)(long)pointer.Number.Bits.Value);
        return slot >= 0 && slot < frame.SlotCount && frame.Slots[slot].Iterator == IteratorPhase.Active;
    }

    private static bool HaveSameIteratorDepths(VerifierState left, VerifierState right)
    {
        for (int f = 0; f <= left.FrameIndex; f++)
        {
            StackFrame frame = left[f], other = right[f];
            for (int i = 0; i < frame.SlotCount; i++)
            {
                if (frame.KindsOf(i)[StackFrame.SlotSize - 1] == SlotKind.Iterator && frame.Slots[i].Iterator == IteratorPhase.Active
                    && (i >= other.SlotCount || frame.Slots[i].IteratorDepth != other.Slots[i].IteratorDepth))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private void Cover(KeptState kept, VerifierState current, bool isLoop)
    {
        kept.Hits++;
        _analysis.Precision.Propagate(kept.State, current);
        if (!isLoop)
            return;
        var covered = new VerifierState();
        covered.CopyFrom(current);
        covered.History.CopyFrom(current.History);
        _loops.AddBackEdge(kept.State, covered);
    }

    private void Miss(List<KeptState> states, int index, KeptState kept, bool isTime, int at)
    {
        if (isTime)
            kept.Misses++;
        // A state that hardly ever covers another only costs time.
        int patience = _analysis.Program.Facts[at].IsForcedCheckpoint && kept.State.OpenPaths > 0 ? 64 : 3;
        if (kept.Misses <= (kept.Hits * patience) + patience)
            return;
        states.RemoveAt(index);
        _kept--;
    }

    private void Keep(List<KeptState> states, VerifierState current)
    {
        var kept = new VerifierState();
        kept.CopyFrom(current);
        kept.History.CopyFrom(current.History);
        kept.OpenPaths = 1;
        states.Add(new KeptState(kept));
        current.Parent = kept;
        current.Depth = kept.Depth + 1;
        current.History.Clear();
        if (_analysis.Program.IsPrivileged)
            PrecisionTracker.ForgetAll(kept);
        if (_analysis.Program.IsPrivileged)
            PrecisionTracker.ForgetAll(current);
        _loops.Enter(kept);
        Total++;
        Peak = Math.Max(Peak, ++_kept);
    }
}
