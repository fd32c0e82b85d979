// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using Hornet.Bytecode;

namespace Hornet.Differential.Tests;

/// <summary>A failing program as text.</summary>
internal static class Listing
{
    public static string Of(ReadOnlySpan<Instruction> code)
    {
        var text = new StringBuilder();
        for (int i = 0; i < code.Length; i++)
            text.AppendLine(CultureInfo.InvariantCulture, $"{i,4}: {code[i].Opcode:x2} {code[i].Destination} {code[i].Source} {code[i].Offset} {code[i].Immediate}");
        return text.ToString();
    }
}
