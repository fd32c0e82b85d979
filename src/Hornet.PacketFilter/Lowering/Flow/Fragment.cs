// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;

namespace Hornet.PacketFilters.Lowering.Flow;

/// <summary>A test made of blocks: one way in, and ways out for when it holds and when it does not. Combining two uses both up.</summary>
/// <param name="entry">Where it begins.</param>
/// <param name="whenTrue">The ways out when it holds.</param>
/// <param name="whenFalse">The ways out when it does not.</param>
internal sealed class Fragment(Block entry, Edges whenTrue, Edges whenFalse)
{
    public Block Entry { get; } = entry;

    public Edges True { get; } = whenTrue;

    public Edges False { get; } = whenFalse;

    /// <summary>This, and where it holds the other.</summary>
    public Fragment And(Fragment other)
    {
        True.ConnectTo(other.Entry);
        return new Fragment(Entry, other.True, other.False.Join(False));
    }

    /// <summary>This, and where it does not hold the other.</summary>
    public Fragment Or(Fragment other)
    {
        False.ConnectTo(other.Entry);
        return new Fragment(Entry, other.True.Join(True), other.False);
    }

    public Fragment Not() => new(Entry, False, True);
}
