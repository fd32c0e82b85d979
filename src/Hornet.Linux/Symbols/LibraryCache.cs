// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Hornet.Linux;

/// <summary>
/// The dynamic loader's list of libraries, <c>/etc/ld.so.cache</c>, in the format glibc writes since 2.2 ("glibc-ld.so.cache1.1": a header of 48 bytes, entries of 24, then
/// the texts; offsets count from the header). Since glibc 2.32 it is alone in the file; before, an older format came first.
/// </summary>
internal sealed class LibraryCache
{
    private const int HeaderSize = 48, EntrySize = 24, LongestPath = 4096;
    private const long LargestFile = 64 << 20;

    private static ReadOnlySpan<byte> Magic => "glibc-ld.so.cache1.1"u8;

    private LibraryCache(List<Library> libraries) => Libraries = libraries;

    /// <summary>The libraries in the file's order, the loader's preferred one first.</summary>
    public IReadOnlyList<Library> Libraries { get; }

    /// <summary>A library.</summary>
    /// <param name="Name">The name programs ask for.</param>
    /// <param name="Path">Where it is.</param>
    /// <param name="Flags">Processor and kind.</param>
    /// <param name="NeedsHardware">Whether it is for processors with certain features only (glibc-hwcaps).</param>
    public readonly record struct Library(string Name, string Path, int Flags, bool NeedsHardware)
    {
        /// <summary>Whether programs of an architecture use it. The second byte is the processor: 3 for x86-64, 10 for arm64 (64-bit ABIs).</summary>
        public bool IsFor(Architecture architecture) => ((Flags >> 8) & 0xff) == (architecture == Architecture.Arm64 ? 10 : 3);
    }

    /// <summary>Reads a file; null where it is missing, unreadable or of another format, as the loader does.</summary>
    public static LibraryCache? TryRead(string path)
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: < LargestFile } ? Parse(File.ReadAllBytes(path)) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Reads the list; null where the bytes have another format. Damaged entries are left out.</summary>
    public static LibraryCache? Parse(ReadOnlySpan<byte> file)
    {
        int start = file.IndexOf(Magic);
        if (start < 0 || file.Length - start < HeaderSize)
            return null;
        ReadOnlySpan<byte> cache = file[start..];
        // The byte order is noted since glibc 2.33 (1 would be big endian); Hornet runs on little-endian machines.
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(cache[20..]);
        if (count > (uint)((cache.Length - HeaderSize) / EntrySize))
            return null;

        List<Library> libraries = new((int)count);
        for (int i = 0; i < (int)count; i++)
        {
            ReadOnlySpan<byte> entry = cache.Slice(HeaderSize + (i * EntrySize), EntrySize);
            string? name = Text(cache, BinaryPrimitives.ReadUInt32LittleEndian(entry[4..]));
            string? path = Text(cache, BinaryPrimitives.ReadUInt32LittleEndian(entry[8..]));
            if (name is not null && path is not null)
                libraries.Add(new Library(name, path, BinaryPrimitives.ReadInt32LittleEndian(entry), BinaryPrimitives.ReadUInt64LittleEndian(entry[16..]) != 0));
        }

        return new LibraryCache(libraries);
    }

    private static string? Text(ReadOnlySpan<byte> cache, uint at)
    {
        if (at >= cache.Length)
            return null;
        ReadOnlySpan<byte> rest = cache.Slice((int)at, Math.Min(LongestPath, cache.Length - (int)at));
        int end = rest.IndexOf((byte)0);
        return end < 0 ? null : Encoding.UTF8.GetString(rest[..end]);
    }
}
