// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.VirtualMachines;

/// <summary>A map of a virtual machine, as <c>bpf(2)</c> would offer it: sizes, permissions and flags are checked before the map is touched.</summary>
/// <remarks>
/// Where the kernel exchanges file descriptors and ids of maps and programs (prog arrays, maps of maps), a virtual machine has one number for both:
/// <see cref="Id"/>.
/// </remarks>
public sealed unsafe class VirtualMap : BpfMap
{
    private readonly NativeMap _map;
    private readonly int _keySize;
    private readonly int _exchangeSize;
    private int _isDisposed;

    internal VirtualMap(NativeMap map)
        : base(map is NativeLocalStorage storage ? storage.UserSpec : map.Spec, map.CpuCount)
    {
        _map = map;
        _keySize = KeySize;
        _exchangeSize = ExchangeSize;
    }

    /// <summary>The number that stands for the map in maps of maps.</summary>
    public uint Id => _map.Id;

    /// <summary>The native map.</summary>
    internal NativeMap Native => _map;

    private bool CanRead => (_map.Flags & MapCreateFlags.WriteOnly) == 0;

    private bool CanWrite => (_map.Flags & MapCreateFlags.ReadOnly) == 0 && !_map.IsFrozen;

    /// <inheritdoc/>
    public override MapError TryLookup(ReadOnlySpan<byte> key, Span<byte> value, MapUpdateFlags flags = MapUpdateFlags.Any)
    {
        CheckSizes(key.Length, value.Length);
        if ((flags & ~MapUpdateFlags.Lock) != 0)
            return MapError.Invalid;
        if (!CanRead)
            return MapError.NotPermitted;
        if (!CanLock(flags))
            return MapError.Invalid;
        fixed (byte* keyBytes = key, valueBytes = value)
            return _map.UserLookup(keyBytes, valueBytes, (ulong)flags);
    }

    /// <inheritdoc/>
    public override MapError TryUpdate(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, MapUpdateFlags flags = MapUpdateFlags.Any)
    {
        CheckSizes(key.Length, value.Length);
        if (!CanWrite)
            return MapError.NotPermitted;
        if (!CanLock(flags))
            return MapError.Invalid;
        fixed (byte* keyBytes = key, valueBytes = value)
            return _map.UserUpdate(keyBytes, valueBytes, (ulong)flags);
    }

    /// <inheritdoc/>
    public override MapError TryDelete(ReadOnlySpan<byte> key)
    {
        CheckKey(key.Length);
        if (!CanWrite)
            return MapError.NotPermitted;
        fixed (byte* keyBytes = key)
            return _map.UserDelete(keyBytes);
    }

    /// <inheritdoc/>
    public override MapError TryGetNextKey(ReadOnlySpan<byte> key, Span<byte> nextKey)
    {
        CheckKey(nextKey.Length);
        if (!key.IsEmpty)
            CheckKey(key.Length);
        if (!CanRead)
            return MapError.NotPermitted;
        fixed (byte* keyBytes = key, nextBytes = nextKey)
            return _map.UserNextKey(keyBytes, nextBytes);
    }

    /// <inheritdoc/>
    public override MapError TryLookupAndDelete(ReadOnlySpan<byte> key, Span<byte> value, MapUpdateFlags flags = MapUpdateFlags.Any)
    {
        CheckSizes(key.Length, value.Length);
        if ((flags & ~MapUpdateFlags.Lock) != 0)
            return MapError.Invalid;
        if (!CanRead || !CanWrite)
            return MapError.NotPermitted;
        if ((flags != 0 && Type is MapType.Queue or MapType.Stack) || !CanLock(flags))
            return MapError.Invalid;
        fixed (byte* keyBytes = key, valueBytes = value)
            return _map.UserLookupAndDelete(keyBytes, valueBytes, (ulong)flags);
    }

    /// <inheritdoc/>
    public override MapError TryFreeze() => _map.Fields.Any ? MapError.NotSupportedInternally : CanWrite ? _map.Freeze() : MapError.NotPermitted;

    /// <inheritdoc/>
    public override MapError TryLookupBatch(ref ulong cursor, Span<byte> keys, Span<byte> values, out int count, bool delete = false)
    {
        count = 0;
        if (!CanRead || (delete && !CanWrite))
            return MapError.NotPermitted;
        if ((_map.Batches & (delete ? BatchCommands.LookupAndDelete : BatchCommands.Lookup)) == 0)
            return MapError.NotSupportedInternally;
        uint room = (uint)Math.Min(keys.Length / KeySize, values.Length / ExchangeSize);
        MapError error;
        fixed (byte* keyBytes = keys, valueBytes = values)
            error = _map.UserLookupBatch(ref cursor, keyBytes, valueBytes, ref room, 0, delete);
        count = (int)room;
        return error;
    }

    /// <inheritdoc/>
    public override MapError TryUpdateBatch(ReadOnlySpan<byte> keys, ReadOnlySpan<byte> values, out int count, MapUpdateFlags flags = MapUpdateFlags.Any)
    {
        count = 0;
        if (!CanWrite)
            return MapError.NotPermitted;
        if ((_map.Batches & BatchCommands.Update) == 0)
            return MapError.NotSupportedInternally;
        if ((flags & ~MapUpdateFlags.Lock) != 0 || !CanLock(flags))
            return MapError.Invalid;
        uint total = CountOfBatch(keys.Length, values.Length);
        MapError error;
        fixed (byte* keyBytes = keys, valueBytes = values)
            error = _map.UserUpdateBatch(keyBytes, valueBytes, ref total, (ulong)flags);
        count = (int)total;
        return error;
    }

    /// <inheritdoc/>
    public override MapError TryDeleteBatch(ReadOnlySpan<byte> keys, out int count)
    {
        count = 0;
        if (!CanWrite)
            return MapError.NotPermitted;
        if ((_map.Batches & BatchCommands.Delete) == 0)
            return MapError.NotSupportedInternally;
        uint total = CountOfBatch(keys.Length, keys.Length / KeySize * ExchangeSize);
        MapError error;
        fixed (byte* keyBytes = keys)
            error = _map.UserDeleteBatch(keyBytes, ref total);
        count = (int)total;
        return error;
    }

    /// <inheritdoc/>
    public override bool TryGetDirectValue(out Span<byte> memory)
    {
        // As with mmap(2), memory that could be written is not given out once the map may no longer be.
        memory = _map is NativeArrayMap array && CanRead && CanWrite ? array.Values : default;
        return !memory.IsEmpty;
    }

    /// <inheritdoc/>
    public override bool TryGetReadOnlyValue(out ReadOnlySpan<byte> memory)
    {
        memory = _map is NativeArrayMap array && CanRead ? array.Values : default;
        return !memory.IsEmpty;
    }

    /// <inheritdoc/>
    public override MapError TryUpdateMap(ReadOnlySpan<byte> key, BpfMap inner, MapUpdateFlags flags = MapUpdateFlags.Any)
    {
        if (Type is not (MapType.ArrayOfMaps or MapType.HashOfMaps))
            return MapError.NotSupported;
        if (inner is not VirtualMap other || other._map.Registry != _map.Registry)
            return MapError.BadDescriptor;
        uint id = other.Id;
        return TryUpdate(key, new ReadOnlySpan<byte>(&id, sizeof(uint)), flags);
    }

    /// <inheritdoc/>
    public override BpfMap? OpenMap(ReadOnlySpan<byte> key)
    {
        if (Type is not (MapType.ArrayOfMaps or MapType.HashOfMaps))
            return base.OpenMap(key);
        uint id;
        if (!Lookup(key, new Span<byte>(&id, sizeof(uint))))
            return null;
        NativeMap? inner = _map.Registry.Open(id);
        return inner is null ? null : new VirtualMap(inner);
    }

    /// <inheritdoc/>
    public override MapError TryUpdateProgram(ReadOnlySpan<byte> key, LoadedProgram program)
    {
        if (Type != MapType.ProgramArray)
            return MapError.NotSupported;
        if (program is not VirtualProgram { Owner: { } owner } own || owner.Machine.Maps != _map.Registry)
            return MapError.BadDescriptor;
        uint id = (uint)own.Id;
        return TryUpdate(key, new ReadOnlySpan<byte>(&id, sizeof(uint)));
    }

    /// <inheritdoc/>
    public override RecordReader OpenReader() => _map is IRecordSource source ? new VirtualRecordReader(source) : base.OpenReader();

    /// <inheritdoc/>
    public override MapError TryWriteRecord(ReadOnlySpan<byte> record)
    {
        if (_map is not NativeUserRingBuffer ring)
            return base.TryWriteRecord(record);
        if (!CanWrite)
            return MapError.NotPermitted;
        if (record.Length > MaxEntries - 8)
            return MapError.TooBig;
        return ring.TryWrite(record) ? MapError.None : MapError.NoSpace;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            _map.ReleaseReference();
    }

    private bool CanLock(MapUpdateFlags flags) => (flags & MapUpdateFlags.Lock) == 0 || _map.Fields.SpinLockOffset >= 0;

    private uint CountOfBatch(int keysLength, int valuesLength)
    {
        if (keysLength % KeySize != 0 || keysLength / KeySize * (long)ExchangeSize != valuesLength)
            throw new ArgumentException($"Changing several entries of the map '{Name}': keys have {KeySize} bytes and values {ExchangeSize}, but there are {keysLength} and {valuesLength} bytes.");
        return (uint)(keysLength / KeySize);
    }

    // These stand before every operation: the messages are made elsewhere, so that what remains is small enough to become part of the caller.
    private void CheckSizes(int keyLength, int valueLength)
    {
        CheckKey(keyLength);
        if (valueLength != _exchangeSize)
            ThrowBadSize("values", _exchangeSize, valueLength);
    }

    private void CheckKey(int length)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);
        if (length != _keySize)
            ThrowBadSize("keys", _keySize, length);
    }

    [DoesNotReturn]
    private void ThrowBadSize(string what, int size, int length) =>
        throw new ArgumentException($"Using the map '{Name}': {what} have {size} bytes, not {length}.");
}
