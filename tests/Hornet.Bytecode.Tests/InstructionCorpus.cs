// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Hornet.Tests;

namespace Hornet.Bytecode.Tests;

/// <summary>A line of <c>Corpus/instructions.txt</c>: an instruction in every spelling.</summary>
internal sealed record CorpusInstruction(
    int Line, Instruction[] Slots, string LlvmV4, string LlvmV1, string Verifier, string Mnemonic, string Group, string Version)
{
    public Instruction First => Slots[0];

    public Instruction Second => Slots.Length > 1 ? Slots[1] : default;

    public override string ToString() => $"instructions.txt:{Line} {LlvmV4}";
}

/// <summary>Reads the corpora of this project.</summary>
internal static class InstructionCorpus
{
    public static IReadOnlyList<CorpusInstruction> Instructions { get; } = [.. Lines("instructions.txt").Select(Parse)];

    /// <summary>The lines of a corpus with their numbers, without comments and empty lines.</summary>
    public static IEnumerable<(int Number, string Text)> Lines(string file) =>
        File.ReadLines(TestFiles.InRepository("tests", "Hornet.Bytecode.Tests", "Corpus", file))
            .Select((text, index) => (Number: index + 1, Text: text))
            .Where(line => line.Text.Length > 0 && !line.Text.StartsWith('#'));

    /// <summary>Slots written as numbers in hexadecimal.</summary>
    public static Instruction[] ParseSlots(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => Instruction.FromBits(ulong.Parse(word, NumberStyles.HexNumber, CultureInfo.InvariantCulture)))];

    /// <summary>Slots as the corpora write them.</summary>
    public static string Print(IEnumerable<Instruction> slots) =>
        string.Join(' ', slots.Select(slot => slot.Bits.ToString("x16", CultureInfo.InvariantCulture)));

    private static CorpusInstruction Parse((int Number, string Text) line)
    {
        string[] columns = line.Text.Split(" | ");
        string v4 = columns[1].Replace("\\t", "\t", StringComparison.Ordinal);
        string v1 = columns[2] == "same" ? v4 : columns[2].Replace("\\t", "\t", StringComparison.Ordinal);
        return new CorpusInstruction(line.Number, ParseSlots(columns[0]), v4, v1, columns[3], columns[4], columns[5], columns[6]);
    }
}
