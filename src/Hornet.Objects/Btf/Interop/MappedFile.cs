// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Hornet.Objects.Interop;

/// <summary>
/// A file mapped for reading, for the life of the process. The runtime's memory-mapped files are shared mappings, which the kernel
/// refuses for its BTF (<c>btf_sysfs_vmlinux_mmap</c> in kernel/bpf/sysfs_btf.c); a private mapping it allows.
/// </summary>
internal sealed unsafe partial class MappedFile : MemoryManager<byte>
{
    private const int ProtectionRead = 1;
    private const int MapPrivate = 2;

    private readonly byte* _start;
    private readonly int _length;

    private MappedFile(byte* start, int length)
    {
        _start = start;
        _length = length;
    }

    /// <summary>Maps a whole file, or gives null where the system or the file does not allow it.</summary>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static ReadOnlyMemory<byte>? TryMap(string path)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        using SafeFileHandle file = File.OpenHandle(path);
        long length = RandomAccess.GetLength(file);
        if (length is <= 0 or > int.MaxValue)
            return null;
        nint address = Map(0, (nuint)length, ProtectionRead, MapPrivate, file, 0);
        if (address == -1)
            return null; // a conditional expression with a Memory would make this null an empty one
        return new MappedFile((byte*)address, (int)length).Memory;
    }

    public override Span<byte> GetSpan() => new(_start, _length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(_start + elementIndex);

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint address, nuint length, int protection, int flags, SafeFileHandle file, nint offset);
}
