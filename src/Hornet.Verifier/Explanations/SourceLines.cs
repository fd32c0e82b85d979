// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Finds the source lines of instructions.</summary>
internal static class SourceLines
{
    /// <summary>The line that an instruction was compiled from; null without line information.</summary>
    public static LineInfo? Find(ProgramSpec program, int instruction)
    {
        LineInfo? last = null;
        foreach (LineInfo line in program.Lines)
        {
            if (line.Instruction > instruction)
                break;
            last = line;
        }

        return last;
    }
}
