// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.VirtualMachines;

/// <summary>
/// A decoded instruction: the address of the handler that executes it and its operands, 16 bytes so that four fit a cache line. Some
/// instructions take a second slot for a 64-bit operand.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal unsafe struct Operation
{
    /// <summary>The <see cref="Destination"/> of an operation that stands for a fault, for compilers; no register has this number.</summary>
    public const byte FaultMark = 0xff;

    /// <summary>The handler.</summary>
    [FieldOffset(0)]
    public delegate*<RunState*, Operation*, ProgramRun, Operation*> Handler;

    /// <summary>In a second slot: the 64-bit operand.</summary>
    [FieldOffset(0)]
    public ulong Wide;

    /// <summary>The destination register.</summary>
    [FieldOffset(8)]
    public byte Destination;

    /// <summary>The source register.</summary>
    [FieldOffset(9)]
    public byte Source;

    /// <summary>The offset of a memory access in bytes.</summary>
    [FieldOffset(10)]
    public short Offset;

    /// <summary>The immediate, the distance of a jump in operations, or the window of a memory access.</summary>
    [FieldOffset(12)]
    public int Immediate;
}
