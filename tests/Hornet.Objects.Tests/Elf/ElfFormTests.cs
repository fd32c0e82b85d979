// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Hornet.Objects.Tests.Elf;

/// <summary>Forms of ELF files that no compiler for BPF makes by default: 32-bit, relocations with addends, very many sections.</summary>
public sealed class ElfFormTests
{
    [Theory]
    [InlineData("clang-v3/subprograms")]
    [InlineData("clang-v3/map_in_map")]
    [InlineData("clang-be/data_pointers")]
    [InlineData("clang-plain/labels")]
    public void A_32_bit_file_reads_like_a_64_bit_one(string name)
    {
        byte[] file = File.ReadAllBytes(Fixture.PathOf(name));
        ObjectText.Print(BpfObject.Parse(Narrow(ElfFile.Parse(file), file))).ShouldBe(ObjectText.Print(BpfObject.Parse(file)));
    }

    [Fact]
    public void Relocations_may_carry_their_addends()
    {
        byte[] file = File.ReadAllBytes(Fixture.PathOf("clang-v3/data_pointers"));
        ElfFile elf = ElfFile.Parse(file);
        ElfSection section = elf.Find(".rel.data")!;
        int header = HeaderOf(file, section);
        List<byte> relocations = [];
        foreach (ElfRelocation relocation in elf.Relocations(elf.Find(".data")!))
        {
            // What the place holds moves into the relocation; the place then holds something that must not matter.
            Span<byte> place = file.AsSpan((int)elf.Find(".data")!.FileOffset + (int)relocation.Offset, 8);
            relocations.AddRange(file.AsSpan((int)section.FileOffset + (relocations.Count / 24 * 16), 16));
            relocations.AddRange(place);
            place.Fill(0x55);
        }

        byte[] changed = [.. file, .. relocations];
        BinaryPrimitives.WriteUInt32LittleEndian(changed.AsSpan(header + 4), (uint)ElfSectionType.RelocationsWithAddend);
        BinaryPrimitives.WriteUInt64LittleEndian(changed.AsSpan(header + 24), (ulong)file.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(changed.AsSpan(header + 32), (ulong)relocations.Count);
        BinaryPrimitives.WriteUInt64LittleEndian(changed.AsSpan(header + 56), 24);
        BpfObject.Parse(changed).Map(".data").DataReferences.ShouldBe(Fixture.Load("clang-v3/data_pointers").Map(".data").DataReferences);
    }

    [Fact]
    public void Counts_too_large_for_the_header_are_in_the_first_section()
    {
        byte[] file = File.ReadAllBytes(Fixture.PathOf("clang-v3/subprograms"));
        int table = (int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(40));
        ushort count = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(60));
        ushort names = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(62));
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(60), 0);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(62), ushort.MaxValue);
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(table + 32), count);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(table + 40), names);
        ObjectText.Print(BpfObject.Parse(file)).ShouldBe(ObjectText.Print(Fixture.Load("clang-v3/subprograms")));
    }

    private static int HeaderOf(byte[] file, ElfSection section) => (int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(40)) + (64 * section.Index);

    /// <summary>The same file in the 32-bit class.</summary>
    private static byte[] Narrow(ElfFile elf, byte[] file)
    {
        var output = new ElfWriter(elf.IsBigEndian); // only for its byte order
        List<byte> bytes = [.. new byte[52]];
        List<byte> headers = [];
        List<byte> names = [0];
        foreach (ElfSection section in elf.Sections)
        {
            byte[] content = section.Type switch
            {
                ElfSectionType.SymbolTable => [.. elf.Symbols.SelectMany(symbol => NarrowSymbol(output, elf, file, section, symbol))],
                ElfSectionType.Relocations => [.. elf.Relocations(elf.Sections[(int)section.Info]).SelectMany(relocation => NarrowRelocation(output, relocation))],
                _ => elf.Bytes(section).Memory.ToArray(),
            };
            int name = names.Count;
            names.AddRange(System.Text.Encoding.UTF8.GetBytes(section.Name + "\0"));
            uint[] header =
            [
                (uint)name, (uint)section.Type, (uint)section.Flags, 0, (uint)bytes.Count,
                section.Type == ElfSectionType.NoBits ? (uint)section.Size : (uint)content.Length, section.Link, section.Info, (uint)section.Alignment,
                section.Type == ElfSectionType.SymbolTable ? 16u : section.Type == ElfSectionType.Relocations ? 8u : 0,
            ];
            foreach (uint word in header)
                output.Append32(headers, word);
            bytes.AddRange(content);
        }

        uint[] last = [0, (uint)ElfSectionType.StringTable, 0, 0, (uint)bytes.Count, (uint)names.Count, 0, 0, 1, 0];
        foreach (uint word in last)
            output.Append32(headers, word);
        bytes.AddRange(names);
        int table = bytes.Count;
        bytes.AddRange(headers);
        byte[] result = [.. bytes];
        file.AsSpan(0, 20).CopyTo(result);
        result[4] = 1;
        List<byte> numbers = [];
        output.Append32(numbers, (uint)table);
        numbers.CopyTo(result, 32);
        Half(result.AsSpan(46), 40, elf.IsBigEndian);
        Half(result.AsSpan(48), elf.Sections.Length + 1, elf.IsBigEndian);
        Half(result.AsSpan(50), elf.Sections.Length, elf.IsBigEndian);
        return result;
    }

    private static List<byte> NarrowSymbol(ElfWriter output, ElfFile elf, byte[] file, ElfSection table, ElfSymbol symbol)
    {
        ReadOnlySpan<byte> wide = file.AsSpan((int)table.FileOffset + (24 * symbol.Index), 24);
        uint name = elf.IsBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(wide) : BinaryPrimitives.ReadUInt32LittleEndian(wide);
        List<byte> narrow = [];
        output.Append32(narrow, name);
        output.Append32(narrow, (uint)symbol.Value);
        output.Append32(narrow, (uint)symbol.Size);
        narrow.AddRange(wide[4..8]);
        return narrow;
    }

    private static List<byte> NarrowRelocation(ElfWriter output, ElfRelocation relocation)
    {
        List<byte> narrow = [];
        output.Append32(narrow, (uint)relocation.Offset);
        output.Append32(narrow, ((uint)relocation.Symbol << 8) | (uint)relocation.Type);
        return narrow;
    }

    private static void Half(Span<byte> place, int value, bool bigEndian)
    {
        if (bigEndian)
            BinaryPrimitives.WriteUInt16BigEndian(place, (ushort)value);
        else
            BinaryPrimitives.WriteUInt16LittleEndian(place, (ushort)value);
    }
}
