// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Hornet.Bytecode;

/// <summary>Names for the targets of a program's jumps, local calls and function addresses.</summary>
internal sealed class ProgramLabels
{
    private readonly string?[] _names;

    private ProgramLabels(string?[] names) => _names = names;

    /// <summary>The label of a slot, or null when nothing leads there.</summary>
    public string? At(long index) => index >= 0 && index < _names.Length ? _names[index] : null;

    /// <summary>Names every slot a valid jump, call or function address leads to: <c>l1</c>, <c>l2</c>, ... for jumps, <c>f1</c>, ... for functions.</summary>
    public static ProgramLabels Find(ReadOnlySpan<Instruction> program)
    {
        // The slot past the end can be a target too: the assembler lets a label stand there.
        var names = new string?[program.Length + 1];
        var isSecond = new bool[program.Length + 1];
        for (int i = 0; i < program.Length; i += program[i].SlotCount)
        {
            // A wide load that does not assemble as one is written slot by slot.
            if (program[i].IsWideLoad && i + 1 < program.Length && InstructionSet.IsValid(program[i])
                && program[i + 1] == new Instruction(0, immediate: program[i + 1].Immediate))
                isSecond[i + 1] = true;
        }

        Mark(program, names, isSecond, "l", static instruction => instruction.IsJump);
        Mark(program, names, isSecond, "f", static instruction => instruction.IsLocalCall || instruction.IsFunctionLoad);
        Number(names);
        return new ProgramLabels(names);
    }

    private static void Mark(
        ReadOnlySpan<Instruction> program, string?[] names, bool[] isSecond, string prefix, Func<Instruction, bool> leadsSomewhere)
    {
        for (int i = 0; i < program.Length; i++)
        {
            Instruction instruction = program[i];
            if (isSecond[i] || !leadsSomewhere(instruction))
                continue;
            long target = i + 1L + (instruction.IsWideLoad ? instruction.Immediate : instruction.JumpDistance);
            if (target >= 0 && target < names.Length && !isSecond[target])
                names[target] = prefix;
        }
    }

    private static void Number(string?[] names)
    {
        int count = 0;
        for (int i = 0; i < names.Length; i++)
        {
            if (names[i] is not null)
                names[i] += (++count).ToString(CultureInfo.InvariantCulture);
        }
    }
}
