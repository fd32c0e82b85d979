// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>Notes of a binary: an owner, a type and a description each (ELF specification, "Note Section").</summary>
internal static class ElfNotes
{
    private const uint BuildIdType = 3;
    private const int LongestBuildId = 64;
    private const int LongestOwner = 16;

    /// <summary>A note's description, by its place in the piece.</summary>
    public readonly record struct Note(string Owner, uint Type, int At, int Size);

    /// <summary>The build id in hexadecimal digits, or an empty text.</summary>
    public static string BuildId(ElfImage image)
    {
        foreach (ElfSectionHeader section in image.Sections)
        {
            if (section.Type == ElfSectionHeader.Note && FindBuildId(image.Read(section)) is { } id)
                return id;
        }

        foreach ((ulong offset, ulong size) in image.NoteSegments)
        {
            if (FindBuildId(image.Read(offset, size, "a segment of notes")) is { } id)
                return id;
        }

        return "";
    }

    /// <summary>All notes of a piece, in order. Ends silently at a note that the piece does not hold whole.</summary>
    public static IEnumerable<Note> Read(ElfPiece piece)
    {
        long at = 0;
        while (at + 12 <= piece.Length)
        {
            uint ownerSize = piece.UInt32(at);
            uint size = piece.UInt32(at + 4);
            uint type = piece.UInt32(at + 8);
            long description = at + 12 + Align(ownerSize);
            if (description + size > piece.Length)
                yield break;
            yield return new Note(piece.Text(at + 12, (int)Math.Min(ownerSize, LongestOwner)), type, (int)description, (int)size);
            at = description + Align(size);
        }
    }

    // The specification asks for 8 bytes in files of 64 bits; every tool on Linux uses 4.
    private static long Align(uint size) => ((long)size + 3) & ~3L;

    private static string? FindBuildId(ElfPiece piece)
    {
        foreach (Note note in Read(piece))
        {
            if (note is { Type: BuildIdType, Owner: "GNU", Size: > 0 and <= LongestBuildId })
                return Convert.ToHexStringLower(piece.Slice(note.At, note.Size));
        }

        return null;
    }
}
