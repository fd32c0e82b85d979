// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Hornet.Objects;

/// <summary>
/// Finds one section of an ELF file of any machine and type, so that the BTF of a kernel image or module can be opened like that of a BPF object.
/// Layouts are those of the System V ABI's "Object Files" chapter.
/// </summary>
internal static class ElfSectionFinder
{
    private const uint NoBits = 8;

    public static bool IsElf(ReadOnlySpan<byte> bytes) => bytes.StartsWith("\u007fELF"u8);

    /// <summary>The bytes of the first section with a name, or null where there is none.</summary>
    /// <exception cref="ObjectFormatException">The file is damaged.</exception>
    public static ReadOnlyMemory<byte>? Find(ReadOnlyMemory<byte> file, ReadOnlySpan<byte> name)
    {
        var reader = new Reader(file);
        ulong table = reader.Word(0x28, 0x20);
        ulong entrySize = reader.UInt16(reader.Is64Bit ? 0x3a : 0x2e);
        ulong count = reader.UInt16(reader.Is64Bit ? 0x3c : 0x30);
        ulong namesIndex = reader.UInt16(reader.Is64Bit ? 0x3e : 0x32);
        if (table == 0)
            return null;
        // Files with many sections keep the numbers in the first header.
        if (count == 0)
            count = reader.Word(table + 0x20, table + 0x14);
        if (namesIndex == 0xffff)
            namesIndex = reader.UInt32(table + (reader.Is64Bit ? 0x28u : 0x18u));
        if (count > (ulong)file.Length / Math.Max(entrySize, 1) || namesIndex >= count)
            throw Damaged("the section table is out of bounds");

        ReadOnlyMemory<byte> names = Section(reader, table + (namesIndex * entrySize));
        for (ulong i = 1; i < count; i++)
        {
            ulong header = table + (i * entrySize);
            uint nameOffset = reader.UInt32(header);
            if (nameOffset < names.Length && IsName(names.Span[(int)nameOffset..], name))
                return Section(reader, header);
        }

        return null;
    }

    private static bool IsName(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name) =>
        text.StartsWith(name) && text.Length > name.Length && text[name.Length] == 0;

    private static ReadOnlyMemory<byte> Section(Reader reader, ulong header)
    {
        ulong offset = reader.Word(header + 0x18, header + 0x10);
        ulong size = reader.Word(header + 0x20, header + 0x14);
        return reader.UInt32(header + 4) == NoBits ? default : reader.Slice(offset, size);
    }

    private static ObjectFormatException Damaged(string message) => new($"Reading the ELF file: {message}.");

    private readonly struct Reader
    {
        private readonly ReadOnlyMemory<byte> _file;
        private readonly bool _bigEndian;

        public Reader(ReadOnlyMemory<byte> file)
        {
            _file = file;
            ReadOnlySpan<byte> identity = Slice(0, 16).Span;
            if (identity[4] is not (1 or 2) || identity[5] is not (1 or 2))
                throw Damaged("its class or byte order is unknown");
            Is64Bit = identity[4] == 2;
            _bigEndian = identity[5] == 2;
        }

        public bool Is64Bit { get; }

        public ReadOnlyMemory<byte> Slice(ulong offset, ulong size) =>
            offset <= (ulong)_file.Length && size <= (ulong)_file.Length - offset
                ? _file.Slice((int)offset, (int)size)
                : throw Damaged($"{size} bytes at offset {offset} lie outside the {_file.Length} bytes there are");

        public ushort UInt16(int offset) =>
            _bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(Slice((ulong)offset, 2).Span) : BinaryPrimitives.ReadUInt16LittleEndian(Slice((ulong)offset, 2).Span);

        public uint UInt32(ulong offset) =>
            _bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(Slice(offset, 4).Span) : BinaryPrimitives.ReadUInt32LittleEndian(Slice(offset, 4).Span);

        /// <summary>An address-sized field, at its offset in files of 64 or of 32 bits.</summary>
        public ulong Word(ulong offset64, ulong offset32)
        {
            if (!Is64Bit)
                return UInt32(offset32);
            ReadOnlySpan<byte> bytes = Slice(offset64, 8).Span;
            return _bigEndian ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        }
    }
}
