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
        var disassembler = new Disassembler();
        var text = new StringBuilder();
        for (int i = 0; i < code.Length;)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i,4}: ");
            i += disassembler.Append(text, code, i);
            text.AppendLine();
        }

        return text.ToString();
    }
}
