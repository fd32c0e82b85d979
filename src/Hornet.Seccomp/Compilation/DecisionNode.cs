// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;

namespace Hornet.Seccomp;

/// <summary>A place in a program: the end with a return value, or a test of a word with where to go. Equal places are one object.</summary>
internal abstract class DecisionNode;

/// <summary>The end: the program returns a value.</summary>
internal sealed class ReturnNode(uint value) : DecisionNode
{
    /// <summary>The return value.</summary>
    public uint Value { get; } = value;
}

/// <summary>A test of a word of <c>struct seccomp_data</c>.</summary>
internal sealed class TestNode(WordTest test, DecisionNode ifTrue, DecisionNode ifFalse) : DecisionNode
{
    /// <summary>The test.</summary>
    public WordTest Test { get; } = test;

    /// <summary>Where to go when it holds.</summary>
    public DecisionNode IfTrue { get; } = ifTrue;

    /// <summary>Where to go when it does not.</summary>
    public DecisionNode IfFalse { get; } = ifFalse;
}

/// <summary>What a test asks: <c>(word at an offset &amp; mask) comparison value</c>.</summary>
/// <param name="Offset">The offset in the structure.</param>
/// <param name="Mask">The bits that count; not 0.</param>
/// <param name="Comparison">Equal, greater, greater or equal; or any bits, with a mask of all bits.</param>
/// <param name="Value">With what.</param>
internal readonly record struct WordTest(int Offset, uint Mask, Comparison Comparison, uint Value);
