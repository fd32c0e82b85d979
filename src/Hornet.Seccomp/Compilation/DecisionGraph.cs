// SPDX-License-Identifier: Apache-2.0
using System.Numerics;
using Hornet.Compiler.Ssa;

namespace Hornet.Seccomp;

/// <summary>Makes places of a program, each once, and leaves out tests whose answer is known or makes no difference.</summary>
internal sealed class DecisionGraph
{
    private readonly Dictionary<uint, ReturnNode> _returns = [];
    private readonly Dictionary<(WordTest Test, DecisionNode IfTrue, DecisionNode IfFalse), TestNode> _tests = [];

    /// <summary>The end with a return value.</summary>
    public DecisionNode Return(uint value)
    {
        if (!_returns.TryGetValue(value, out ReturnNode? node))
            _returns.Add(value, node = new ReturnNode(value));
        return node;
    }

    /// <summary>A test of a word.</summary>
    public DecisionNode Test(int offset, Comparison comparison, uint value, DecisionNode ifTrue, DecisionNode ifFalse, uint mask = uint.MaxValue)
    {
        if (ifTrue == ifFalse)
            return ifTrue;
        if (Known(comparison, value, mask) is { } known)
            return known ? ifTrue : ifFalse;

        // A mask wants an instruction of its own, but asking whether bits are set does not.
        if (comparison == Comparison.Equal && mask != uint.MaxValue && (value == 0 || (value == mask && BitOperations.IsPow2(mask))))
        {
            if (value == 0)
                (ifTrue, ifFalse) = (ifFalse, ifTrue);
            (comparison, value, mask) = (Comparison.AnyBits, mask, uint.MaxValue);
        }

        var key = (new WordTest(offset, mask, comparison, value), ifTrue, ifFalse);
        if (!_tests.TryGetValue(key, out TestNode? node))
            _tests.Add(key, node = new TestNode(key.Item1, ifTrue, ifFalse));
        return node;
    }

    /// <summary>The answer that a comparison of a masked word always has, if it has one.</summary>
    private static bool? Known(Comparison comparison, uint value, uint mask) => comparison switch
    {
        Comparison.Equal when (value & ~mask) != 0 => false,
        Comparison.Equal when mask == 0 => true,
        Comparison.Greater when value >= mask => false,
        Comparison.GreaterOrEqual when value == 0 => true,
        Comparison.GreaterOrEqual when value > mask => false,
        _ => null,
    };
}
