// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Verification;

/// <summary>
/// The rules about an instruction's own fields that the kernel checks when a path comes to it, and not before: what no path reaches may break them.
/// Those of atomic instructions and packet loads are checked with the access.
/// </summary>
internal static class InstructionRules
{
    /// <summary>What is wrong with the fields of an instruction, in the kernel's words; null where nothing is.</summary>
    /// <param name="instruction">The instruction.</param>
    /// <param name="hasArena">Whether the program uses an arena, into which and out of which addresses are cast.</param>
    public static string? Fault(Instruction instruction, bool hasArena) => instruction.Class switch
    {
        InstructionClass.Alu32 or InstructionClass.Alu64 => AluFault(instruction, hasArena),
        InstructionClass.Jump or InstructionClass.Jump32 => JumpFault(instruction),
        InstructionClass.Store => instruction.MemoryMode != MemoryMode.Memory || instruction.Source != 0 ? "BPF_ST uses reserved fields" : null,
        InstructionClass.StoreRegister when !instruction.IsAtomic =>
            instruction.MemoryMode != MemoryMode.Memory || instruction.Immediate != 0 ? "BPF_STX uses reserved fields" : null,
        InstructionClass.Load when instruction.IsWideLoad => instruction.Offset != 0 ? "BPF_LD_IMM64 uses reserved fields" : null,
        _ => null,
    };

    private static string? AluFault(Instruction instruction, bool hasArena)
    {
        bool isWide = instruction.Class == InstructionClass.Alu64;
        bool usesSource = instruction.UsesSourceRegister;
        bool isSourceReserved = !usesSource && instruction.Source != 0;
        bool isImmediateReserved = usesSource && instruction.Immediate != 0;
        switch (instruction.AluOperation)
        {
            case AluOperation.Negate:
                return usesSource || instruction.Source != 0 || instruction.Offset != 0 || instruction.Immediate != 0 ? "BPF_NEG uses reserved fields" : null;
            case AluOperation.ByteSwap:
                bool isRight = instruction.Source == 0 && instruction.Offset == 0 && instruction.Immediate is 16 or 32 or 64 && !(isWide && usesSource);
                return isRight ? null : "BPF_END uses reserved fields";
            case AluOperation.Move when instruction.IsAddressSpaceCast:
                if (instruction.Immediate is not (1 or 1 << 16))
                    return "addr_space_cast insn can only convert between address space 1 and 0";
                return hasArena ? null : "addr_space_cast insn can only be used in a program that has an associated arena";
            case AluOperation.Move:
                bool isExtension = usesSource && (instruction.Offset is 8 or 16 || (isWide && instruction.Offset == 32));
                return isSourceReserved || isImmediateReserved || (instruction.Offset != 0 && !isExtension) ? "BPF_MOV uses reserved fields" : null;
            default:
                bool isSigned = instruction.Offset == 1 && instruction.AluOperation is AluOperation.Divide or AluOperation.Modulo;
                return isSourceReserved || isImmediateReserved || (instruction.Offset != 0 && !isSigned) ? "BPF_ALU uses reserved fields" : null;
        }
    }

    private static string? JumpFault(Instruction instruction)
    {
        if (instruction.IsCall)
        {
            bool isRight = instruction.Destination == 0 && instruction.CallKind <= CallKind.KernelFunction
                && (instruction.Offset == 0 || instruction.IsKernelFunctionCall);
            return isRight ? null : "BPF_CALL uses reserved fields";
        }

        if (instruction.IsExit)
            return instruction.Immediate != 0 || instruction.Source != 0 || instruction.Destination != 0 ? "BPF_EXIT uses reserved fields" : null;
        if (instruction.IsUnconditionalJump)
        {
            int unused = instruction.Opcode == Opcodes.JumpLong ? instruction.Offset : instruction.Immediate;
            return instruction.Source != 0 || instruction.Destination != 0 || unused != 0 ? "BPF_JA uses reserved fields" : null;
        }

        if (instruction.Opcode == Opcodes.MayJump)
        {
            bool isRight = instruction.Source == 0 && instruction.Destination == 0 && instruction.Immediate == 0;
            return isRight ? null : $"invalid may_goto imm {instruction.Immediate}";
        }

        bool isReserved = instruction.UsesSourceRegister ? instruction.Immediate != 0 : instruction.Source != 0;
        return isReserved ? "BPF_JMP/JMP32 uses reserved fields" : null;
    }
}
