// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Compiler.Ssa;

/// <summary>The last operation of a block.</summary>
public abstract class Terminator : Operation
{
    private readonly Block[] _targets;

    private protected Terminator(SourceSpan location, Value[] operands, params Block[] targets)
        : base(SsaType.Void, location, operands) => _targets = targets;

    /// <inheritdoc/>
    public override bool HasEffect => true;

    /// <summary>Where control may go; the same block may be named more than once.</summary>
    public ReadOnlySpan<Block> Targets => _targets;

    /// <summary>Goes elsewhere from one of the targets. The inputs of phis in either block are the caller's to mend.</summary>
    /// <param name="index">The place of the target.</param>
    /// <param name="block">Where to go from now on.</param>
    public void SetTarget(int index, Block block)
    {
        ArgumentNullException.ThrowIfNull(block);
        _targets[index] = block;
    }
}
