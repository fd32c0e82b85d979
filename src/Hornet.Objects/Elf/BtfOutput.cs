// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Hornet.Objects;

/// <summary>
/// The <c>.BTF</c> and <c>.BTF.ext</c> sections of a file being written: encoded types whose strings can still be added to, and records of
/// functions, lines and CO-RE relocations by code section.
/// </summary>
internal sealed class BtfOutput
{
    private const int HeaderSize = 24;
    private const int ExtensionHeaderSize = 32;

    private readonly ElfWriter _elf;
    private readonly byte[] _types;
    private readonly List<byte> _strings;
    private readonly Dictionary<string, uint> _offsets = new(StringComparer.Ordinal);
    private readonly Part _functions = new(8);
    private readonly Part _lines = new(16);
    private readonly Part _core = new(16);

    /// <summary>Starts with encoded BTF.</summary>
    public BtfOutput(ElfWriter elf, ReadOnlyMemory<byte> btf)
    {
        _elf = elf;
        var bytes = new SectionBytes(btf, elf.IsBigEndian, Btf.SectionName);
        const string What = "the header";
        uint header = bytes.UInt32(4, What);
        _types = bytes.Slice(header + (long)bytes.UInt32(8, What), bytes.UInt32(12, What), "the types").ToArray();
        _strings = [.. bytes.Slice(header + (long)bytes.UInt32(16, What), bytes.UInt32(20, What), "the strings").Span];
        for (int at = 0; at < _strings.Count;)
        {
            int end = _strings.IndexOf(0, at);
            _offsets.TryAdd(Encoding.UTF8.GetString(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_strings)[at..end]), (uint)at);
            at = end + 1;
        }
    }

    public void AddFunction(string section, int slot, uint type)
    {
        if (type != 0)
            _functions.Add(section, slot, type);
    }

    public void AddLine(string section, int slot, LineInfo line) =>
        _lines.Add(section, slot, String(line.File), String(line.Text), ((uint)line.Line << 10) | ((uint)line.Column & 0x3ff));

    public void AddCore(string section, int slot, CoreRelocation relocation) =>
        _core.Add(section, slot, relocation.TypeId, String(relocation.AccessPath), (uint)relocation.Kind);

    /// <summary>Writes both sections; the second only if there is something in it.</summary>
    public void Write()
    {
        byte[] extension = Extension();
        ElfOutputSection types = _elf.AddSection(Btf.SectionName, ElfSectionType.ProgramBits, ElfSectionFlags.None, 4);
        Append16(types.Bytes, 0xeb9f);
        types.Bytes.Add(1);
        types.Bytes.Add(0);
        uint[] header = [HeaderSize, 0, (uint)_types.Length, (uint)_types.Length, (uint)_strings.Count];
        foreach (uint word in header)
            _elf.Append32(types.Bytes, word);
        types.Bytes.AddRange(_types);
        types.Bytes.AddRange(_strings);
        if (extension.Length > 0)
            _elf.AddSection(BtfExtension.SectionName, ElfSectionType.ProgramBits, ElfSectionFlags.None, 4).Bytes.AddRange(extension);
    }

    private byte[] Extension()
    {
        if (_functions.IsEmpty && _lines.IsEmpty && _core.IsEmpty)
            return [];
        List<byte> functions = Encode(_functions);
        List<byte> lines = Encode(_lines);
        List<byte> core = Encode(_core);
        List<byte> bytes = [];
        Append16(bytes, 0xeb9f);
        bytes.Add(1);
        bytes.Add(0);
        uint[] header =
        [
            ExtensionHeaderSize,
            0, (uint)functions.Count,
            (uint)functions.Count, (uint)lines.Count,
            (uint)(functions.Count + lines.Count), (uint)core.Count,
        ];
        foreach (uint word in header)
            _elf.Append32(bytes, word);
        return [.. bytes, .. functions, .. lines, .. core];
    }

    private List<byte> Encode(Part part)
    {
        List<byte> bytes = [];
        if (part.IsEmpty)
            return bytes;
        _elf.Append32(bytes, (uint)part.RecordSize);
        foreach ((string section, List<uint[]> records) in part.Sections)
        {
            _elf.Append32(bytes, String(section));
            _elf.Append32(bytes, (uint)records.Count);
            foreach (uint word in records.OrderBy(record => record[0]).SelectMany(record => record))
                _elf.Append32(bytes, word);
        }

        return bytes;
    }

    private uint String(string text)
    {
        if (!_offsets.TryGetValue(text, out uint offset))
        {
            _offsets[text] = offset = (uint)_strings.Count;
            _strings.AddRange(Encoding.UTF8.GetBytes(text));
            _strings.Add(0);
        }

        return offset;
    }

    private void Append16(List<byte> bytes, ushort value)
    {
        bytes.Add((byte)(_elf.IsBigEndian ? value >> 8 : value));
        bytes.Add((byte)(_elf.IsBigEndian ? value : value >> 8));
    }

    private sealed class Part(int recordSize)
    {
        public int RecordSize { get; } = recordSize;

        public SortedDictionary<string, List<uint[]>> Sections { get; } = new(StringComparer.Ordinal);

        public bool IsEmpty => Sections.Count == 0;

        public void Add(string section, int slot, params uint[] words)
        {
            if (!Sections.TryGetValue(section, out List<uint[]>? records))
                Sections[section] = records = [];
            records.Add([(uint)slot * 8, .. words]);
        }
    }
}
