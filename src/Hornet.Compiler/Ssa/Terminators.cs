// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Compiler.Ssa;

/// <summary>Goes to a block.</summary>
public sealed class Jump(Block target, SourceSpan location = default) : Terminator(location, [], target)
{
    /// <summary>Where to.</summary>
    public Block Target => Targets[0];
}

/// <summary>Goes to one of two blocks.</summary>
public sealed class Branch(Value condition, Block ifTrue, Block ifFalse, SourceSpan location = default)
    : Terminator(location, [condition], ifTrue, ifFalse)
{
    /// <summary>The condition, a Boolean.</summary>
    public Value Condition => Operands[0];

    /// <summary>Where to when it holds.</summary>
    public Block IfTrue => Targets[0];

    /// <summary>Where to when it does not.</summary>
    public Block IfFalse => Targets[1];
}

/// <summary>Goes to the block of the case that equals a value. Targets are the cases' blocks in order, then the default's.</summary>
public sealed class Switch : Terminator
{
    private readonly ulong[] _cases;

    /// <summary>Creates a switch.</summary>
    /// <param name="value">The integer to look up.</param>
    /// <param name="cases">The constants, each at most once, with their blocks.</param>
    /// <param name="otherwise">Where to when no case equals the value.</param>
    /// <param name="location">Where it stands.</param>
    public Switch(Value value, IReadOnlyList<(ulong Constant, Block Target)> cases, Block otherwise, SourceSpan location = default)
        : base(location, [value], [.. cases.Select(c => c.Target), otherwise]) => _cases = [.. cases.Select(c => c.Constant)];

    /// <summary>The integer to look up.</summary>
    public Value Selector => Operands[0];

    /// <summary>The constants, in the order of the targets.</summary>
    public ReadOnlySpan<ulong> Cases => _cases;

    /// <summary>Where to when no case equals the value.</summary>
    public Block Otherwise => Targets[^1];
}

/// <summary>Leaves the function.</summary>
public sealed class Return(Value? value, SourceSpan location = default) : Terminator(location, value is null ? [] : [value])
{
    /// <summary>The function's value, or null.</summary>
    public Value? Result => Operands.Length == 0 ? null : Operands[0];
}

/// <summary>A place control never comes to.</summary>
public sealed class Unreachable(SourceSpan location = default) : Terminator(location, []);
