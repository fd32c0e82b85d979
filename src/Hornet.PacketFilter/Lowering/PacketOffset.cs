// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;

namespace Hornet.PacketFilters.Lowering;

/// <summary>The part of an offset that is only known when a packet is there: the length of a radio header, or where a tunnel's payload begins.</summary>
/// <param name="name">Its name in dumps.</param>
internal sealed class OffsetVariable(string name)
{
    public string Name { get; } = name;

    /// <summary>Where it is kept; null until something asks for it, and then it is never computed.</summary>
    public StackSlot? Slot { get; set; }
}

/// <summary>A place in the packet: a constant, or a variable and a constant.</summary>
/// <param name="Variable">The variable part, or null.</param>
/// <param name="Constant">The constant part.</param>
internal readonly record struct PacketOffset(OffsetVariable? Variable, int Constant)
{
    public static PacketOffset At(int constant) => new(null, constant);

    public static PacketOffset operator +(PacketOffset offset, int bytes) => offset with { Constant = offset.Constant + bytes };
}
