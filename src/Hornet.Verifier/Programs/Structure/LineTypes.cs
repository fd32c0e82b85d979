// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Checks the records of source lines as the kernel does, which takes them only beside the types of functions.</summary>
internal static class LineTypes
{
    /// <summary>Checks the records of a program.</summary>
    /// <exception cref="Refusal">The kernel would not take them.</exception>
    public static void Check(ProgramSpec program, Instruction[] instructions, List<Subprogram> subprograms)
    {
        if (program.Lines.IsEmpty)
            return;
        int next = 0, previous = -1;
        for (int i = 0; i < program.Lines.Length; i++)
        {
            int at = program.Lines[i].Instruction;
            if (at <= previous || at >= instructions.Length)
                throw Malformed($"Invalid line_info[{i}].insn_off:{at} (prev_offset:{Math.Max(previous, 0)} prog->len:{instructions.Length})");
            if (instructions[at].Opcode == 0)
                throw Malformed($"Invalid insn code at line_info[{i}].insn_off");
            if (next < subprograms.Count)
            {
                if (at == subprograms[next].Start)
                    next++;
                else if (subprograms[next].Start < at)
                    throw Malformed($"missing bpf_line_info for func#{next}");
            }

            previous = at;
        }

        if (next != subprograms.Count)
            throw Malformed($"missing bpf_line_info for func#{next}");
    }

    private static Refusal Malformed(string message) => new(message, FailureKind.Structure, null);
}
