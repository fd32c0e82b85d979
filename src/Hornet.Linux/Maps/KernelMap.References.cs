// SPDX-License-Identifier: Apache-2.0
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

    internal delegate TResult DescriptorOperation<TResult>(KernelMap map, ReadOnlySpan<byte> key, Span<byte> value);

    /// <summary>Calls an operation with the descriptor of something as the key.</summary>
    internal TResult WithDescriptor<TResult>(SafeHandle owner, Span<byte> value, DescriptorOperation<TResult> operation)
    {
        ArgumentNullException.ThrowIfNull(owner);
        bool isHeld = false;
        try
        {
            owner.DangerousAddRef(ref isHeld);
            int fd = (int)owner.DangerousGetHandle();
            return operation(this, new ReadOnlySpan<byte>(&fd, sizeof(int)), value);
        }
        finally
        {
            if (isHeld)
                owner.DangerousRelease();
        }
    }
}
