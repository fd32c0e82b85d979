// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.Linux;

/// <summary>A map in the kernel.</summary>
public sealed unsafe partial class KernelMap : BpfMap
{
    private KernelMap(BpfHandle handle, MapSpec spec)
        : base(spec, Linux.PossibleCpus.Count) => Handle = handle;

    /// <summary>The descriptor.</summary>
    public BpfHandle Handle { get; }

    /// <summary>Creates a map.</summary>
    /// <param name="spec">Its definition; initial values are not applied.</param>
    /// <param name="innerMap">The template of an array or hash of maps, otherwise null.</param>
    /// <param name="btf">The BTF of the key and value types of <paramref name="spec"/>, or null to create it without.</param>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public static KernelMap Create(MapSpec spec, KernelMap? innerMap = null, KernelBtf? btf = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return Create(spec, new MapCreation { InnerMap = innerMap, Btf = btf });
    }

    /// <inheritdoc/>
    /// <remarks>For a bloom filter, <paramref name="value"/> holds the value to look for.</remarks>
    public override MapError TryLookup(ReadOnlySpan<byte> key, Span<byte> value, MapUpdateFlags flags = MapUpdateFlags.Any)
    {
        Check(value, ExchangeSize, nameof(value));
        return Element(BpfCommand.MapLookupElement, key, value, flags);
    }

    /// <inheritdoc/>
    public override MapError TryUpdate(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, MapUpdateFlags flags = MapUpdateFlags.Any)
    {
        Check(value, ExchangeSize, nameof(value));
        return Element(BpfCommand.MapUpdateElement, key, value, flags);
    }

    /// <inheritdoc/>
    public override MapError TryDelete(ReadOnlySpan<byte> key) => Element(BpfCommand.MapDeleteElement, key, default, MapUpdateFlags.Any);

    /// <inheritdoc/>
    public override MapError TryLookupAndDelete(ReadOnlySpan<byte> key, Span<byte> value, MapUpdateFlags flags = MapUpdateFlags.Any)
    {
        Check(value, ExchangeSize, nameof(value));
        return Element(BpfCommand.MapLookupAndDeleteElement, key, value, flags);
    }

    /// <inheritdoc/>
    public override MapError TryGetNextKey(ReadOnlySpan<byte> key, Span<byte> nextKey)
    {
        if (key.Length > 0)
            Check(key, KeySize, nameof(key));
        Check(nextKey, KeySize, nameof(nextKey));
        fixed (byte* keyPointer = key)
        fixed (byte* nextPointer = nextKey)
        {
            var attributes = new MapElementAttributes { MapFd = (uint)Handle.FileDescriptor, Key = keyPointer, Value = nextPointer };
            return Answer(Call(BpfCommand.MapGetNextKey, ref attributes));
        }
    }

    /// <inheritdoc/>
    public override MapError TryFreeze()
    {
        var attributes = new MapElementAttributes { MapFd = (uint)Handle.FileDescriptor };
        return Answer(BpfSyscall.Call(BpfCommand.MapFreeze, ref attributes));
    }

    /// <summary>Keeps the map after this process, under a path of a BPF file system.</summary>
    /// <param name="path">The path; its folder must exist in a BPF file system (<c>/sys/fs/bpf</c>), the file must not.</param>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public void Pin(string path) => BpfFileSystem.Pin(path, Handle, $"the map \"{Name}\"");

    /// <summary>Closes the descriptor. The map lives on while programs or others use it.</summary>
    [SuppressMessage("Usage", "CA2215:Dispose methods should call base class dispose", Justification = "The base method is abstract.")]
    protected override void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        DisposeRecords();
        DisposeMemory();
        Handle.Dispose();
    }

    private MapError Element(BpfCommand command, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, MapUpdateFlags flags)
    {
        Check(key, KeySize, nameof(key));
        fixed (byte* keyPointer = key)
        fixed (byte* valuePointer = value)
        {
            var attributes = new MapElementAttributes
            {
                MapFd = (uint)Handle.FileDescriptor,
                Key = keyPointer,
                Value = valuePointer,
                Flags = (ulong)flags,
            };
            return Answer(Call(command, ref attributes));
        }
    }

    // A collection in the middle of a call must not close the descriptor.
    private int Call<T>(BpfCommand command, ref T attributes)
        where T : unmanaged
    {
        int result = BpfSyscall.Call(command, ref attributes);
        GC.KeepAlive(this);
        return result;
    }

    private static MapError Answer(int result) => (MapError)Math.Max(0, -result);

    // The kernel copies as many bytes as the map's sizes say, whatever the caller has.
    private static void Check(ReadOnlySpan<byte> bytes, int size, string parameter)
    {
        if (bytes.Length != size)
            throw new ArgumentException($"The map takes {size} bytes here, not {bytes.Length}.", parameter);
    }
}
