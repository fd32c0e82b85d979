// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode;

/// <summary>The sentences for faults.</summary>
internal static class InstructionMessages
{
    /// <summary>What is wrong, as the end of a sentence without its full stop.</summary>
    public static string Describe(InstructionFault fault, Instruction instruction) => fault switch
    {
        InstructionFault.UnknownOpcode => $"no instruction has opcode 0x{instruction.Opcode:x2}",
        InstructionFault.InvalidDestination => $"destination register {(int)instruction.Destination} does not exist",
        InstructionFault.InvalidSource => $"source register {(int)instruction.Source} does not exist",
        InstructionFault.ReadOnlyRegister => "the frame pointer R10 is read-only",
        InstructionFault.ReservedDestination => $"the destination field is not used by opcode 0x{instruction.Opcode:x2} and must be 0, not {(int)instruction.Destination}",
        InstructionFault.ReservedSource => $"the source field is not used by opcode 0x{instruction.Opcode:x2} and must be 0, not {(int)instruction.Source}",
        InstructionFault.ReservedOffset => $"the offset is not used by opcode 0x{instruction.Opcode:x2} and must be 0, not {instruction.Offset}",
        InstructionFault.ReservedImmediate => $"the immediate is not used by opcode 0x{instruction.Opcode:x2} and must be 0, not {instruction.Immediate}",
        InstructionFault.InvalidSignedness => $"the offset of a division must be 0 (unsigned) or 1 (signed), not {instruction.Offset}",
        InstructionFault.InvalidExtensionWidth => $"a move cannot sign-extend from {instruction.Offset} bits",
        InstructionFault.InvalidByteOrderWidth => $"a byte-order conversion is 16, 32 or 64 bits wide, not {instruction.Immediate}",
        InstructionFault.InvalidAtomicOperation => $"0x{instruction.Immediate:x} is not an atomic operation on {instruction.AccessSize} bytes",
        InstructionFault.InvalidCallKind => $"{(int)instruction.Source} is not a kind of call (0 helper, 1 local, 2 kernel function)",
        InstructionFault.InvalidWideLoadKind => $"{(int)instruction.Source} is not a kind of wide load (0 to 6)",
        InstructionFault.InvalidShift => $"Linux refuses a shift by the constant {instruction.Immediate}",
        InstructionFault.DivisionByZero => "Linux refuses a division by the constant 0",
        InstructionFault.InvalidAddressSpace => "Linux casts only between the address spaces 0 and 1",
        InstructionFault.NotInLinux => "Linux does not have this instruction",
        InstructionFault.TruncatedWideLoad => "the second slot of the wide load is missing",
        InstructionFault.InvalidSecondSlot => "the second slot of the wide load has a field set that must be 0",
        InstructionFault.TargetOutsideProgram => "the target is outside the program",
        InstructionFault.TargetInsideWideLoad => "the target is the second slot of a wide load",
        InstructionFault.FallsOffEnd => "the last instruction is neither an exit nor an unconditional jump",
        InstructionFault.FallsOutOfFunction => "execution runs into the next function",
        InstructionFault.JumpOutOfFunction => "the jump leads into another function",
        InstructionFault.EmptyProgram => "the program has no instruction",
        _ => "nothing is wrong",
    };
}
