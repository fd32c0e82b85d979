// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>
/// An executable or a library as tracing sees it: its segments, build id, symbols and notes; of any processor, 32 or 64 bits, either byte order. Layouts are
/// those of the System V ABI's "Object Files" and "Program Loading" chapters. The file stays open until the image is disposed; values taken from it stay valid.
/// </summary>
public sealed class ElfImage : IDisposable
{
    private const int ProgramLoad = 1, ProgramNote = 4;
    private const int MostHeaders = 1 << 20;

    /// <summary>None that matters here is longer; the rest of a longer name is not read.</summary>
    private const int LongestSectionName = 64;

    private readonly ElfSource _source;
    private readonly List<ElfSegment> _segments = [];
    private readonly List<(ulong Offset, ulong Size)> _noteSegments = [];
    private readonly List<ElfSectionHeader> _sections = [];
    private string? _buildId;

    private ElfImage(ElfSource source)
    {
        _source = source;
        byte[] identity = source.Length < 16 ? [] : source.Read(0, 16, "the ELF header");
        if (!identity.AsSpan().StartsWith("\u007fELF"u8))
            throw source.Error("it is not an ELF file (a script, a packed program, or damaged)", 0);
        if (identity[4] is not (1 or 2) || identity[5] is not (1 or 2))
            throw source.Error($"class {identity[4]} or byte order {identity[5]} is unknown", 4);
        Is64Bit = identity[4] == 2;
        IsBigEndian = identity[5] == 2;
        ReadHeaders();
    }

    /// <summary>The path it was opened by, or the name it was given.</summary>
    public string Path => _source.Name;

    /// <summary>Whether addresses have 64 bits; otherwise 32.</summary>
    public bool Is64Bit { get; }

    /// <summary>Whether numbers have their most significant byte first.</summary>
    public bool IsBigEndian { get; }

    /// <summary>The processor it is made for.</summary>
    public ElfMachine Machine { get; private set; }

    /// <summary>Whether it is an executable at fixed addresses (<c>ET_EXEC</c>); otherwise the loader chooses where it goes.</summary>
    public bool HasFixedAddress { get; private set; }

    /// <summary>The parts that are mapped into memory.</summary>
    public IReadOnlyList<ElfSegment> Segments => _segments;

    /// <summary>The build id (note <c>NT_GNU_BUILD_ID</c>) in lower-case hexadecimal digits; empty where there is none.</summary>
    public string BuildId => _buildId ??= ElfNotes.BuildId(this);

    /// <summary>Opens a file.</summary>
    /// <exception cref="SymbolException">The file cannot be opened or read.</exception>
    /// <exception cref="ObjectFormatException">It is not an ELF file, or damaged.</exception>
    public static ElfImage Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ElfSource source = ElfSource.Open(path);
        try
        {
            return new ElfImage(source);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>Reads an image that is in memory already.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="ObjectFormatException">It is not an ELF file, or damaged.</exception>
    public static ElfImage Parse(ReadOnlyMemory<byte> bytes, string name = "memory") => new(new ElfSource(name, bytes));

    /// <summary>Where in the file an address of it lies: what a uprobe wants.</summary>
    /// <param name="address">An address as symbols have it.</param>
    /// <param name="fileOffset">The offset in the file, bytes.</param>
    /// <returns>False where no part that is loaded from the file holds the address.</returns>
    public bool TryGetFileOffset(ulong address, out ulong fileOffset) =>
        _segments.TryGetFileOffset(address, out fileOffset);

    /// <summary>The address of a place in the file: the reverse of <see cref="TryGetFileOffset"/>.</summary>
    /// <param name="fileOffset">The offset in the file, bytes.</param>
    /// <param name="address">The address as symbols have it; of several, the one in code.</param>
    /// <returns>False where the place is not loaded.</returns>
    public bool TryGetAddress(ulong fileOffset, out ulong address) =>
        _segments.TryGetAddress(fileOffset, out address);

    /// <summary>Closes the file.</summary>
    public void Dispose() => _source.Dispose();

    /// <summary>All section headers.</summary>
    internal IReadOnlyList<ElfSectionHeader> Sections => _sections;

    /// <summary>The places of notes, as the loader sees them.</summary>
    internal IReadOnlyList<(ulong Offset, ulong Size)> NoteSegments => _noteSegments;

    internal bool TryGetSection(string name, [NotNullWhen(true)] out ElfSectionHeader? section)
    {
        int index = _sections.FindIndex(candidate => candidate.Name == name);
        section = index < 0 ? null : _sections[index];
        return index >= 0;
    }

    /// <summary>The bytes of a section; none for one without bytes in the file.</summary>
    internal ElfPiece Read(in ElfSectionHeader section) =>
        section.Type == ElfSectionHeader.NoBits ? Piece([], section.Name) : Read(section.FileOffset, section.Size, section.Name);

    internal ElfPiece Read(ulong offset, ulong size, string what) => Piece(_source.Read(offset, size, what), what);

    internal ObjectFormatException Error(string fault, long? offset = null, string? section = null) => _source.Error(fault, offset, section);

    private ElfPiece Piece(byte[] bytes, string what) => new(_source, bytes, Is64Bit, IsBigEndian, what);

    private void ReadHeaders()
    {
        ElfPiece header = Read(0, Is64Bit ? 64u : 52u, "the ELF header");
        Machine = (ElfMachine)header.UInt16(18);
        HasFixedAddress = header.UInt16(16) == 2;
        ulong programHeaders = header.Word(32, 28);
        ulong sectionHeaders = header.Word(40, 32);
        int programHeaderSize = header.UInt16(Is64Bit ? 54 : 42);
        ulong programHeaderCount = header.UInt16(Is64Bit ? 56 : 44);
        int sectionHeaderSize = header.UInt16(Is64Bit ? 58 : 46);
        ulong sectionCount = header.UInt16(Is64Bit ? 60 : 48);
        uint namesIndex = header.UInt16(Is64Bit ? 62 : 50);

        int wholeSection = Is64Bit ? 64 : 40;
        if (sectionHeaders != 0 && sectionHeaderSize >= wholeSection)
        {
            // Numbers too large for the header are in the first section's (ELF specification, "Extended section header").
            ElfPiece first = Read(sectionHeaders, (ulong)wholeSection, "the first section header");
            if (sectionCount == 0)
                sectionCount = first.Word(32, 20);
            if (namesIndex == 0xffff)
                namesIndex = first.UInt32(Is64Bit ? 40 : 24);
            if (programHeaderCount == 0xffff)
                programHeaderCount = first.UInt32(Is64Bit ? 44 : 28);
            ReadSections(sectionHeaders, sectionCount, sectionHeaderSize, namesIndex);
        }

        if (programHeaders != 0 && programHeaderSize >= (Is64Bit ? 56 : 32))
            ReadSegments(programHeaders, programHeaderCount, programHeaderSize);
    }

    private void ReadSections(ulong offset, ulong count, int size, uint namesIndex)
    {
        if (count > MostHeaders)
            throw _source.Error($"{count} sections are more than any linker makes", (long)Math.Min(offset, long.MaxValue));
        ElfPiece table = Read(offset, count * (ulong)size, "the section table");
        var names = new uint[count];
        for (int i = 0; i < names.Length; i++)
        {
            long at = (long)i * size;
            names[i] = table.UInt32(at);
            _sections.Add(new ElfSectionHeader(
                "", table.UInt32(at + 4), table.Word(at + 8), table.Word(at + 16, at + 12), table.Word(at + 24, at + 16), table.Word(at + 32, at + 20),
                table.UInt32(at + (Is64Bit ? 40 : 24)), table.Word(at + 56, at + 36)));
        }

        if (namesIndex >= _sections.Count || _sections[(int)namesIndex].Type == ElfSectionHeader.NoBits)
            return;
        ElfPiece strings = Read(_sections[(int)namesIndex]);
        for (int i = 0; i < names.Length; i++)
        {
            if (names[i] < strings.Length)
                _sections[i] = _sections[i] with { Name = strings.Text(names[i], LongestSectionName) };
        }
    }

    private void ReadSegments(ulong offset, ulong count, int size)
    {
        if (count > MostHeaders)
            throw _source.Error($"{count} program headers are more than any linker makes", (long)Math.Min(offset, long.MaxValue));
        ElfPiece table = Read(offset, count * (ulong)size, "the program headers");
        for (int i = 0; i < (int)count; i++)
        {
            long at = (long)i * size;
            uint type = table.UInt32(at);
            uint flags = table.UInt32(at + (Is64Bit ? 4 : 24));
            ulong fileOffset = table.Word(at + 8, at + 4);
            ulong address = table.Word(at + 16, at + 8);
            ulong fileSize = table.Word(at + 32, at + 16);
            if (type == ProgramLoad)
                _segments.Add(new ElfSegment(address, fileOffset, fileSize, (flags & 1) != 0));
            else if (type == ProgramNote)
                _noteSegments.Add((fileOffset, fileSize));
        }
    }
}
