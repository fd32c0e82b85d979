// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace Hornet.Bytecode;

/// <summary>A symbol of a listed section.</summary>
/// <param name="Offset">Its offset in the section, in bytes.</param>
/// <param name="Name">Its name.</param>
public readonly record struct ListingSymbol(ulong Offset, string Name);

/// <summary>
/// A section's listing as <c>llvm-objdump -d --no-show-raw-insn</c> prints it: a heading for each symbol, the number of each slot, and for each
/// jump the symbol its target lies in. As there, runs of zeros are an ellipsis, and for processors before v3 the 32-bit atomic operations other
/// than addition are unknown.
/// </summary>
public static class ObjdumpListing
{
    private static readonly Comparer<ListingSymbol> ByOffset = Comparer<ListingSymbol>.Create((left, right) => left.Offset.CompareTo(right.Offset));

    /// <summary>Writes the listing of one section, from its <c>Disassembly of section</c> heading to its last instruction.</summary>
    /// <param name="output">Where to write; lines end with a line feed.</param>
    /// <param name="sectionName">The name of the section.</param>
    /// <param name="program">The slots of the section.</param>
    /// <param name="symbols">The symbols of the section, functions and labels, in any order.</param>
    /// <param name="version">The processor, as <c>--mcpu</c>; the default is that of llvm-objdump 19.</param>
    public static void Write(
        TextWriter output,
        string sectionName,
        ReadOnlySpan<Instruction> program,
        IEnumerable<ListingSymbol> symbols,
        CpuVersion version = CpuVersion.V1)
    {
        ArgumentNullException.ThrowIfNull(output);
        List<ListingSymbol> sorted = Sort(symbols, sectionName);
        var disassembler = new Disassembler(new DisassemblerOptions { CpuVersion = version, IsListing = true });
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"\nDisassembly of section {sectionName}:\n");

        int next = 0;
        for (int index = 0; index < program.Length;)
        {
            while (next < sorted.Count && sorted[next].Offset <= (ulong)index * Instruction.SizeInBytes)
            {
                ListingSymbol symbol = sorted[next++];
                text.Append(CultureInfo.InvariantCulture, $"\n{symbol.Offset:x16} <{symbol.Name}>:\n");
            }

            ulong end = next < sorted.Count ? sorted[next].Offset / Instruction.SizeInBytes : (ulong)program.Length;
            index += AppendSlot(text, disassembler, program[..(int)Math.Min(end, (ulong)program.Length)], index, sorted);
        }

        output.Write(text);
    }

    /// <summary>One line for each place: the last of the symbols at the same offset is the one printed.</summary>
    private static List<ListingSymbol> Sort(IEnumerable<ListingSymbol> symbols, string sectionName)
    {
        List<ListingSymbol> sorted = [.. symbols.GroupBy(symbol => symbol.Offset).Select(group => group.Last()).OrderBy(symbol => symbol.Offset)];
        if (sorted.Count == 0 || sorted[0].Offset != 0)
            sorted.Insert(0, new ListingSymbol(0, sectionName));
        return sorted;
    }

    private static int AppendSlot(
        StringBuilder text, Disassembler disassembler, ReadOnlySpan<Instruction> program, int index, List<ListingSymbol> symbols)
    {
        int zeros = 0;
        while (index + zeros < program.Length && program[index + zeros] == default)
            zeros++;
        if (zeros > 0)
        {
            text.Append("\t\t...\n");
            return zeros;
        }

        Instruction instruction = program[index];
        bool isTruncated = instruction.IsWideLoad && index + 1 == program.Length;
        int lines = isTruncated ? Instruction.SizeInBytes : 1; // a wide load cut short is taken for single bytes
        int slots = 1;
        for (int line = 0; line < lines; line++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{index,8}:\t");
            int start = text.Length;
            slots = disassembler.Append(text, program, index);
            if (instruction.IsJump && text[start] != '<')
                AppendTarget(text, index, instruction, symbols);
            text.Append('\n');
        }

        return slots;
    }

    private static void AppendTarget(StringBuilder text, int index, Instruction instruction, List<ListingSymbol> symbols)
    {
        // A target before the section wraps around, and so lies in the last symbol.
        ulong target = (ulong)((index + 1L + instruction.JumpDistance) * Instruction.SizeInBytes);
        int found = symbols.BinarySearch(new ListingSymbol(target, ""), ByOffset);
        ListingSymbol symbol = symbols[found >= 0 ? found : ~found - 1];
        text.Append(CultureInfo.InvariantCulture, $" <{symbol.Name}");
        if (target != symbol.Offset)
            text.Append(CultureInfo.InvariantCulture, $"+0x{target - symbol.Offset:x}");
        text.Append('>');
    }
}
