// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>
/// Keeps track of loops that converge on a state whose own paths are not all explored yet: what matters after that state is only known when
/// they are, and then has to be carried to every path that ended in it.
/// </summary>
/// <remarks>Loops are the strongly connected parts of a function's flow graph, entered by one chain of calls.</remarks>
internal sealed class LoopVisits
{
    // A loop that does not come to rest in so many rounds has all its numbers made precise.
    private const int MaxRounds = 64;

    private readonly Analysis _analysis;
    private readonly Dictionary<LoopKey, LoopVisit> _visits = [];

    /// <summary>Works on an analysis.</summary>
    public LoopVisits(Analysis analysis) => _analysis = analysis;

    /// <summary>Notes a state that was just kept.</summary>
    public void Enter(VerifierState kept)
    {
        if (KeyOf(kept) is { } key && !_visits.ContainsKey(key))
            _visits[key] = new LoopVisit(kept);
    }

    /// <summary>Notes that all paths from a kept state are explored.</summary>
    public void Leave(VerifierState kept)
    {
        if (KeyOf(kept) is not { } key || !_visits.TryGetValue(key, out LoopVisit? visit) || !ReferenceEquals(visit.Entry, kept))
            return;
        Settle(visit);
        _visits.Remove(key);
    }

    /// <summary>Whether it may still turn out that more numbers matter after a kept state.</summary>
    public bool IsUnsettled(VerifierState kept) =>
        _visits.Count != 0 && KeyOf(kept) is { } key && _visits.TryGetValue(key, out LoopVisit? visit) && visit.BackEdges.Count != 0;

    /// <summary>Notes that a path ended because a state of an unfinished loop covers its state.</summary>
    public void AddBackEdge(VerifierState covering, VerifierState covered)
    {
        if (KeyOf(covering) is { } key && _visits.TryGetValue(key, out LoopVisit? visit))
            visit.BackEdges.Add((covering, covered));
    }

    private void Settle(LoopVisit visit)
    {
        bool changed = visit.BackEdges.Count != 0;
        for (int round = 0; changed; round++)
        {
            changed = false;
            foreach ((VerifierState covering, VerifierState covered) in visit.BackEdges)
            {
                if (round < MaxRounds)
                    changed |= _analysis.Precision.Propagate(covering, covered);
                else
                    PrecisionTracker.MarkAll(covered.Parent);
            }
        }
    }

    // The outermost function that is in a loop decides: what it calls is walked again each time round.
    private LoopKey? KeyOf(VerifierState state)
    {
        LoopKey key = default;
        for (int i = 0; i <= state.FrameIndex; i++)
        {
            int instruction = i == state.FrameIndex ? state.Instruction : state[i + 1].CallSite;
            int loop = _analysis.Program.Facts[instruction].Loop;
            if (loop != 0)
                return key with { Loop = loop };
            key = key.Through(i, instruction);
        }

        return null;
    }
}
