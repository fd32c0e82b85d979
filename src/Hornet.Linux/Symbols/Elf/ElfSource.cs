// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Microsoft.Win32.SafeHandles;

namespace Hornet.Linux;

/// <summary>
/// The bytes of an ELF file, read piece by piece. Reading, not mapping: a mapped file that another program shortens would end this process with a signal.
/// </summary>
internal sealed class ElfSource : IDisposable
{
    /// <summary>More than any symbol table there is; a file of holes can claim more.</summary>
    private const long LongestPiece = 1L << 30;

    private readonly SafeFileHandle? _file;
    private readonly ReadOnlyMemory<byte> _memory;

    public ElfSource(string name, ReadOnlyMemory<byte> memory)
    {
        Name = name;
        _memory = memory;
        Length = memory.Length;
    }

    private ElfSource(string name, SafeFileHandle file)
    {
        Name = name;
        _file = file;
        Length = RandomAccess.GetLength(file);
    }

    /// <summary>The path, or what stands for one in messages.</summary>
    public string Name { get; }

    public long Length { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="SymbolException">The file cannot be opened.</exception>
    public static ElfSource Open(string path)
    {
        try
        {
            return new ElfSource(path, File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new SymbolException($"Opening '{path}' for its symbols: {error.Message}", error);
        }
    }

    /// <summary>A piece of the file.</summary>
    /// <exception cref="ObjectFormatException">The piece lies outside the file.</exception>
    public byte[] Read(ulong offset, ulong size, string what)
    {
        if (offset > (ulong)Length || size > (ulong)Length - offset || size > LongestPiece)
            throw Error($"{what} ({size} bytes at offset {offset}) lies outside the {Length} bytes there are", (long)Math.Min(offset, long.MaxValue));
        if (_file is null)
            return _memory.Slice((int)offset, (int)size).ToArray();

        byte[] bytes = new byte[size];
        int done = 0;
        while (done < bytes.Length)
        {
            int count = ReadSome(bytes.AsSpan(done), (long)offset + done, what);
            if (count == 0)
                throw Error($"{what} ends early: the file became shorter while it was read", (long)offset + done);
            done += count;
        }

        return bytes;
    }

    /// <summary>An error in this file.</summary>
    public ObjectFormatException Error(string fault, long? offset = null, string? section = null) => new($"Reading symbols of '{Name}': {fault}.", section, offset);

    public void Dispose() => _file?.Dispose();

    private int ReadSome(Span<byte> bytes, long offset, string what)
    {
        try
        {
            return RandomAccess.Read(_file!, bytes, offset);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SymbolException($"Reading {what} of '{Name}': {error.Message}", error);
        }
    }
}
