// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>
/// Kernels before 5.5 have one helper to read memory, of the kernel or the process alike. It takes the same arguments as the two that took its place.
/// </summary>
internal static class OldHelpers
{
    /// <summary>Replaces calls of the new helpers by calls of the old ones.</summary>
    public static void Substitute(Span<Instruction> instructions)
    {
        for (int i = 0; i < instructions.Length; i++)
        {
            if (instructions[i].Opcode == Opcodes.LoadImmediate64)
            {
                i++; // the second half is no instruction
                continue;
            }

            if (instructions[i].Opcode != Opcodes.Call || instructions[i].Source != Register.R0)
                continue;
            instructions[i] = instructions[i].WithImmediate((HelperId)instructions[i].Immediate switch
            {
                HelperId.ProbeReadKernel or HelperId.ProbeReadUser => (int)HelperId.ProbeRead,
                HelperId.ProbeReadKernelString or HelperId.ProbeReadUserString => (int)HelperId.ProbeReadString,
                HelperId other => (int)other,
            });
        }
    }
}
