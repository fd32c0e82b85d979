// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Differential.Tests.Verdicts;

/// <summary>What the generator thinks that a register holds.</summary>
internal enum HoldingKind
{
    /// <summary>Nothing that may be read, or not the same on all paths.</summary>
    Nothing,

    /// <summary>Any number.</summary>
    Number,

    /// <summary>A number from 0 to <see cref="Holding.Size"/>.</summary>
    Small,

    /// <summary>The context.</summary>
    Context,

    /// <summary>The packet, of which <see cref="Holding.Size"/> bytes are known to be there.</summary>
    Packet,

    /// <summary>The packet's end.</summary>
    PacketEnd,

    /// <summary>An address <see cref="Holding.Size"/> bytes from the frame's end.</summary>
    Stack,

    /// <summary>A value of a map, of which <see cref="Holding.Size"/> bytes are left.</summary>
    Value,

    /// <summary>The same, or null.</summary>
    ValueOrNull,
}

/// <summary>What the generator thinks that a register holds.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Size">The number that the kind has.</param>
internal readonly record struct Holding(HoldingKind Kind, int Size = 0)
{
    /// <summary>Whether it is a number.</summary>
    public bool IsNumber => Kind is HoldingKind.Number or HoldingKind.Small;

    /// <summary>What is left where two paths meet.</summary>
    public static Holding Meet(Holding left, Holding right) => left == right
        ? left
        : left.IsNumber && right.IsNumber ? new Holding(HoldingKind.Number) : default;
}
