// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Finds the source lines of instructions.</summary>
internal static class SourceLines
{
    /// <summary>The line that an instruction was compiled from; null without line information.</summary>
    public static LineInfo? Find(ProgramSpec program, int instruction) => IndexOf(program, instruction) is var index and >= 0 ? program.Lines[index] : null;

    /// <summary>The entry of <see cref="ProgramSpec.Lines"/> for an instruction; -1 without line information.</summary>
    public static int IndexOf(ProgramSpec program, int instruction)
    {
        int low = 0, high = program.Lines.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (program.Lines[middle].Instruction <= instruction)
                low = middle + 1;
            else
                high = middle;
        }

        return low - 1;
    }
}
