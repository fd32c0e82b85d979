// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Objects;

/// <summary>
/// The <c>.BTF.ext</c> section: for each code section the types of its functions, its source lines and its CO-RE relocations, by instruction.
/// Layout: Documentation/bpf/btf.rst, section 4.2.
/// </summary>
internal sealed class BtfExtension
{
    public const string SectionName = ".BTF.ext";
    private const ushort Magic = 0xeb9f;
    private const int HeaderSizeWithoutCore = 24;
    private const int HeaderSizeWithCore = 32;

    private readonly Dictionary<string, SectionRecords> _sections = new(StringComparer.Ordinal);
    private readonly Dictionary<uint, string> _strings = [];
    private readonly Func<uint, string> _string;

    // Strings of a real object do not overlap; those of a hostile one may all be the same long tail.
    private long _stringBudget;

    private BtfExtension(Func<uint, string> readString, long stringBudget)
    {
        _string = readString;
        _stringBudget = stringBudget;
    }

    /// <summary>Reads the section.</summary>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="readString">Gives a string of <c>.BTF</c> by offset.</param>
    /// <param name="stringBytes">The size of the strings of <c>.BTF</c>.</param>
    public static BtfExtension Parse(SectionBytes bytes, Func<uint, string> readString, long stringBytes)
    {
        if (bytes.UInt16(0, "the magic number") != Magic)
            throw bytes.Error("it does not start with the magic number 0xeb9f", 0);
        if (bytes.Slice(2, 1, "the version").Span[0] != 1)
            throw bytes.Error("only version 1 is defined", 2);
        uint header = bytes.UInt32(4, "the header's length");
        if (header < HeaderSizeWithoutCore || header > bytes.Length)
            throw bytes.Error($"a header of {header} bytes cannot be right", 4);

        var extension = new BtfExtension(readString, (8 * stringBytes) + 65536);
        extension.ReadPart(bytes, header, 8, 8, static (records, record) => records.Functions.Add((record.Slot, record.Word(1))));
        extension.ReadPart(bytes, header, 16, 16, static (records, record) => records.Lines.Add((record.Slot, record.Word(1), record.Word(2), record.Word(3))));
        if (header >= HeaderSizeWithCore)
            extension.ReadPart(bytes, header, 24, 16, static (records, record) => records.Core.Add((record.Slot, record.Word(1), record.Word(2), record.Word(3))));
        foreach (SectionRecords records in extension._sections.Values)
            records.Sort();
        return extension;
    }

    /// <summary>The <c>FUNC</c> type of the function that starts at an instruction, or 0.</summary>
    public uint FunctionType(string section, int slot)
    {
        if (!_sections.TryGetValue(section, out SectionRecords? records))
            return 0;
        int index = FirstAt(records.Functions, slot, static record => record.Slot);
        return index < records.Functions.Count && records.Functions[index].Slot == slot ? records.Functions[index].Type : 0;
    }

    /// <summary>Adds what is known of the instructions of a function, moved to where the function was placed.</summary>
    public void CopyTo(ElfFunction function, int placedAt, List<LineInfo> lines, List<CoreRelocation> relocations)
    {
        if (!_sections.TryGetValue(function.Section.Name, out SectionRecords? records))
            return;
        int shift = placedAt - function.Start;
        for (int i = FirstAt(records.Lines, function.Start, static record => record.Slot); i < records.Lines.Count && records.Lines[i].Slot < function.End; i++)
        {
            // The line is in the upper 22 bits, the column in the lower 10.
            (int slot, uint file, uint text, uint position) = records.Lines[i];
            lines.Add(new LineInfo(slot + shift, String(file), (int)(position >> 10), (int)(position & 0x3ff), String(text)));
        }

        for (int i = FirstAt(records.Core, function.Start, static record => record.Slot); i < records.Core.Count && records.Core[i].Slot < function.End; i++)
        {
            (int slot, uint type, uint access, uint kind) = records.Core[i];
            relocations.Add(new CoreRelocation(slot + shift, type, String(access), (CoreRelocationKind)kind));
        }
    }

    private static int FirstAt<T>(List<T> records, int slot, Func<T, int> slotOf)
    {
        int low = 0, high = records.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (slotOf(records[middle]) < slot)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private void ReadPart(SectionBytes bytes, uint header, int field, int smallestRecord, Action<SectionRecords, Record> add)
    {
        uint offset = bytes.UInt32(field, "the header");
        uint length = bytes.UInt32(field + 4, "the header");
        if (length == 0)
            return;
        long start = (long)header + offset;
        var part = new SectionBytes(bytes.Slice(start, length, "a part"), bytes.IsBigEndian, bytes.Section);
        uint recordSize = part.UInt32(0, "the size of a record");
        if (length == 4)
            return;
        if (recordSize < smallestRecord || recordSize % 4 != 0)
            throw bytes.Error($"a record of {recordSize} bytes cannot be right", start);

        for (long at = 4; at < part.Length;)
        {
            string section = String(part.UInt32(at, "the name of a code section"));
            uint count = part.UInt32(at + 4, "the number of records");
            at += 8;
            if (count > (part.Length - at) / recordSize)
                throw bytes.Error($"{count} records of {recordSize} bytes do not fit", start + at);
            if (!_sections.TryGetValue(section, out SectionRecords? records))
                _sections[section] = records = new SectionRecords();
            for (uint i = 0; i < count; i++, at += recordSize)
            {
                uint instruction = part.UInt32(at, "a record");
                if (instruction % 8 != 0)
                    throw bytes.Error($"offset {instruction} is not that of an instruction", start + at);
                add(records, new Record(part, at, (int)(instruction / 8)));
            }
        }
    }

    private string String(uint offset)
    {
        if (!_strings.TryGetValue(offset, out string? text))
        {
            text = _string(offset);
            _stringBudget -= text.Length;
            if (_stringBudget < 0)
                throw new ObjectFormatException($"Reading section '{SectionName}': its strings overlap beyond reason.", SectionName);
            _strings[offset] = text;
        }

        return text;
    }

    private readonly record struct Record(SectionBytes Part, long Offset, int Slot)
    {
        public uint Word(int index) => Part.UInt32(Offset + (4 * index), "a record");
    }

    private sealed class SectionRecords
    {
        public List<(int Slot, uint Type)> Functions { get; private set; } = [];

        public List<(int Slot, uint File, uint Text, uint Position)> Lines { get; private set; } = [];

        public List<(int Slot, uint Type, uint Access, uint Kind)> Core { get; private set; } = [];

        public void Sort()
        {
            // Stable: several lines may be recorded for one instruction, in order.
            Functions = [.. Functions.OrderBy(record => record.Slot)];
            Lines = [.. Lines.OrderBy(record => record.Slot)];
            Core = [.. Core.OrderBy(record => record.Slot)];
        }
    }
}
