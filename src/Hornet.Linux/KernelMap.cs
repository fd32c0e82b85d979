// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>
/// A map in the kernel. Keys and values are bytes; per-CPU maps take and give the values of all possible CPUs one after the other, each
/// rounded up to 8 bytes. Thread-safe as the kernel's maps are.
/// </summary>
public sealed unsafe partial class KernelMap : IDisposable
{
    private KernelMap(BpfHandle handle, MapSpec spec)
    {
        Handle = handle;
        Spec = spec;
        KeySize = (int)spec.KeySize;
        ValueSize = SystemCallValueSize(spec);
    }

    /// <summary>The descriptor.</summary>
    public BpfHandle Handle { get; }

    /// <summary>What the map was created from.</summary>
    public MapSpec Spec { get; }

    /// <summary>Size of a key in bytes; 0 for queues, stacks and bloom filters.</summary>
    public int KeySize { get; }

    /// <summary>Size of a value in bytes as this class takes and gives it: for per-CPU maps that of all CPUs.</summary>
    public int ValueSize { get; }

    /// <summary>Creates a map.</summary>
    /// <param name="spec">Its definition; initial values are not applied.</param>
    /// <param name="innerMap">The template of an array or hash of maps, otherwise null.</param>
    /// <param name="btf">The BTF of the key and value types of <paramref name="spec"/>, or null to create it without.</param>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public static KernelMap Create(MapSpec spec, KernelMap? innerMap = null, KernelBtf? btf = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var attributes = new MapCreateAttributes
        {
            MapType = (uint)spec.Type,
            KeySize = spec.KeySize,
            ValueSize = spec.ValueSize,
            MaxEntries = spec.MaxEntries,
            MapFlags = spec.Flags,
            NumaNode = spec.NumaNode,
            MapExtra = spec.Extra,
            InnerMapFd = innerMap is null ? 0 : (uint)innerMap.Handle.FileDescriptor,
        };
        if (btf is not null)
        {
            attributes.BtfFd = (uint)btf.Handle.FileDescriptor;
            attributes.BtfKeyTypeId = spec.KeyTypeId;
            attributes.BtfValueTypeId = spec.ValueTypeId;
        }

        BpfSyscall.CopyName(spec.Name, attributes.MapName);
        return new KernelMap(BpfSyscall.Open($"creating the map \"{spec.Name}\"", BpfCommand.MapCreate, ref attributes), spec);
    }

    /// <summary>Copies a value out.</summary>
    /// <param name="key">The key, of <see cref="KeySize"/> bytes; empty for queues and stacks, whose next value this shows.</param>
    /// <param name="value">Receives <see cref="ValueSize"/> bytes. For a bloom filter it holds the value to look for.</param>
    /// <param name="flags"><see cref="MapUpdateFlags.Lock"/> or none.</param>
    /// <returns>False where there is no such key.</returns>
    /// <exception cref="BpfSyscallException">Any other error.</exception>
    public bool TryLookup(ReadOnlySpan<byte> key, Span<byte> value, MapUpdateFlags flags = MapUpdateFlags.Any) =>
        Found(Element(BpfCommand.MapLookupElement, key, value, flags), BpfCommand.MapLookupElement, "looking up a key");

    /// <summary>Copies a value out and removes it (hash maps since Linux 5.14; queues and stacks).</summary>
    /// <inheritdoc cref="TryLookup"/>
    public bool TryLookupAndDelete(ReadOnlySpan<byte> key, Span<byte> value, MapUpdateFlags flags = MapUpdateFlags.Any) =>
        Found(Element(BpfCommand.MapLookupAndDeleteElement, key, value, flags), BpfCommand.MapLookupAndDeleteElement, "taking out a key");

    /// <summary>Stores a value.</summary>
    /// <param name="key">The key; empty for maps without keys, onto which the value is pushed.</param>
    /// <param name="value">The value.</param>
    /// <param name="flags">Whether the key must be new or must exist.</param>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public void Update(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, MapUpdateFlags flags = MapUpdateFlags.Any)
    {
        int result = ElementUpdate(key, value, flags);
        if (result < 0)
            throw Failed("storing a value", BpfCommand.MapUpdateElement, result);
    }

    /// <summary>Removes a key.</summary>
    /// <returns>False where there is no such key.</returns>
    /// <exception cref="BpfSyscallException">Any other error.</exception>
    public bool Delete(ReadOnlySpan<byte> key) =>
        Found(Element(BpfCommand.MapDeleteElement, key, default, MapUpdateFlags.Any), BpfCommand.MapDeleteElement, "deleting a key");

    /// <summary>Walks the keys. The order is the kernel's; a key that vanished meanwhile starts the walk anew.</summary>
    /// <param name="key">The key before, or an empty span for the first.</param>
    /// <param name="next">Receives the next key.</param>
    /// <returns>False after the last key.</returns>
    /// <exception cref="BpfSyscallException">The map cannot be walked.</exception>
    public bool TryGetNextKey(ReadOnlySpan<byte> key, Span<byte> next) =>
        Found(NextKey(key, next), BpfCommand.MapGetNextKey, "walking the keys");

    /// <summary>Makes the map read-only for this side, for good (programs still write, unless its flags forbid it).</summary>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public void Freeze()
    {
        var attributes = new MapElementAttributes { MapFd = (uint)Handle.FileDescriptor };
        int result = BpfSyscall.Call(BpfCommand.MapFreeze, ref attributes);
        if (result < 0)
            throw Failed("freezing it", BpfCommand.MapFreeze, result);
    }

    /// <summary>What the kernel says about the map.</summary>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public KernelMapInfo GetInfo()
    {
        RawMapInfo raw = BpfSyscall.Info<RawMapInfo>($"asking about the map \"{Spec.Name}\"", Handle);
        return new KernelMapInfo(raw.Id, (MapType)raw.Type, BpfSyscall.ReadName(raw.Name), raw.KeySize, raw.ValueSize, raw.MaxEntries,
            (MapCreateFlags)raw.MapFlags, raw.MapExtra, raw.BtfId, raw.BtfKeyTypeId, raw.BtfValueTypeId);
    }

    /// <summary>Closes the descriptor. The map lives on while programs or others use it.</summary>
    public void Dispose() => Handle.Dispose();

    /// <summary>The raw call on one element: 0 or a negative error number.</summary>
    internal int Element(BpfCommand command, ReadOnlySpan<byte> key, Span<byte> value, MapUpdateFlags flags)
    {
        Check(key, KeySize, nameof(key));
        if (command != BpfCommand.MapDeleteElement)
            Check(value, ValueSize, nameof(value));
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
            return BpfSyscall.Call(command, ref attributes);
        }
    }

    /// <summary>The raw update: 0 or a negative error number.</summary>
    internal int ElementUpdate(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, MapUpdateFlags flags)
    {
        Check(key, KeySize, nameof(key));
        Check(value, ValueSize, nameof(value));
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
            return BpfSyscall.Call(BpfCommand.MapUpdateElement, ref attributes);
        }
    }

    /// <summary>The raw step: 0 or a negative error number.</summary>
    internal int NextKey(ReadOnlySpan<byte> key, Span<byte> next)
    {
        if (key.Length > 0)
            Check(key, KeySize, nameof(key));
        Check(next, KeySize, nameof(next));
        fixed (byte* keyPointer = key)
        fixed (byte* nextPointer = next)
        {
            var attributes = new MapElementAttributes { MapFd = (uint)Handle.FileDescriptor, Key = keyPointer, Value = nextPointer };
            return BpfSyscall.Call(BpfCommand.MapGetNextKey, ref attributes);
        }
    }

    private bool Found(int result, BpfCommand command, string doing) => result switch
    {
        >= 0 => true,
        -SyscallErrors.NoEntry => false,
        _ => throw Failed(doing, command, result),
    };

    private BpfSyscallException Failed(string doing, BpfCommand command, int result) =>
        new($"{doing} in the map \"{Spec.Name}\"", command, -result);

    // The kernel copies as many bytes as the map's sizes say, whatever the caller has.
    private static void Check(ReadOnlySpan<byte> bytes, int size, string parameter)
    {
        if (bytes.Length != size)
            throw new ArgumentException($"The map takes {size} bytes here, not {bytes.Length}.", parameter);
    }

    private static int SystemCallValueSize(MapSpec spec)
    {
        int size = (int)spec.ValueSize;
        return spec.Type is MapType.PerCpuArray or MapType.PerCpuHash or MapType.LruPerCpuHash or MapType.PerCpuCgroupStorageDeprecated
            ? ((size + 7) & ~7) * PossibleCpus.Count
            : size;
    }
}
