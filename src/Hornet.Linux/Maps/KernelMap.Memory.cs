// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.Linux;

/// <content>Values in memory that the kernel shares (<c>BPF_F_MMAPABLE</c>, Linux 5.5; arenas, 6.9).</content>
public sealed unsafe partial class KernelMap
{
    private const int MapFixedNoReplace = 0x100000; // MAP_FIXED_NOREPLACE

    private readonly Lock _memoryGate = new();
    private MappedMemory? _writableValues;
    private MappedMemory? _readableValues;
    private bool _isWritableRefused;
    private bool _isReadableRefused;

    /// <inheritdoc/>
    /// <remarks>
    /// Arrays that were made with <see cref="MapCreateFlags.Mmapable"/>, and arenas of at most 2 GiB. The kernel refuses memory that could be written when
    /// the map is frozen or programs may only read it; and it refuses to freeze a map (<see cref="MapError.Busy"/>) while it is mapped here for writing.
    /// A page of an arena that nobody has allocated yet is allocated when it is touched; with <see cref="MapCreateFlags.SegvOnFault"/> touching it ends
    /// the process.
    /// </remarks>
    public override bool TryGetDirectValue(out Span<byte> memory)
    {
        memory = TryMapValues(isWritable: true) is { } values ? new Span<byte>(values.Start, (int)values.Length) : default;
        return !memory.IsEmpty;
    }

    /// <inheritdoc/>
    public override bool TryGetReadOnlyValue(out ReadOnlySpan<byte> memory)
    {
        MappedMemory? values = Volatile.Read(ref _writableValues) is { Length: <= int.MaxValue } there ? there : TryMapValues(isWritable: false);
        memory = values is null ? default : new ReadOnlySpan<byte>(values.Start, (int)values.Length);
        return !memory.IsEmpty;
    }

    /// <summary>The memory of an arena (<see cref="MapType.Arena"/>) in this process, which may be larger than a span; pointers in it are valid here and in programs.</summary>
    /// <param name="address">Where it begins. Valid until the map is disposed.</param>
    /// <param name="length">Its length in bytes.</param>
    public bool TryGetArena(out nint address, out long length)
    {
        MappedMemory? arena = Type == MapType.Arena ? MapMemory(isWritable: true) : null;
        address = arena is null ? 0 : (nint)arena.Start;
        length = arena is null ? 0 : (long)arena.Length;
        return arena is not null;
    }

    private MappedMemory? TryMapValues(bool isWritable)
    {
        // An arena has one address, so it is mapped once, for both.
        bool isArena = Type == MapType.Arena;
        bool isShared = isArena || (Type == MapType.Array && ((MapCreateFlags)Spec.Flags & MapCreateFlags.Mmapable) != 0);
        MappedMemory? values = isShared ? MapMemory(isWritable || isArena) : null;
        return values is not null && values.Length <= int.MaxValue ? values : null;
    }

    private MappedMemory? MapMemory(bool isWritable)
    {
        MappedMemory? there = isWritable ? Volatile.Read(ref _writableValues) : Volatile.Read(ref _readableValues);
        if (there is not null)
            return there;
        lock (_memoryGate)
        {
            ref MappedMemory? values = ref isWritable ? ref _writableValues : ref _readableValues;
            ref bool isRefused = ref isWritable ? ref _isWritableRefused : ref _isReadableRefused;
            if (values is not null || isRefused)
                return values;
            values = NewMapping(isWritable);
            isRefused = values is null;
            return values;
        }
    }

    private MappedMemory? NewMapping(bool isWritable)
    {
        uint entries = ReadSize();
        bool isArena = Type == MapType.Arena;
        ulong length = isArena ? entries * (ulong)Environment.SystemPageSize : entries * (ulong)CpuStride;
        int flags = NativeMethods.MapShared | (isArena && Spec.Extra != 0 ? MapFixedNoReplace : 0);
        return MappedMemory.TryMap(isArena ? (void*)Spec.Extra : null, Handle.FileDescriptor, 0, (nuint)length, isWritable, flags, out _);
    }

    private void DisposeMemory()
    {
        lock (_memoryGate)
        {
            _writableValues?.Dispose();
            _readableValues?.Dispose();
            (_writableValues, _readableValues, _isWritableRefused, _isReadableRefused) = (null, null, true, true);
        }
    }
}
