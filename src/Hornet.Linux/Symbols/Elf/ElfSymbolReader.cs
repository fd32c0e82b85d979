// SPDX-License-Identifier: Apache-2.0
using System.Buffers;

namespace Hornet.Linux;

/// <summary>Gathers the symbols of one or more images of the same program (the binary and its separate debug file) for one table.</summary>
internal sealed class ElfSymbolReader
{
    /// <summary>Indices at and above this have a meaning of their own (<c>SHN_LORESERVE</c>: absolute, common); 0xffff says the index is elsewhere.</summary>
    private const int FirstReservedSection = 0xff00, SectionIsElsewhere = 0xffff;

    /// <summary>A name is found by an <see cref="int"/>.</summary>
    private const int MostNameBytes = int.MaxValue - (1 << 20);

    private readonly ArrayBufferWriter<byte> _names = new();
    private readonly List<SymbolEntry> _entries = [];
    private readonly List<int> _imported = [];

    public int Count => _entries.Count;

    /// <summary>Reads the first table of a type (<c>.symtab</c> or <c>.dynsym</c>), if the image has one.</summary>
    /// <returns>Whether it has one.</returns>
    public bool Read(ElfImage image, uint tableType)
    {
        foreach (ElfSectionHeader section in image.Sections)
        {
            if (section.Type != tableType)
                continue;
            if (section.Link >= image.Sections.Count || image.Sections[(int)section.Link].Type == ElfSectionHeader.NoBits)
                throw image.Error($"the names of section {section.Name} are to be in section {section.Link}, which has none", null, section.Name);
            ReadTable(image, section, image.Sections[(int)section.Link]);
            return true;
        }

        return false;
    }

    /// <summary>The table of everything read, sorted, each symbol once.</summary>
    public SymbolTable Table()
    {
        byte[] names = _names.WrittenSpan.ToArray();
        SymbolEntry[] entries = [.. _entries];
        var sorted = new SymbolTable(names, entries, withVersions: true);
        int kept = 0;
        for (int i = 0; i < entries.Length; i++)
        {
            if (kept > 0 && entries[i].Address == entries[kept - 1].Address && sorted.NameBytes(i).SequenceEqual(sorted.NameBytes(kept - 1)))
                continue;
            entries[kept++] = entries[i];
        }

        return kept == entries.Length ? sorted : new SymbolTable(names, entries[..kept], withVersions: true);
    }

    /// <summary>Where the names of functions start that the program uses and does not have.</summary>
    public int[] Imported() => [.. _imported];

    private void ReadTable(ElfImage image, in ElfSectionHeader section, in ElfSectionHeader strings)
    {
        int size = image.Is64Bit ? 24 : 16;
        ElfPiece table = image.Read(section);
        ElfPiece names = image.Read(strings);
        if (_names.WrittenCount > MostNameBytes - names.Length)
            throw image.Error("the names of its symbols fill more than 2 GiB", null, strings.Name);
        int firstName = _names.WrittenCount;
        _names.Write<byte>(names.Bytes);
        _names.Write<byte>([0]);

        _entries.EnsureCapacity(_entries.Count + (table.Length / size));
        for (long at = size; at + size <= table.Length; at += size)
        {
            uint name = table.UInt32(at);
            if (name == 0 || name >= names.Length)
                continue;
            byte info = table.Slice(at + (image.Is64Bit ? 4 : 12), 1)[0];
            int holder = table.UInt16(at + (image.Is64Bit ? 6 : 14));
            if (Kind(info) is not { } kind)
                continue;
            if (holder == 0)
            {
                if (kind != SymbolKind.Object)
                    _imported.Add(firstName + (int)name);
                continue;
            }

            if (holder >= FirstReservedSection && holder != SectionIsElsewhere)
                continue;
            // Labels are worth a name only in code; elsewhere they are the linker's marks, and on Arm the marks of data in code.
            if (kind == SymbolKind.Unspecified && !IsCodeLabel(image, holder, names.Bytes[(int)name]))
                continue;
            ulong length = table.Word(at + 16, at + 8);
            _entries.Add(new SymbolEntry
            {
                Address = table.Word(at + 8, at + 4),
                Size = (uint)Math.Min(length, uint.MaxValue),
                Name = firstName + (int)name,
                Type = (byte)kind,
                Rank = Rank(info >> 4, length, names.Bytes[(int)name..]),
            });
        }
    }

    private static SymbolKind? Kind(byte info) => (info & 0xf) switch
    {
        0 => SymbolKind.Unspecified,
        1 => SymbolKind.Object,
        2 => SymbolKind.Function,
        10 => SymbolKind.IndirectFunction,
        _ => null,
    };

    private static bool IsCodeLabel(ElfImage image, int section, byte firstLetter) =>
        firstLetter != '$' && section < image.Sections.Count && image.Sections[section].IsExecutable;

    /// <summary>
    /// Of several names for one address the best known comes first: those with a size, then those other files may use, then those with fewer underscores before
    /// them (<c>getpid</c> rather than <c>__getpid</c>), then the strong ones.
    /// </summary>
    private static byte Rank(int binding, ulong size, ReadOnlySpan<byte> name)
    {
        const int Local = 0, Weak = 2;
        int underscores = Math.Min(Math.Max(0, name[..Math.Min(name.Length, 8)].IndexOfAnyExcept((byte)'_')), 7);
        return (byte)((size == 0 ? 128 : 0) + (binding == Local ? 64 : 0) + (underscores * 2) + (binding == Weak ? 1 : 0));
    }
}
