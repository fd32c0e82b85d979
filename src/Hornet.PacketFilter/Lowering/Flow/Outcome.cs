// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;

namespace Hornet.PacketFilters.Lowering.Flow;

/// <summary>
/// A test whose ways out know what encapsulation was passed. Where it does not hold, the encapsulation is what it was on the way in: a test that fails
/// says nothing about the packet's headers. Where it holds there is a set of ways for each encapsulation.
/// </summary>
/// <param name="entry">Where it begins.</param>
/// <param name="initial">The encapsulation on the way in.</param>
internal sealed class Outcome(Block entry, EncapsulationState initial)
{
    private readonly List<(EncapsulationState State, Edges Ways)> _true = [];

    public Block Entry { get; } = entry;

    public EncapsulationState Initial { get; } = initial;

    public IReadOnlyList<(EncapsulationState State, Edges Ways)> True => _true;

    public Edges False { get; } = new();

    public static Outcome Of(Fragment fragment, EncapsulationState initial, EncapsulationState? whenTrue = null)
    {
        var outcome = new Outcome(fragment.Entry, initial);
        outcome.AddTrue(whenTrue ?? initial, fragment.True);
        outcome.False.Join(fragment.False);
        return outcome;
    }

    public void AddTrue(EncapsulationState state, Edges ways)
    {
        int index = _true.FindIndex(t => t.State == state);
        if (index < 0)
            _true.Add((state, ways));
        else
            _true[index].Ways.Join(ways);
    }

    /// <summary>The ways of the other for when it holds, and when it does not, as this one's.</summary>
    public void TakeOver(Outcome other)
    {
        foreach ((EncapsulationState state, Edges ways) in other.True)
            AddTrue(state, ways);
        False.Join(other.False);
    }

    public Outcome Not()
    {
        var outcome = new Outcome(Entry, Initial);
        outcome.AddTrue(Initial, False);
        foreach ((_, Edges ways) in _true)
            outcome.False.Join(ways);
        return outcome;
    }
}
