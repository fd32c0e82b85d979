// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode;

namespace Hornet.Objects;

/// <summary>An executable section of an object file as it stands in the file, before linking: what a disassembler lists.</summary>
/// <param name="Name">The section's name.</param>
/// <param name="Instructions">Its instructions; immediates that relocations fill in are as the compiler left them.</param>
/// <param name="Symbols">The functions and labels in it, in the order of the symbol table; offsets in bytes.</param>
/// <param name="Lines">Source lines, ordered by instruction; empty without line information.</param>
public sealed record ObjectCode(string Name, ImmutableArray<Instruction> Instructions, ImmutableArray<ListingSymbol> Symbols, ImmutableArray<LineInfo> Lines)
{
    /// <summary>Reads the executable sections of an object file, in the order of the file.</summary>
    /// <param name="file">The bytes of the file.</param>
    /// <exception cref="ObjectFormatException">The file is damaged.</exception>
    public static ImmutableArray<ObjectCode> Read(ReadOnlyMemory<byte> file)
    {
        ElfFile elf = ElfFile.Parse(file);
        BtfExtension? extension = ReadExtension(elf);
        var sections = ImmutableArray.CreateBuilder<ObjectCode>();
        foreach (ElfSection section in elf.Sections)
        {
            if (section is not { Type: ElfSectionType.ProgramBits, IsExecutable: true, Size: > 0 })
                continue;
            ElfSymbol[] symbols = [.. elf.Symbols.Where(symbol => symbol.Section == section.Index)];
            CodeSection code = CodeSection.Read(elf, section, symbols);
            List<LineInfo> lines = [];
            // Line records belong to the section, so one function that spans it collects them all.
            extension?.CopyTo(new ElfFunction(code, section.Name, 0, code.Instructions.Length, isLocal: false, isHidden: false), 0, lines, []);
            sections.Add(new ObjectCode(
                section.Name,
                [.. code.Instructions],
                [.. symbols.Where(symbol => symbol.Type is ElfSymbolType.None or ElfSymbolType.Function && symbol.Name.Length > 0).Select(symbol => new ListingSymbol(symbol.Value, symbol.Name))],
                [.. lines]));
        }

        return sections.ToImmutable();
    }

    private static BtfExtension? ReadExtension(ElfFile elf)
    {
        if (elf.Find(Btf.SectionName) is not { Type: not ElfSectionType.NoBits, Size: > 0 } types
            || elf.Find(BtfExtension.SectionName) is not { Type: not ElfSectionType.NoBits, Size: > 0 } extra)
        {
            return null;
        }

        Btf btf = Btf.Parse(elf.Bytes(types).Memory);
        return BtfExtension.Parse(elf.Bytes(extra), btf.GetString, btf.OwnStrings.Length);
    }
}
