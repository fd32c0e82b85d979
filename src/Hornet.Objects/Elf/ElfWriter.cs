// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Text;

namespace Hornet.Objects;

/// <summary>A section of a file being written.</summary>
internal sealed class ElfOutputSection(string name, ElfSectionType type, ElfSectionFlags flags, int alignment)
{
    public string Name { get; } = name;

    public ElfSectionType Type { get; } = type;

    public ElfSectionFlags Flags { get; } = flags;

    public int Alignment { get; } = alignment;

    /// <summary>The index in the file.</summary>
    public int Index { get; set; }

    public List<byte> Bytes { get; } = [];

    /// <summary>The size of a section without bytes in the file.</summary>
    public long EmptySize { get; set; }

    public int Link { get; set; }

    public int Info { get; set; }

    public int EntrySize { get; set; }

    public List<(int Offset, ElfRelocationType Type, ElfOutputSymbol Symbol)> Relocations { get; } = [];
}

/// <summary>A symbol of a file being written; without a section it is undefined.</summary>
internal sealed class ElfOutputSymbol(string name, ElfSymbolType type, ElfSymbolBinding binding, ElfOutputSection? section, long value, long size)
{
    public string Name { get; } = name;

    public ElfSymbolType Type { get; } = type;

    public ElfSymbolBinding Binding { get; } = binding;

    public ElfOutputSection? Section { get; } = section;

    public long Value { get; } = value;

    public long Size { get; } = size;

    public int Index { get; set; }
}

/// <summary>Assembles a 64-bit relocatable file for BPF of sections, symbols and relocations. Layouts are those of the System V ABI.</summary>
internal sealed class ElfWriter(bool bigEndian)
{
    private const int HeaderSize = 64;
    private const int SectionHeaderSize = 64;
    private const int SymbolSize = 24;
    private const int RelocationSize = 16;

    private readonly List<ElfOutputSection> _sections = [];
    private readonly List<ElfOutputSymbol> _symbols = [];
    private readonly Dictionary<ElfOutputSection, ElfOutputSymbol> _sectionSymbols = [];

    public bool IsBigEndian { get; } = bigEndian;

    public ElfOutputSection AddSection(string name, ElfSectionType type, ElfSectionFlags flags, int alignment)
    {
        var section = new ElfOutputSection(name, type, flags, alignment);
        _sections.Add(section);
        return section;
    }

    public ElfOutputSection? Find(string name) => _sections.Find(section => section.Name == name);

    public ElfOutputSymbol AddSymbol(
        string name, ElfSymbolType type, ElfSymbolBinding binding, ElfOutputSection? section, long value = 0, long size = 0)
    {
        var symbol = new ElfOutputSymbol(name, type, binding, section, value, size);
        _symbols.Add(symbol);
        return symbol;
    }

    /// <summary>The symbol that stands for the start of a section.</summary>
    public ElfOutputSymbol SectionSymbol(ElfOutputSection section)
    {
        if (!_sectionSymbols.TryGetValue(section, out ElfOutputSymbol? symbol))
            _sectionSymbols[section] = symbol = AddSymbol("", ElfSymbolType.Section, ElfSymbolBinding.Local, section);
        return symbol;
    }

    public void Append32(List<byte> bytes, uint value)
    {
        Span<byte> word = stackalloc byte[4];
        if (IsBigEndian)
            BinaryPrimitives.WriteUInt32BigEndian(word, value);
        else
            BinaryPrimitives.WriteUInt32LittleEndian(word, value);
        bytes.AddRange(word);
    }

    public void Append64(List<byte> bytes, ulong value)
    {
        Span<byte> word = stackalloc byte[8];
        if (IsBigEndian)
            BinaryPrimitives.WriteUInt64BigEndian(word, value);
        else
            BinaryPrimitives.WriteUInt64LittleEndian(word, value);
        bytes.AddRange(word);
    }

    /// <summary>The file's bytes.</summary>
    public byte[] Build()
    {
        List<ElfOutputSection> relocated = [.. _sections.Where(section => section.Relocations.Count > 0)];
        ElfOutputSection symbolTable = AddSection(".symtab", ElfSectionType.SymbolTable, ElfSectionFlags.None, 8);
        foreach (ElfOutputSection section in relocated)
            AddSection(".rel" + section.Name, ElfSectionType.Relocations, ElfSectionFlags.InfoLink, 8);
        ElfOutputSection strings = AddSection(".strtab", ElfSectionType.StringTable, ElfSectionFlags.None, 1);
        for (int i = 0; i < _sections.Count; i++)
            _sections[i].Index = i + 1;

        var names = new StringTable(strings.Bytes);
        WriteSymbols(symbolTable, strings, names);
        for (int i = 0; i < relocated.Count; i++)
            WriteRelocations(relocated[i], _sections[symbolTable.Index + i], symbolTable);
        uint[] sectionNames = [.. _sections.Select(section => names.Add(section.Name))];
        return Layout(sectionNames, strings.Index);
    }

    private void WriteSymbols(ElfOutputSection table, ElfOutputSection strings, StringTable names)
    {
        // Local symbols come first; the table's info is the index of the first other one.
        List<ElfOutputSymbol> ordered = [.. _symbols.OrderBy(symbol => symbol.Binding != ElfSymbolBinding.Local)];
        table.Link = strings.Index;
        table.Info = 1 + ordered.Count(symbol => symbol.Binding == ElfSymbolBinding.Local);
        table.EntrySize = SymbolSize;
        table.Bytes.AddRange(new byte[SymbolSize]);
        for (int i = 0; i < ordered.Count; i++)
        {
            ElfOutputSymbol symbol = ordered[i];
            symbol.Index = i + 1;
            Append32(table.Bytes, names.Add(symbol.Name));
            table.Bytes.Add((byte)(((int)symbol.Binding << 4) | (int)symbol.Type));
            table.Bytes.Add(0);
            Append16(table.Bytes, (ushort)(symbol.Section?.Index ?? 0));
            Append64(table.Bytes, (ulong)symbol.Value);
            Append64(table.Bytes, (ulong)symbol.Size);
        }
    }

    private void WriteRelocations(ElfOutputSection target, ElfOutputSection section, ElfOutputSection symbols)
    {
        section.Link = symbols.Index;
        section.Info = target.Index;
        section.EntrySize = RelocationSize;
        foreach ((int offset, ElfRelocationType type, ElfOutputSymbol symbol) in target.Relocations.OrderBy(relocation => relocation.Offset))
        {
            Append64(section.Bytes, (ulong)offset);
            Append64(section.Bytes, ((ulong)symbol.Index << 32) | (uint)type);
        }
    }

    private byte[] Layout(uint[] names, int stringsIndex)
    {
        List<byte> file = [.. new byte[HeaderSize]];
        List<byte> headers = [.. new byte[SectionHeaderSize]];
        foreach ((ElfOutputSection section, uint name) in _sections.Zip(names))
        {
            Align(file, section.Alignment);
            bool isEmpty = section.Type == ElfSectionType.NoBits;
            Append32(headers, name);
            Append32(headers, (uint)section.Type);
            Append64(headers, (ulong)section.Flags);
            Append64(headers, 0);
            Append64(headers, (ulong)file.Count);
            Append64(headers, (ulong)(isEmpty ? section.EmptySize : section.Bytes.Count));
            Append32(headers, (uint)section.Link);
            Append32(headers, (uint)section.Info);
            Append64(headers, (ulong)section.Alignment);
            Append64(headers, (ulong)section.EntrySize);
            if (!isEmpty)
                file.AddRange(section.Bytes);
        }

        Align(file, 8);
        int headersAt = file.Count;
        file.AddRange(headers);
        List<byte> header = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, (byte)(IsBigEndian ? 2 : 1), 1, .. new byte[9]];
        Append16(header, 1); // relocatable
        Append16(header, 247); // BPF
        Append32(header, 1);
        Append64(header, 0);
        Append64(header, 0);
        Append64(header, (ulong)headersAt);
        Append32(header, 0);
        Append16(header, HeaderSize);
        Append16(header, 0);
        Append16(header, 0);
        Append16(header, SectionHeaderSize);
        Append16(header, (ushort)(_sections.Count + 1));
        Append16(header, (ushort)stringsIndex);
        byte[] bytes = [.. file];
        header.CopyTo(bytes);
        return bytes;
    }

    private void Append16(List<byte> bytes, ushort value)
    {
        bytes.Add((byte)(IsBigEndian ? value >> 8 : value));
        bytes.Add((byte)(IsBigEndian ? value : value >> 8));
    }

    private static void Align(List<byte> bytes, int alignment)
    {
        while (bytes.Count % alignment != 0)
            bytes.Add(0);
    }

    /// <summary>Strings, each once.</summary>
    private sealed class StringTable
    {
        private readonly Dictionary<string, uint> _offsets = new(StringComparer.Ordinal) { [""] = 0 };
        private readonly List<byte> _bytes;

        public StringTable(List<byte> bytes)
        {
            _bytes = bytes;
            bytes.Add(0);
        }

        public uint Add(string text)
        {
            if (!_offsets.TryGetValue(text, out uint offset))
            {
                _offsets[text] = offset = (uint)_bytes.Count;
                _bytes.AddRange(Encoding.UTF8.GetBytes(text));
                _bytes.Add(0);
            }

            return offset;
        }
    }
}
