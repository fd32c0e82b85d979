// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Compiler.Ssa;

/// <summary>The value that belongs to the block control came from. Phis stand first in their block; an input for each predecessor, once.</summary>
public sealed class PhiOperation(SsaType type, IReadOnlyList<(Block From, Value Value)> inputs, SourceSpan location = default)
    : Operation(type, location, [.. inputs.Select(i => i.Value)])
{
    private readonly Block[] _from = [.. inputs.Select(i => i.From)];

    /// <summary>Where control comes from, in the order of the operands.</summary>
    public ReadOnlySpan<Block> From => _from;

    /// <summary>Says that control comes from another block.</summary>
    /// <param name="index">The place of the input.</param>
    /// <param name="block">Where control comes from now.</param>
    public void SetFrom(int index, Block block)
    {
        ArgumentNullException.ThrowIfNull(block);
        _from[index] = block;
    }

    /// <summary>The value for a predecessor.</summary>
    /// <param name="block">The predecessor.</param>
    public Value InputFrom(Block block) => Operands[From.IndexOf(block)];
}
