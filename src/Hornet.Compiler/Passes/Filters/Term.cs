// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Bytecode.Classic;
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Passes.Filters;

/// <summary>What a <see cref="Term"/> is.</summary>
internal enum TermKind
{
    /// <summary>A number.</summary>
    Constant,

    /// <summary>Bytes of the packet.</summary>
    Load,

    /// <summary>The length of the packet.</summary>
    Length,

    /// <summary>What the kernel knows of the packet.</summary>
    Metadata,

    /// <summary>Arithmetic.</summary>
    Binary,

    /// <summary>The two's complement.</summary>
    Negate,

    /// <summary>
    /// <c>(byte &amp; 0xf) &lt;&lt; 2</c> as the index of a load: what <c>ldxb</c> loads. The same arithmetic in an expression is a term of its own, as it is to libpcap.
    /// </summary>
    HeaderLength,

    /// <summary>What a slot holds from a join on, where different stores come together.</summary>
    Slot,
}

/// <summary>
/// A 32-bit number that a filter computes from a packet. Terms of a <see cref="TermTable"/> that are computed alike are the same object: a packet does not change while
/// it is filtered, so they have the same value wherever they are computed.
/// </summary>
internal sealed class Term
{
    /// <summary>A number that is its own in the table; constants and simpler terms do not come first.</summary>
    public required int Id { get; init; }

    /// <summary>What it is.</summary>
    public required TermKind Kind { get; init; }

    /// <summary>The constant, the offset of a load, or which join a slot's value comes from.</summary>
    public uint Value { get; init; }

    /// <summary>The size of a load.</summary>
    public MemorySize Size { get; init; }

    /// <summary>What metadata it is.</summary>
    public ClassicExtension Extension { get; init; }

    /// <summary>The operator of arithmetic.</summary>
    public BinaryOperator Operator { get; init; }

    /// <summary>The slot whose value it is.</summary>
    public StackSlot? Slot { get; init; }

    /// <summary>The index of a load, the byte of a header length, or the (first) operand.</summary>
    public Term? Left { get; init; }

    /// <summary>The second operand.</summary>
    public Term? Right { get; init; }

    /// <summary>The bits that may be set.</summary>
    public required uint PossibleBits { get; init; }

    /// <summary>The loads and divisions that computing it performs, each of which may end the filter with 0.</summary>
    public Term[] Needs { get; private set; } = [];

    /// <summary>Says what computing it performs; a load performs itself.</summary>
    public Term With(Term[] needs)
    {
        Needs = needs;
        return this;
    }

    /// <summary>Whether it is a number known now.</summary>
    public bool IsConstant => Kind == TermKind.Constant;

    /// <summary>Whether it takes more than one instruction.</summary>
    public bool IsComposite => Kind is TermKind.Binary or TermKind.Negate;

    /// <summary>Whether it is a division, which ends the filter when it divides by 0.</summary>
    public bool IsDivision => Kind == TermKind.Binary && Operator is BinaryOperator.DivideUnsigned or BinaryOperator.RemainderUnsigned;

    /// <summary>How many bytes a load reads.</summary>
    public uint Bytes => Size switch
    {
        MemorySize.Byte => 1,
        MemorySize.HalfWord => 2,
        _ => 4,
    };

    /// <summary>How many bytes the packet has at least when a load has succeeded.</summary>
    public ulong End => (ulong)Value + Bytes;

    /// <summary>Whether a load's index and offset never pass 2^31, so that a load further on proves those before it.</summary>
    public bool IsMonotone => Left is null || (ulong)Left.PossibleBits + End <= int.MaxValue;
}
