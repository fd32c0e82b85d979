// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode;

namespace Hornet.Differential.Tests.Verdicts;

/// <summary>Changes a few instructions of a program, each in one of the ways in which programs go wrong.</summary>
internal static class ProgramMutator
{
    /// <summary>Changes up to three instructions; often none.</summary>
    public static VerdictProgram Mutate(VerdictProgram program, Random random)
    {
        int count = Math.Max(0, random.Next(6) - 2);
        for (int i = 0; i < count; i++)
            program = Change(program, random);
        return program;
    }

    private static VerdictProgram Change(VerdictProgram program, Random random)
    {
        int at = random.Next(program.Code.Length);
        Instruction instruction = program.Code[at];
        if (instruction.IsWideLoad || program.IsSecondHalf(at))
            return program;
        return random.Next(9) switch
        {
            0 when HasImmediate(instruction) => Replace(program, at, instruction.WithImmediate(instruction.Immediate + random.Next(-1, 2))),
            1 when HasImmediate(instruction) && !instruction.IsCall => Replace(program, at, instruction.WithImmediate(random.Next(-70, 70))),
            2 when instruction.IsMemoryClass => Replace(program, at, instruction.WithOffset((short)(instruction.Offset + (random.Next(2) == 0 ? random.Next(-8, 9) : random.Next(-1, 2))))),
            3 when instruction.IsMemoryClass || instruction.IsAlu || instruction.IsConditionalJump => Replace(program, at, With(instruction, (Register)random.Next(11), instruction.Source)),
            4 when HasSource(instruction) => Replace(program, at, With(instruction, instruction.Destination, (Register)random.Next(11))),
            5 when program.Code.Length > 2 => program.Without(at),
            6 when at + 1 < program.Code.Length && !program.Code[at + 1].IsWideLoad && !instruction.IsJump && !program.Code[at + 1].IsJump => Swap(program, at),
            7 when instruction.IsAlu || instruction.IsJumpClass => Replace(program, at, OtherWidth(instruction)),
            8 when instruction.IsConditionalJump => Replace(program, at, OtherComparison(instruction, random)),
            8 when instruction.IsMemoryClass => Replace(program, at, OtherSize(instruction, random)),
            _ => program,
        };
    }

    private static bool HasSource(Instruction instruction) =>
        ((instruction.IsAlu || instruction.IsConditionalJump) && instruction.UsesSourceRegister) || instruction.Class is InstructionClass.LoadRegister or InstructionClass.StoreRegister;

    private static bool HasImmediate(Instruction instruction) =>
        ((instruction.IsAlu || instruction.IsConditionalJump) && !instruction.UsesSourceRegister) || instruction.Class == InstructionClass.Store || instruction.IsAtomic || instruction.IsCall;

    private static Instruction With(Instruction old, Register destination, Register source) => new(old.Opcode, destination, source, old.Offset, old.Immediate);

    private static Instruction WithOpcode(Instruction old, int opcode) => new((byte)opcode, old.Destination, old.Source, old.Offset, old.Immediate);

    private static Instruction OtherWidth(Instruction instruction) => instruction.Class switch
    {
        InstructionClass.Alu32 => WithOpcode(instruction, (instruction.Opcode & ~Opcodes.ClassMask) | (byte)InstructionClass.Alu64),
        InstructionClass.Alu64 => WithOpcode(instruction, (instruction.Opcode & ~Opcodes.ClassMask) | (byte)InstructionClass.Alu32),
        InstructionClass.Jump when instruction.IsConditionalJump => WithOpcode(instruction, (instruction.Opcode & ~Opcodes.ClassMask) | (byte)InstructionClass.Jump32),
        InstructionClass.Jump32 when instruction.IsConditionalJump => WithOpcode(instruction, (instruction.Opcode & ~Opcodes.ClassMask) | (byte)InstructionClass.Jump),
        _ => instruction,
    };

    private static Instruction OtherComparison(Instruction instruction, Random random) =>
        WithOpcode(instruction, (instruction.Opcode & ~Opcodes.OperationMask) | (random.Next(1, 14) << 4));

    private static Instruction OtherSize(Instruction instruction, Random random) =>
        WithOpcode(instruction, (instruction.Opcode & ~Opcodes.SizeMask) | (random.Next(4) << 3));

    private static VerdictProgram Replace(VerdictProgram program, int at, Instruction instruction) => program with { Code = program.Code.SetItem(at, instruction) };

    private static VerdictProgram Swap(VerdictProgram program, int at)
    {
        ImmutableArray<Instruction>.Builder code = program.Code.ToBuilder();
        (code[at], code[at + 1]) = (code[at + 1], code[at]);
        return program with { Code = code.ToImmutable() };
    }
}
