// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode.Classic;

/// <summary>
/// Checks a classic program as the kernel does before it attaches a filter (behaviour of <c>bpf_check_classic</c> in net/core/filter.c), or
/// as libpcap does before it runs one.
/// </summary>
public static class ClassicValidator
{
    /// <summary>Checks a program and throws for the first fault.</summary>
    /// <param name="program">The instructions.</param>
    /// <param name="semantics">Whose rules.</param>
    /// <exception cref="ClassicProgramException">The program is not valid.</exception>
    public static void Validate(ReadOnlySpan<ClassicInstruction> program, ClassicSemantics semantics = ClassicSemantics.Linux)
    {
        if (!TryValidate(program, out ClassicProgramException? error, semantics))
            throw error;
    }

    /// <summary>Checks a program.</summary>
    /// <param name="program">The instructions.</param>
    /// <param name="error">The first fault, when there is one.</param>
    /// <param name="semantics">Whose rules.</param>
    /// <returns>True when the program is valid.</returns>
    public static bool TryValidate(
        ReadOnlySpan<ClassicInstruction> program,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out ClassicProgramException? error,
        ClassicSemantics semantics = ClassicSemantics.Linux)
    {
        error = null;
        if (program.IsEmpty)
        {
            error = Error(0, ClassicFault.Empty, "there are no instructions");
            return false;
        }

        if (semantics == ClassicSemantics.Linux && program.Length > ClassicOpcodes.MaximumInstructions)
        {
            error = Error(ClassicOpcodes.MaximumInstructions, ClassicFault.TooLong, $"{program.Length} instructions are more than {ClassicOpcodes.MaximumInstructions}");
            return false;
        }

        for (int i = 0; i < program.Length && error is null; i++)
            error = Check(program, i, semantics);
        error ??= program[^1].Code is ClassicOpcodes.Return or ClassicOpcodes.ReturnA
            ? null
            : Error(program.Length - 1, ClassicFault.NoReturnAtEnd, "the last instruction does not return");
        if (semantics == ClassicSemantics.Linux)
            error ??= CheckMemory(program);
        return error is null;
    }

    private static ClassicProgramException? Check(ReadOnlySpan<ClassicInstruction> program, int index, ClassicSemantics semantics)
    {
        ClassicInstruction instruction = program[index];
        if (!ClassicForms.IsAccepted(instruction.Code))
            return Error(index, ClassicFault.UnknownCode, $"code 0x{instruction.Code:x} is no instruction");
        switch (instruction.Code)
        {
            case ClassicOpcodes.Divide or ClassicOpcodes.Modulo when instruction.Operand == 0:
                return Error(index, ClassicFault.DivisionByZero, "it divides by the constant 0");
            case ClassicOpcodes.ShiftLeft or ClassicOpcodes.ShiftRight when instruction.Operand >= 32:
                return Error(index, ClassicFault.ShiftTooLarge, $"it shifts a 32-bit register by {instruction.Operand}");
            case ClassicOpcodes.LoadMemory or ClassicOpcodes.LoadXMemory or ClassicOpcodes.Store or ClassicOpcodes.StoreX
                when instruction.Operand >= ClassicOpcodes.MemoryWords:
                return Error(index, ClassicFault.MemoryIndex, $"M[{instruction.Operand}] is beyond the {ClassicOpcodes.MemoryWords} words of scratch memory");
            case ClassicOpcodes.Jump:
                return CheckJump(program, index, semantics);
            case ClassicOpcodes.LoadWord or ClassicOpcodes.LoadHalfWord or ClassicOpcodes.LoadByte
                when semantics == ClassicSemantics.Linux
                    && unchecked((int)instruction.Operand) is < 0 and >= ClassicExtensions.AncillaryOffset
                    && !ClassicExtensions.TryFromOperand(instruction.Operand, out _):
                return Error(index, ClassicFault.UnknownExtension, $"offset {unchecked((int)instruction.Operand)} is reserved for extensions, and none has it");
            default:
                if (instruction.IsConditionalJump && index + 1 + Math.Max(instruction.JumpTrue, instruction.JumpFalse) >= program.Length)
                    return OutOfRange(program, index, index + 1 + Math.Max(instruction.JumpTrue, instruction.JumpFalse));
                return null;
        }
    }

    private static ClassicProgramException? CheckJump(ReadOnlySpan<ClassicInstruction> program, int index, ClassicSemantics semantics)
    {
        uint skip = program[index].Operand;
        if (semantics == ClassicSemantics.Linux)
            return skip >= (uint)(program.Length - index - 1) ? OutOfRange(program, index, index + 1L + skip) : null;
        long target = index + 1L + unchecked((int)skip);
        if (target == index)
            return Error(index, ClassicFault.EndlessLoop, "it jumps to itself");
        return target < 0 || target >= program.Length ? OutOfRange(program, index, target) : null;
    }

    /// <summary>
    /// Follows which words of scratch memory are stored on every path to each instruction. One pass is enough: jumps go forward only.
    /// </summary>
    private static ClassicProgramException? CheckMemory(ReadOnlySpan<ClassicInstruction> program)
    {
        ushort[] storedBefore = new ushort[program.Length];
        Array.Fill(storedBefore, ushort.MaxValue);
        ushort stored = 0;
        for (int i = 0; i < program.Length; i++)
        {
            stored &= storedBefore[i];
            ClassicInstruction instruction = program[i];
            switch (instruction.Code)
            {
                case ClassicOpcodes.Store or ClassicOpcodes.StoreX:
                    stored |= (ushort)(1 << (int)instruction.Operand);
                    break;
                case ClassicOpcodes.LoadMemory or ClassicOpcodes.LoadXMemory when (stored & (1 << (int)instruction.Operand)) == 0:
                    return Error(i, ClassicFault.UninitialisedMemory, $"M[{instruction.Operand}] is loaded, but not every path to here has stored it");
                case ClassicOpcodes.Jump:
                    storedBefore[i + 1 + (int)instruction.Operand] &= stored;
                    stored = ushort.MaxValue;
                    break;
                default:
                    if (!instruction.IsConditionalJump)
                        break;
                    storedBefore[i + 1 + instruction.JumpTrue] &= stored;
                    storedBefore[i + 1 + instruction.JumpFalse] &= stored;
                    stored = ushort.MaxValue;
                    break;
            }
        }

        return null;
    }

    private static ClassicProgramException OutOfRange(ReadOnlySpan<ClassicInstruction> program, int index, long target) =>
        Error(index, ClassicFault.JumpOutOfRange, $"it jumps to instruction {target} of a program of {program.Length}");

    private static ClassicProgramException Error(int index, ClassicFault fault, string what) =>
        new($"Checking a classic BPF program: at instruction {index}, {what}.", index, fault);
}
