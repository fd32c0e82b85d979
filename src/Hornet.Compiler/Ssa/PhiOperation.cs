// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Compiler.Ssa;

/// <summary>The value that belongs to the block control came from. Phis stand first in their block; an input for each predecessor, once.</summary>
public sealed class PhiOperation(SsaType type, IReadOnlyList<(Block From, Value Value)> inputs, SourceSpan location = default)
    : Operation(type, location, [.. inputs.Select(i => i.Value)])
{
    private readonly Block[] _from = [.. inputs.Select(i => i.From)];

    /// <summary>Where control comes from, in the order of the operands.</summary>
    public ReadOnlySpan<Block> From => _from;
}
