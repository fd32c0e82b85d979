// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Compiler.Ssa;
using Hornet.Objects;

namespace Hornet.Compiler.Backends.Extended;

/// <summary>How an instruction uses its destination and source fields.</summary>
[Flags]
internal enum OperandRoles
{
    None = 0,
    ReadsDestination = 1,
    WritesDestination = 2,
    ReadsSource = 4,
    WritesSource = 8,
}

/// <summary>
/// An instruction before its registers are known. A register is a number: 0 to 10 are the machine's, those from <see cref="FirstVirtual"/> are
/// still to be given one.
/// </summary>
internal sealed class MachineInstruction
{
    public const int None = -1;
    public const int FramePointer = 10;
    public const int FirstVirtual = 11;

    // What a call leaves undefined: R0, the result, and the arguments R1 to R5.
    public const int ClobberedByCalls = 0b11_1111;

    public byte Opcode { get; init; }

    public OperandRoles Roles { get; init; }

    public int Destination { get; set; } = None;

    public int Source { get; set; } = None;

    public int Offset { get; init; }

    public int Immediate { get; init; }

    /// <summary>The constant of a wide load.</summary>
    public ulong Wide { get; init; }

    /// <summary>Registers of the machine that it reads beside its operands, a bit each.</summary>
    public int ImplicitReads { get; init; }

    /// <summary>Registers of the machine that it overwrites beside its operands, a bit each.</summary>
    public int ImplicitWrites { get; init; }

    /// <summary>The stack variable whose place is added to <see cref="Offset"/>; the address is then R10.</summary>
    public StackVariable? Slot { get; init; }

    /// <summary>What outside the program it refers to.</summary>
    public (SymbolReferenceKind Kind, string Name, long Addend)? Reference { get; init; }

    /// <summary>The function it calls, or whose address it loads.</summary>
    public Function? Callee { get; init; }

    /// <summary>Whether it computes the address of <see cref="Slot"/>: two instructions, or one for what lies at R10 itself.</summary>
    public bool IsSlotAddress { get; init; }

    /// <summary>The part of the source it comes from.</summary>
    public SourceSpan Location { get; set; }

    public bool IsMove => Opcode == Opcodes.Move64Register && Offset == 0;

    public bool IsWide => Opcode == Opcodes.LoadImmediate64;

    public bool ReadsDestination => (Roles & OperandRoles.ReadsDestination) != 0;

    public bool WritesDestination => (Roles & OperandRoles.WritesDestination) != 0;

    public bool ReadsSource => (Roles & OperandRoles.ReadsSource) != 0;

    public bool WritesSource => (Roles & OperandRoles.WritesSource) != 0;

    /// <summary>Whether nothing but its result matters.</summary>
    public bool IsPure => WritesDestination && !WritesSource && ImplicitWrites == 0
        && (IsSlotAddress || IsWide || (Opcode & Opcodes.ClassMask) is (byte)InstructionClass.Alu32 or (byte)InstructionClass.Alu64);
}

/// <summary>Something with a place in the stack frame: a slot of the function, or a register that had to be put aside.</summary>
internal sealed class StackVariable(int size, int alignment, SourceSpan location)
{
    public int Size { get; } = size;

    public int Alignment { get; } = alignment;

    public SourceSpan Location { get; } = location;

    /// <summary>Its place relative to R10, once the frame is laid out: negative.</summary>
    public int Offset { get; set; }
}
