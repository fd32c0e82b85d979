// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode.Classic;

namespace Hornet.Seccomp;

/// <summary>What the kernel asks of filters of system calls beyond what it asks of all classic programs (kernel/seccomp.c, seccomp_check_filter).</summary>
internal static class SeccompValidator
{
    /// <summary>Checks a valid classic program.</summary>
    /// <exception cref="SeccompProgramException">The kernel would refuse it.</exception>
    public static void Validate(ReadOnlySpan<ClassicInstruction> program)
    {
        for (int i = 0; i < program.Length; i++)
        {
            ClassicInstruction instruction = program[i];
            switch (instruction.Code)
            {
                case ClassicOpcodes.LoadWord when instruction.Operand >= SeccompCall.Size || instruction.Operand % sizeof(uint) != 0:
                    throw new SeccompProgramException(i, "it loads what is no word of struct seccomp_data, which has 64 bytes.");
                case ClassicOpcodes.LoadHalfWord or ClassicOpcodes.LoadByte or ClassicOpcodes.LoadXHeaderLength
                    or ClassicOpcodes.LoadWordIndirect or ClassicOpcodes.LoadHalfWordIndirect or ClassicOpcodes.LoadByteIndirect:
                    throw new SeccompProgramException(i, "it loads something else than a word at a constant offset.");
                case ClassicOpcodes.Modulo or ClassicOpcodes.ModuloX:
                    throw new SeccompProgramException(i, "filters of system calls have no remainder.");
                default:
                    break;
            }
        }
    }
}
