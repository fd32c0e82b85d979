// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.Linux;

/// <content>Maps that hold maps, programs and other things that have descriptors.</content>
public sealed unsafe partial class KernelMap
{
    /// <inheritdoc/>
    public override MapError TryUpdateMap(ReadOnlySpan<byte> key, BpfMap inner, MapUpdateFlags flags = MapUpdateFlags.Any)
    {
        if (Type is not (MapType.ArrayOfMaps or MapType.HashOfMaps))
            return MapError.NotSupported;
        return inner is KernelMap map ? TryUpdateDescriptor(key, map.Handle, flags) : MapError.BadDescriptor;
    }

    /// <inheritdoc/>
    /// <exception cref="BpfSyscallException">The kernel refused to open the map by its number, which takes CAP_SYS_ADMIN.</exception>
    public override BpfMap? OpenMap(ReadOnlySpan<byte> key)
    {
        if (Type is not (MapType.ArrayOfMaps or MapType.HashOfMaps))
            return base.OpenMap(key);
        uint id;
        while (Lookup(key, new Span<byte>(&id, sizeof(uint))))
        {
            var attributes = new IdAttributes { Id = id };
            int fd = BpfSyscall.Call(BpfCommand.MapGetFileDescriptorById, ref attributes);
            if (fd >= 0)
                return Opened(new BpfHandle(fd));

            // The map was replaced by another meanwhile, and nothing else held it.
            if (fd != -SyscallErrors.NoEntry)
                throw new BpfSyscallException($"opening the map with the id {id}, which the map \"{Name}\" holds", BpfCommand.MapGetFileDescriptorById, -fd);
        }

        return null;
    }

    /// <inheritdoc/>
    public override MapError TryUpdateProgram(ReadOnlySpan<byte> key, LoadedProgram program)
    {
        if (Type != MapType.ProgramArray)
            return MapError.NotSupported;
        return program is KernelProgram own ? TryUpdateDescriptor(key, own.Handle) : MapError.BadDescriptor;
    }

    /// <summary>Puts something that has a descriptor into a map: the kernel looks the descriptor up and keeps what it stands for.</summary>
    /// <param name="key">The key.</param>
    /// <param name="descriptor">What to put in: a map, program, perf event, control group or socket, as the kind of map wants it.</param>
    /// <param name="flags">What the update expects.</param>
    /// <returns><see cref="MapError.BadDescriptor"/> or <see cref="MapError.Invalid"/> when the descriptor is of another kind.</returns>
    public MapError TryUpdateDescriptor(ReadOnlySpan<byte> key, SafeHandle descriptor, MapUpdateFlags flags = MapUpdateFlags.Any)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        bool isHeld = false;
        try
        {
            descriptor.DangerousAddRef(ref isHeld);
            long fd = descriptor.DangerousGetHandle();
            return TryUpdate(key, new ReadOnlySpan<byte>(&fd, ExchangeSize == sizeof(long) ? sizeof(long) : sizeof(uint)), flags);
        }
        finally
        {
            if (isHeld)
                descriptor.DangerousRelease();
        }
    }

    /// <summary>Copies the value of something that has a descriptor, where that is the key.</summary>
    internal bool LookupOf(SafeHandle owner, Span<byte> value)
    {
        using var key = new DescriptorKey(owner);
        return Lookup(key.Bytes, value);
    }

    /// <summary>Sets the value of something that has a descriptor, where that is the key.</summary>
    internal MapError TryUpdateOf(SafeHandle owner, ReadOnlySpan<byte> value, MapUpdateFlags flags)
    {
        using var key = new DescriptorKey(owner);
        return TryUpdate(key.Bytes, value, flags);
    }

    /// <summary>Deletes the value of something that has a descriptor, where that is the key.</summary>
    internal bool DeleteOf(SafeHandle owner)
    {
        using var key = new DescriptorKey(owner);
        return Delete(key.Bytes);
    }

    /// <summary>A descriptor as a key, kept open meanwhile.</summary>
    private ref struct DescriptorKey : IDisposable
    {
        private readonly SafeHandle _owner;
        private readonly bool _isHeld;
        private readonly int _fd;

        public DescriptorKey(SafeHandle owner)
        {
            ArgumentNullException.ThrowIfNull(owner);
            _owner = owner;
            owner.DangerousAddRef(ref _isHeld);
            _fd = (int)owner.DangerousGetHandle();
        }

        [UnscopedRef]
        public readonly ReadOnlySpan<byte> Bytes => MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in _fd));

        public readonly void Dispose()
        {
            if (_isHeld)
                _owner.DangerousRelease();
        }
    }
}
