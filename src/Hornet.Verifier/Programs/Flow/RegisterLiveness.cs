// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Finds, for each instruction, the registers that may be read from there on before they are written.</summary>
internal static class RegisterLiveness
{
    private const ushort R0 = 1, Arguments = 0b11_1110, Scratch = Arguments | R0, All = 0x7ff;

    /// <summary>Finds them for a program whose flow was checked.</summary>
    public static void Mark(VerifiedProgram program)
    {
        Instruction[] instructions = program.Instructions;
        InstructionFacts[] facts = program.Facts;
        var uses = new (ushort Reads, ushort Writes)[instructions.Length];
        foreach (int index in program.PostOrder)
            uses[index] = Use(program, index, instructions[index]);
        foreach (Subprogram function in program.Subprograms)
        {
            bool isChanged = true;
            while (isChanged)
            {
                isChanged = false;
                for (int i = function.PostOrderStart; i < function.PostOrderEnd; i++)
                {
                    int index = program.PostOrder[i];
                    (int first, int second) = program.Flow.Successors(index);
                    int after = first < 0 ? 0 : facts[first].LiveRegisters;
                    if (second >= 0)
                        after |= facts[second].LiveRegisters;
                    var before = (ushort)((after & ~uses[index].Writes) | uses[index].Reads);
                    isChanged |= before != facts[index].LiveRegisters;
                    facts[index].LiveRegisters = before;
                }
            }
        }
    }

    private static (ushort Reads, ushort Writes) Use(VerifiedProgram program, int index, Instruction instruction)
    {
        int destination = 1 << (int)instruction.Destination, source = 1 << (int)instruction.Source;
        switch (instruction.Class)
        {
            case InstructionClass.Load:
                return instruction.IsWideLoad ? Pair(0, destination) : Pair(All, 0);
            case InstructionClass.LoadRegister:
                return Pair(source, destination);
            case InstructionClass.Store:
                return Pair(destination, 0);
            case InstructionClass.StoreRegister:
                return instruction.IsAtomic ? UseOfAtomic(instruction, destination, source) : Pair(destination | source, 0);
            case InstructionClass.Alu32 or InstructionClass.Alu64:
                if (instruction.AluOperation == AluOperation.ByteSwap)
                    return Pair(destination, destination);
                int operand = instruction.UsesSourceRegister ? source : 0;
                return Pair(instruction.AluOperation == AluOperation.Move ? operand : operand | destination, destination);
            default:
                return UseOfJump(program, index, instruction, destination, source);
        }
    }

    private static (ushort Reads, ushort Writes) UseOfAtomic(Instruction instruction, int destination, int source)
    {
        const int Fetch = 1;
        return instruction.AtomicOperation switch
        {
            AtomicOperation.LoadAcquire => Pair(source, destination),
            AtomicOperation.StoreRelease => Pair(destination | source, 0),
            AtomicOperation.CompareExchange => Pair(R0 | destination | source, R0),
            _ => Pair(destination | source, (instruction.Immediate & Fetch) != 0 ? source : 0),
        };
    }

    private static (ushort Reads, ushort Writes) UseOfJump(VerifiedProgram program, int index, Instruction instruction, int destination, int source)
    {
        if (instruction.IsUnconditionalJump || instruction.Opcode == Opcodes.MayJump)
            return Pair(0, 0);
        if (instruction.IsExit)
            return Pair(R0, 0);
        if (instruction.IsCall)
            return Pair(ArgumentsOf(program, index, instruction), Scratch);
        return Pair(instruction.UsesSourceRegister ? destination | source : destination, 0);
    }

    /// <summary>The argument registers of a call: as many as the helper or kernel function looks at, all for the program's own functions.</summary>
    private static int ArgumentsOf(VerifiedProgram program, int index, Instruction instruction)
    {
        int count = 5;
        var helper = (HelperId)instruction.Immediate;
        if (instruction.IsHelperCall && Helpers.IsAllowed(helper, program.Type, program.AttachType))
            count = Helpers.Get(helper, program.Type).Arguments.Length;
        else if (program.KernelFunctions[index] is { } name && KernelFunctionEffects.Prototype(program.Btfs, name) is { } prototype)
            count = prototype.Parameters.Length;
        return ((1 << (count + 1)) - 1) & Arguments;
    }

    // Registers that there are not are the fault of the instruction once it is reached.
    private static (ushort Reads, ushort Writes) Pair(int reads, int writes) => ((ushort)(reads & All), (ushort)(writes & All));
}
