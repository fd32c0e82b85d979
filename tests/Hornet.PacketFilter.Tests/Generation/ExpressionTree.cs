// SPDX-License-Identifier: Apache-2.0
namespace Hornet.PacketFilters.Tests.Generation;

/// <summary>A random expression: tests and how they are combined. Its text is what is compiled.</summary>
internal abstract record ExpressionTree
{
    /// <summary>The text.</summary>
    public abstract override string ToString();

    /// <summary>Smaller expressions, the smallest first.</summary>
    public abstract IEnumerable<ExpressionTree> Shrink();
}

/// <summary>A primitive.</summary>
internal sealed record ExpressionLeaf(string Text) : ExpressionTree
{
    public override string ToString() => Text;

    public override IEnumerable<ExpressionTree> Shrink() => [];
}

/// <summary>What is not so.</summary>
internal sealed record ExpressionNegation(ExpressionTree Operand, string Word) : ExpressionTree
{
    public override string ToString() => Operand is ExpressionPair ? $"{Word} ({Operand})" : $"{Word} {Operand}";

    public override IEnumerable<ExpressionTree> Shrink() => [Operand, .. Operand.Shrink().Select(smaller => this with { Operand = smaller })];
}

/// <summary>Two expressions with <c>and</c> or <c>or</c>, which have the same precedence and group to the left.</summary>
internal sealed record ExpressionPair(ExpressionTree Left, ExpressionTree Right, string Word) : ExpressionTree
{
    public override string ToString() => $"{Left} {Word} {(Right is ExpressionPair ? $"({Right})" : Right.ToString())}";

    public override IEnumerable<ExpressionTree> Shrink() =>
    [
        Left, Right, .. Left.Shrink().Select(smaller => this with { Left = smaller }), .. Right.Shrink().Select(smaller => this with { Right = smaller }),
    ];
}
