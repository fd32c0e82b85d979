// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.VirtualMachines;

/// <summary>The process's view of a map of the virtual machine. Takes over one reference to the map, until it is disposed.</summary>
internal sealed unsafe class VirtualMap : BpfMap
{
    private readonly NativeMap _map;
    private int _disposed;

    /// <summary>Creates a view.</summary>
    public VirtualMap(NativeMap map)
        : base(map.Spec, map.CpuCount)
    {
        _map = map;
    }

    /// <summary>The map.</summary>
    public NativeMap Native
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed != 0, this);
            return _map;
        }
    }

    /// <inheritdoc/>
    public override MapError TryLookup(ReadOnlySpan<byte> key, Span<byte> value, MapUpdateFlags flags = MapUpdateFlags.Any)
    {
        CheckKey(key);
        CheckValue(value.Length);
        fixed (byte* keyBytes = key)
        fixed (byte* valueBytes = value)
        {
            return Native.UserLookup(keyBytes, valueBytes, (ulong)flags);
        }
    }

    /// <inheritdoc/>
    public override MapError TryUpdate(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, MapUpdateFlags flags = MapUpdateFlags.Any)
    {
        CheckKey(key);
        CheckValue(value.Length);
        fixed (byte* keyBytes = key)
        fixed (byte* valueBytes = value)
        {
            return Native.UserUpdate(keyBytes, valueBytes, (ulong)flags);
        }
    }

    /// <inheritdoc/>
    public override MapError TryDelete(ReadOnlySpan<byte> key)
    {
        CheckKey(key);
        fixed (byte* keyBytes = key)
        {
            return Native.UserDelete(keyBytes);
        }
    }

    /// <inheritdoc/>
    public override MapError TryGetNextKey(ReadOnlySpan<byte> key, Span<byte> nextKey)
    {
        if (!key.IsEmpty)
        {
            CheckKey(key);
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(nextKey.Length, KeySize, nameof(nextKey));
        fixed (byte* keyBytes = key)
        fixed (byte* nextBytes = nextKey)
        {
            return Native.UserNextKey(keyBytes, nextBytes);
        }
    }

    /// <inheritdoc/>
    public override MapError TryLookupAndDelete(ReadOnlySpan<byte> key, Span<byte> value, MapUpdateFlags flags = MapUpdateFlags.Any)
    {
        CheckKey(key);
        CheckValue(value.Length);
        fixed (byte* keyBytes = key)
        fixed (byte* valueBytes = value)
        {
            return Native.UserLookupAndDelete(keyBytes, valueBytes, (ulong)flags);
        }
    }

    /// <inheritdoc/>
    public override MapError TryFreeze() => Native.Freeze();

    /// <inheritdoc/>
    public override MapError TryLookupBatch(ref ulong cursor, Span<byte> keys, Span<byte> values, out int count, bool delete = false)
    {
        uint room = (uint)Math.Min(KeySize == 0 ? int.MaxValue : keys.Length / KeySize, ExchangeSize == 0 ? int.MaxValue : values.Length / ExchangeSize);
        MapError error;
        fixed (byte* keyBytes = keys)
        fixed (byte* valueBytes = values)
        {
            error = Native.UserLookupBatch(ref cursor, keyBytes, valueBytes, ref room, 0, delete);
        }

        count = (int)room;
        return error;
    }

    /// <inheritdoc/>
    public override bool TryGetDirectValue(out Span<byte> memory)
    {
        NativeMap map = Native;
        if (Type == MapType.Array && map.Regions is [{ } region])
        {
            memory = new Span<byte>((void*)region.Start, checked((int)region.Length));
            return true;
        }

        memory = default;
        return false;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _map.ReleaseReference();
        }
    }

    private void CheckKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != KeySize)
        {
            throw new ArgumentException($"The map '{Name}' has keys of {KeySize} bytes, not {key.Length}.", nameof(key));
        }
    }

    private void CheckValue(int length)
    {
        if (length != ExchangeSize)
        {
            throw new ArgumentException($"The map '{Name}' takes values of {ExchangeSize} bytes, not {length}.", nameof(length));
        }
    }
}
