// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode;

/// <summary>What is wrong with an instruction or with its place in a program.</summary>
public enum InstructionFault : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>No instruction has this opcode.</summary>
    UnknownOpcode,

    /// <summary>The destination register field is above 10.</summary>
    InvalidDestination,

    /// <summary>The source register field is above 10.</summary>
    InvalidSource,

    /// <summary>The instruction writes R10, which is read-only.</summary>
    ReadOnlyRegister,

    /// <summary>The destination register field is not used by this instruction and must be 0.</summary>
    ReservedDestination,

    /// <summary>The source register field is not used by this instruction and must be 0.</summary>
    ReservedSource,

    /// <summary>The offset is not used by this instruction and must be 0.</summary>
    ReservedOffset,

    /// <summary>The immediate is not used by this instruction and must be 0.</summary>
    ReservedImmediate,

    /// <summary>The offset of a division or modulo is neither 0 (unsigned) nor 1 (signed).</summary>
    InvalidSignedness,

    /// <summary>The offset of a register move is not a width it can sign-extend from (8, 16 and, to 64 bits, 32).</summary>
    InvalidExtensionWidth,

    /// <summary>The width of a byte-order conversion is not 16, 32 or 64.</summary>
    InvalidByteOrderWidth,

    /// <summary>The immediate of an atomic instruction is no operation, or not one of this size.</summary>
    InvalidAtomicOperation,

    /// <summary>The source field of a call is not a kind of call.</summary>
    InvalidCallKind,

    /// <summary>The source field of a wide load is not a kind of wide load.</summary>
    InvalidWideLoadKind,

    /// <summary>Linux: a shift by a constant not below the width. RFC 9669 masks the amount instead.</summary>
    InvalidShift,

    /// <summary>Linux: a division or modulo by the constant 0. RFC 9669 defines its result instead.</summary>
    DivisionByZero,

    /// <summary>Linux: an address-space cast other than from 0 to 1 or from 1 to 0.</summary>
    InvalidAddressSpace,

    /// <summary>Linux: the instruction is not one the kernel has (<c>callx</c>).</summary>
    NotInLinux,

    /// <summary>A wide load is the last slot of the program.</summary>
    TruncatedWideLoad,

    /// <summary>The second slot of a wide load has a field other than the immediate set; or, for Linux, an immediate its kind does not use.</summary>
    InvalidSecondSlot,

    /// <summary>A jump, call or function address leads outside the program.</summary>
    TargetOutsideProgram,

    /// <summary>A jump, call or function address leads to the second slot of a wide load.</summary>
    TargetInsideWideLoad,

    /// <summary>The last instruction is neither an exit nor an unconditional jump, so execution would leave the program.</summary>
    FallsOffEnd,

    /// <summary>Linux: a function's last instruction is neither an exit nor an unconditional jump, so execution would run into the next function.</summary>
    FallsOutOfFunction,

    /// <summary>Linux: a jump leads into another function.</summary>
    JumpOutOfFunction,

    /// <summary>The program has no instruction.</summary>
    EmptyProgram,
}
