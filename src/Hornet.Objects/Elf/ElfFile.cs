// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Objects;

/// <summary>
/// An ELF relocatable file: its sections, symbols and relocations, for both classes and both byte orders. Layouts are those of the System V
/// ABI's "Object Files" chapter. Every count and offset is checked against the size of the file before anything is allocated.
/// </summary>
internal sealed class ElfFile
{
    private const ushort RelocatableFile = 1;
    private const ushort MachineBpf = 247;
    private const int ExtendedSectionIndex = 0xffff;

    private readonly SectionBytes _file;
    private readonly bool _is64Bit;
    private readonly Dictionary<int, List<ElfSection>> _relocationSections = [];

    private ElfFile(ReadOnlyMemory<byte> bytes, bool bigEndian, bool is64Bit)
    {
        _file = new SectionBytes(bytes, bigEndian, null);
        _is64Bit = is64Bit;
        IsBigEndian = bigEndian;
    }

    public bool IsBigEndian { get; }

    /// <summary>All sections; the first is the empty one.</summary>
    public ElfSection[] Sections { get; private set; } = [];

    /// <summary>All symbols; the first is the empty one. Empty for a file without a symbol table.</summary>
    public ElfSymbol[] Symbols { get; private set; } = [];

    /// <summary>Reads the headers, the sections and the symbols.</summary>
    /// <exception cref="ObjectFormatException">Not an ELF object for BPF, or damaged.</exception>
    public static ElfFile Parse(ReadOnlyMemory<byte> bytes)
    {
        ReadOnlySpan<byte> start = bytes.Span;
        if (start.Length < 16 || !start[..4].SequenceEqual("\u007fELF"u8))
            throw new ObjectFormatException("Reading the ELF file: it does not start with the ELF magic number.", null, 0);
        if (start[4] is not (1 or 2))
            throw new ObjectFormatException($"Reading the ELF file: class {start[4]} is neither 32 nor 64 bits.", null, 4);
        if (start[5] is not (1 or 2))
            throw new ObjectFormatException($"Reading the ELF file: data encoding {start[5]} is neither little nor big endian.", null, 5);

        var file = new ElfFile(bytes, start[5] == 2, start[4] == 2);
        file.ReadSections();
        file.ReadSymbols();
        return file;
    }

    /// <summary>The bytes of a section; none for one that takes no space in the file.</summary>
    public SectionBytes Bytes(ElfSection section) =>
        new(
            section.Type is ElfSectionType.NoBits or ElfSectionType.Null ? default : _file.Memory.Slice((int)section.FileOffset, (int)section.Size),
            IsBigEndian,
            section.Name);

    /// <summary>The first section with a name, or null.</summary>
    public ElfSection? Find(string name) => Array.Find(Sections, section => section.Name == name && section.Type != ElfSectionType.Null);

    /// <summary>The relocations that apply to a section, in file order.</summary>
    public List<ElfRelocation> Relocations(ElfSection target)
    {
        List<ElfRelocation> relocations = [];
        if (_relocationSections.TryGetValue(target.Index, out List<ElfSection>? sections))
        {
            foreach (ElfSection section in sections)
                ReadRelocations(section, relocations);
        }

        return relocations;
    }

    private void ReadSections()
    {
        ushort type = _file.UInt16(16, "the file type");
        if (type != RelocatableFile)
            throw _file.Error($"file type {type} is not that of a relocatable object (1)", 16);
        ushort machine = _file.UInt16(18, "the machine");
        if (machine is not (0 or MachineBpf))
            throw _file.Error($"machine {machine} is not BPF (247)", 18);

        ulong tableOffset = _is64Bit ? _file.UInt64(40, "the section table's offset") : _file.UInt32(32, "the section table's offset");
        int entrySize = _file.UInt16(_is64Bit ? 58 : 46, "the size of a section header");
        uint count = _file.UInt16(_is64Bit ? 60 : 48, "the number of sections");
        uint namesIndex = _file.UInt16(_is64Bit ? 62 : 50, "the index of the section name table");
        if (tableOffset == 0)
            throw _file.Error("there is no section table", _is64Bit ? 40 : 32);
        int headerSize = _is64Bit ? 64 : 40;
        if (entrySize < headerSize)
            throw _file.Error($"a section header of {entrySize} bytes is shorter than {headerSize}", _is64Bit ? 58 : 46);
        if (tableOffset > (ulong)_file.Length)
            throw _file.Error($"the section table at offset {tableOffset} lies outside the {_file.Length} bytes there are", _is64Bit ? 40 : 32);

        // Files with many sections keep the two numbers in the first header (ELF specification, "Extended section header").
        ElfSection first = ReadSectionHeader(0, (long)tableOffset, out _);
        if (count == 0)
            count = (uint)Math.Min(first.Size, uint.MaxValue);
        if (namesIndex == ExtendedSectionIndex)
            namesIndex = first.Link;
        if (count > (_file.Length - (long)tableOffset) / entrySize)
            throw _file.Error($"the table of {count} sections at offset {tableOffset} lies outside the {_file.Length} bytes there are", (long)tableOffset);

        var sections = new ElfSection[count];
        var names = new uint[count];
        for (int i = 0; i < sections.Length; i++)
            sections[i] = ReadSectionHeader(i, (long)tableOffset + ((long)i * entrySize), out names[i]);
        Sections = sections;
        NameSections(sections, names, namesIndex);
    }

    private ElfSection ReadSectionHeader(int index, long offset, out uint name)
    {
        string what = $"the header of section {index}";
        name = _file.UInt32(offset, what);
        var type = (ElfSectionType)_file.UInt32(offset + 4, what);
        ulong flags = Word(offset + 8, offset + 8);
        ulong fileOffset = Word(offset + 24, offset + 16);
        ulong size = Word(offset + 32, offset + 20);
        uint link = _file.UInt32(offset + (_is64Bit ? 40 : 24), what);
        uint info = _file.UInt32(offset + (_is64Bit ? 44 : 28), what);
        ulong alignment = Word(offset + 48, offset + 32);
        ulong entrySize = Word(offset + 56, offset + 36);
        return new ElfSection(index, "", type, (ElfSectionFlags)flags, unchecked((long)fileOffset), size, link, info, entrySize, alignment);

        ulong Word(long offset64, long offset32) => _is64Bit ? _file.UInt64(offset64, what) : _file.UInt32(offset32, what);
    }

    private void NameSections(ElfSection[] sections, uint[] names, uint namesIndex)
    {
        foreach (ElfSection section in sections)
            CheckExtent(section);
        if (namesIndex >= sections.Length || sections[namesIndex].Type != ElfSectionType.StringTable)
            throw _file.Error($"section {namesIndex} is to hold the names of sections but is no string table", null);
        SectionBytes strings = Bytes(sections[namesIndex]);
        for (int i = 1; i < sections.Length; i++)
        {
            sections[i] = sections[i] with { Name = strings.String(names[i], $"the name of section {i}") };
            if (sections[i].Type is ElfSectionType.Relocations or ElfSectionType.RelocationsWithAddend)
            {
                if (sections[i].Info >= sections.Length)
                    throw _file.Error($"relocation section '{sections[i].Name}' applies to section {sections[i].Info} of {sections.Length}", null);
                if (!_relocationSections.TryGetValue((int)sections[i].Info, out List<ElfSection>? list))
                    _relocationSections[(int)sections[i].Info] = list = [];
                list.Add(sections[i]);
            }
        }
    }

    private void CheckExtent(ElfSection section)
    {
        if (section.Type is ElfSectionType.Null or ElfSectionType.NoBits)
            return;
        if (section.FileOffset < 0 || section.FileOffset > _file.Length || section.Size > (ulong)(_file.Length - section.FileOffset))
            throw _file.Error($"section {section.Index} ({section.Size} bytes at offset {section.FileOffset}) lies outside the {_file.Length} bytes there are", section.FileOffset);
    }

    private void ReadSymbols()
    {
        ElfSection? table = Array.Find(Sections, section => section.Type == ElfSectionType.SymbolTable);
        if (table is null)
            return;
        if (Array.Exists(Sections, section => section.Type == ElfSectionType.SymbolTable && section.Index != table.Index))
            throw _file.Error("there is more than one symbol table");
        if (table.Link >= Sections.Length || Sections[table.Link].Type != ElfSectionType.StringTable)
            throw _file.Error($"section {table.Link} is to hold the names of symbols but is no string table");

        SectionBytes strings = Bytes(Sections[table.Link]);
        SectionBytes bytes = Bytes(table);
        ElfSection? indices = Array.Find(Sections, section => section.Type == ElfSectionType.SymbolSectionIndices && section.Link == table.Index);
        int entrySize = _is64Bit ? 24 : 16;
        if (table.EntrySize != 0 && table.EntrySize != (ulong)entrySize)
            throw bytes.Error($"a symbol of {table.EntrySize} bytes is not one of {entrySize}");
        var symbols = new ElfSymbol[bytes.Length / entrySize];
        for (int i = 0; i < symbols.Length; i++)
            symbols[i] = ReadSymbol(i, bytes, (long)i * entrySize, strings, indices);
        Symbols = symbols;
    }

    private ElfSymbol ReadSymbol(int index, SectionBytes bytes, long offset, SectionBytes strings, ElfSection? indices)
    {
        const string What = "a symbol";
        uint name = bytes.UInt32(offset, What);
        int tail = _is64Bit ? 4 : 12;
        byte info = bytes.Slice(offset + tail, 1, What).Span[0];
        byte other = bytes.Slice(offset + tail + 1, 1, What).Span[0];
        int section = bytes.UInt16(offset + tail + 2, What);
        ulong value = _is64Bit ? bytes.UInt64(offset + 8, What) : bytes.UInt32(offset + 4, What);
        ulong size = _is64Bit ? bytes.UInt64(offset + 16, What) : bytes.UInt32(offset + 8, What);
        if (section == ExtendedSectionIndex && indices is not null)
            section = (int)Math.Min(Bytes(indices).UInt32((long)index * 4, "the section of a symbol"), int.MaxValue);
        if (section >= Sections.Length && section is < ElfSymbol.FirstReservedSection or > ExtendedSectionIndex)
            throw bytes.Error($"symbol {index} is in section {section} of {Sections.Length}", offset);

        var type = (ElfSymbolType)(info & 0xf);
        string text = name == 0 ? "" : strings.String(name, $"the name of symbol {index}");
        if (text.Length == 0 && type == ElfSymbolType.Section && section < Sections.Length)
            text = Sections[section].Name;
        return new ElfSymbol(index, text, type, (ElfSymbolBinding)(info >> 4), (byte)(other & 3), section, value, size);
    }

    private void ReadRelocations(ElfSection section, List<ElfRelocation> relocations)
    {
        SectionBytes bytes = Bytes(section);
        bool hasAddend = section.Type == ElfSectionType.RelocationsWithAddend;
        int entrySize = (_is64Bit ? 16 : 8) + (hasAddend ? (_is64Bit ? 8 : 4) : 0);
        if (section.EntrySize != 0 && section.EntrySize != (ulong)entrySize)
            throw bytes.Error($"a relocation of {section.EntrySize} bytes is not one of {entrySize}");
        for (long offset = 0; offset + entrySize <= bytes.Length; offset += entrySize)
        {
            const string What = "a relocation";
            ulong place = _is64Bit ? bytes.UInt64(offset, What) : bytes.UInt32(offset, What);
            ulong info = _is64Bit ? bytes.UInt64(offset + 8, What) : bytes.UInt32(offset + 4, What);
            ulong symbol = _is64Bit ? info >> 32 : info >> 8;
            uint type = _is64Bit ? (uint)info : (uint)info & 0xff;
            long? addend = !hasAddend ? null : _is64Bit ? (long)bytes.UInt64(offset + 16, What) : (int)bytes.UInt32(offset + 8, What);
            if (symbol >= (ulong)Symbols.Length)
                throw bytes.Error($"a relocation names symbol {symbol} of {Symbols.Length}", offset);
            relocations.Add(new ElfRelocation(place, (ElfRelocationType)type, (int)symbol, addend));
        }
    }
}
