// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Runtime;

/// <summary>
/// A live map of either host, as bytes. Operations behave, and fail, as the commands of <c>bpf(2)</c> do; typed views over the same map are in
/// <see cref="MapCollection"/>.
/// </summary>
/// <remarks>
/// Keys have <see cref="KeySize"/> bytes and values <see cref="ExchangeSize"/>: for per-CPU maps that is one value for every possible CPU, each
/// rounded up to 8 bytes. <c>Try…</c> methods return the map's answer; the others throw <see cref="MapException"/> for anything but an expected miss.
/// All operations may be called from several threads.
/// </remarks>
public abstract class BpfMap : IDisposable
{
    /// <summary>Creates the view of a live map.</summary>
    /// <param name="spec">The map's definition, with the sizes it really has.</param>
    /// <param name="possibleCpus">Number of possible CPUs, for per-CPU maps.</param>
    protected BpfMap(MapSpec spec, int possibleCpus)
    {
        Spec = spec;
        PossibleCpus = possibleCpus;
    }

    /// <summary>The map's definition.</summary>
    public MapSpec Spec { get; }

    /// <summary>The map's name.</summary>
    public string Name => Spec.Name;

    /// <summary>The kind of map.</summary>
    public MapType Type => Spec.Type;

    /// <summary>Size of a key in bytes; 0 for maps without keys.</summary>
    public int KeySize => (int)Spec.KeySize;

    /// <summary>Size of a value in bytes; for per-CPU maps, of one CPU's.</summary>
    public int ValueSize => (int)Spec.ValueSize;

    /// <summary>Capacity.</summary>
    public uint MaxEntries => Spec.MaxEntries;

    /// <summary>Number of possible CPUs: how many values an entry of a per-CPU map has.</summary>
    public int PossibleCpus { get; }

    /// <summary>Whether an entry has one value for each CPU.</summary>
    public bool IsPerCpu => Type is MapType.PerCpuArray or MapType.PerCpuHash or MapType.LruPerCpuHash or MapType.PerCpuCgroupStorageDeprecated;

    /// <summary>Size in bytes of one CPU's value inside an exchanged value: <see cref="ValueSize"/> rounded up to 8.</summary>
    public int CpuStride => (ValueSize + 7) & ~7;

    /// <summary>Size in bytes of what lookups fill and updates take: <see cref="ValueSize"/>, or <see cref="CpuStride"/> times <see cref="PossibleCpus"/>.</summary>
    public int ExchangeSize => IsPerCpu ? CpuStride * PossibleCpus : ValueSize;

    /// <summary>Copies an entry's value (<c>BPF_MAP_LOOKUP_ELEM</c>).</summary>
    public abstract MapError TryLookup(ReadOnlySpan<byte> key, Span<byte> value, MapUpdateFlags flags = MapUpdateFlags.Any);

    /// <summary>Creates or replaces an entry (<c>BPF_MAP_UPDATE_ELEM</c>). For queues, stacks and bloom filters the key is empty and the value is pushed.</summary>
    public abstract MapError TryUpdate(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, MapUpdateFlags flags = MapUpdateFlags.Any);

    /// <summary>Deletes an entry (<c>BPF_MAP_DELETE_ELEM</c>).</summary>
    public abstract MapError TryDelete(ReadOnlySpan<byte> key);

    /// <summary>The key after a key (<c>BPF_MAP_GET_NEXT_KEY</c>): an empty <paramref name="key"/>, and for hash maps one that is not there, gives the first.</summary>
    /// <returns><see cref="MapError.NoEntry"/> after the last.</returns>
    public abstract MapError TryGetNextKey(ReadOnlySpan<byte> key, Span<byte> nextKey);

    /// <summary>Copies and deletes an entry (<c>BPF_MAP_LOOKUP_AND_DELETE_ELEM</c>). For queues and stacks it pops, with an empty key.</summary>
    public abstract MapError TryLookupAndDelete(ReadOnlySpan<byte> key, Span<byte> value, MapUpdateFlags flags = MapUpdateFlags.Any);

    /// <summary>Makes the map read-only for everything but programs (<c>BPF_MAP_FREEZE</c>).</summary>
    public abstract MapError TryFreeze();

    /// <summary>Copies up to a number of entries (<c>BPF_MAP_LOOKUP_BATCH</c>, <c>BPF_MAP_LOOKUP_AND_DELETE_BATCH</c>).</summary>
    /// <param name="cursor">Where to go on: 0 to begin, then what the last call left there. Valid only for this map.</param>
    /// <param name="keys">Room for keys, one behind the other.</param>
    /// <param name="values">Room for as many values.</param>
    /// <param name="count">How many entries were copied, also when the answer is an error.</param>
    /// <param name="delete">Whether to delete what was copied.</param>
    /// <returns><see cref="MapError.NoEntry"/> when the last entry was copied; <see cref="MapError.NoSpace"/> when the room is too small for the next group of entries.</returns>
    public abstract MapError TryLookupBatch(ref ulong cursor, Span<byte> keys, Span<byte> values, out int count, bool delete = false);

    /// <summary>Updates several entries, in order, until one is refused (<c>BPF_MAP_UPDATE_BATCH</c>).</summary>
    /// <param name="keys">Keys, one behind the other.</param>
    /// <param name="values">As many values.</param>
    /// <param name="count">How many entries were updated.</param>
    /// <param name="flags">As for <see cref="TryUpdate"/>.</param>
    public virtual MapError TryUpdateBatch(ReadOnlySpan<byte> keys, ReadOnlySpan<byte> values, out int count, MapUpdateFlags flags = MapUpdateFlags.Any)
    {
        int total = BatchCount(keys.Length);
        for (count = 0; count < total; count++)
        {
            MapError error = TryUpdate(keys.Slice(count * KeySize, KeySize), values.Slice(count * ExchangeSize, ExchangeSize), flags);
            if (error != MapError.None)
                return error;
        }

        return MapError.None;
    }

    /// <summary>Deletes several entries, in order, until one is refused (<c>BPF_MAP_DELETE_BATCH</c>).</summary>
    /// <param name="keys">Keys, one behind the other.</param>
    /// <param name="count">How many entries were deleted.</param>
    public virtual MapError TryDeleteBatch(ReadOnlySpan<byte> keys, out int count)
    {
        int total = BatchCount(keys.Length);
        for (count = 0; count < total; count++)
        {
            MapError error = TryDelete(keys.Slice(count * KeySize, KeySize));
            if (error != MapError.None)
                return error;
        }

        return MapError.None;
    }

    /// <summary>The memory of an array-like map's values that programs and this process share, where the host gives it: then reads and writes need no copy.</summary>
    /// <param name="memory">The values, one behind the other, each rounded up to 8 bytes. Valid until the map is disposed.</param>
    public virtual bool TryGetDirectValue(out Span<byte> memory)
    {
        memory = default;
        return false;
    }

    /// <summary>The same memory as <see cref="TryGetDirectValue"/>, for reading alone: also of maps that are frozen, or that this side may not write.</summary>
    /// <param name="memory">The values, one behind the other, each rounded up to 8 bytes. Programs may change them at any time; valid until the map is disposed.</param>
    public virtual bool TryGetReadOnlyValue(out ReadOnlySpan<byte> memory)
    {
        bool isThere = TryGetDirectValue(out Span<byte> shared);
        memory = shared;
        return isThere;
    }

    /// <summary>Puts a map into a map of maps.</summary>
    /// <param name="key">The key.</param>
    /// <param name="inner">A map of the same host.</param>
    /// <param name="flags">As for <see cref="TryUpdate"/>.</param>
    /// <returns><see cref="MapError.Invalid"/> when the inner map is not like the template; <see cref="MapError.BadDescriptor"/> when it belongs to another host.</returns>
    public virtual MapError TryUpdateMap(ReadOnlySpan<byte> key, BpfMap inner, MapUpdateFlags flags = MapUpdateFlags.Any) => MapError.NotSupported;

    /// <summary>Opens the map that a key of a map of maps holds.</summary>
    /// <returns>A view that the caller disposes, or null when the key holds none.</returns>
    /// <exception cref="MapException">This is no map of maps, or it refused.</exception>
    public virtual BpfMap? OpenMap(ReadOnlySpan<byte> key) => throw new MapException("Opening a map of", Name, MapError.NotSupported);

    /// <summary>Puts a program into an array of programs.</summary>
    /// <param name="key">The index.</param>
    /// <param name="program">A program of the same host.</param>
    /// <returns><see cref="MapError.BadDescriptor"/> when the program belongs to another host.</returns>
    public virtual MapError TryUpdateProgram(ReadOnlySpan<byte> key, LoadedProgram program) => MapError.NotSupported;

    /// <summary>Opens a reader of the records that programs write to this map.</summary>
    /// <exception cref="MapException">Programs write no records to this kind of map.</exception>
    public virtual RecordReader OpenReader() => throw new MapException("Reading records of", Name, MapError.NotSupported);

    /// <summary>Writes a record for programs to read (<see cref="MapType.UserRingBuffer"/>).</summary>
    /// <returns><see cref="MapError.NoSpace"/> when programs have not made room yet; <see cref="MapError.TooBig"/> when the record is larger than the map.</returns>
    public virtual MapError TryWriteRecord(ReadOnlySpan<byte> record) => MapError.NotSupported;

    /// <summary>Copies an entry's value.</summary>
    /// <returns>False when there is no such entry.</returns>
    /// <exception cref="MapException">The map refused for another reason.</exception>
    public bool Lookup(ReadOnlySpan<byte> key, Span<byte> value) => IsThere(TryLookup(key, value), "Looking into");

    /// <summary>Creates or replaces an entry.</summary>
    /// <exception cref="MapException">The map refused.</exception>
    public void Update(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, MapUpdateFlags flags = MapUpdateFlags.Any)
    {
        MapError error = TryUpdate(key, value, flags);
        if (error != MapError.None)
            throw new MapException("Updating", Name, error);
    }

    /// <summary>Deletes an entry.</summary>
    /// <returns>False when there was none.</returns>
    /// <exception cref="MapException">The map refused for another reason.</exception>
    public bool Delete(ReadOnlySpan<byte> key) => IsThere(TryDelete(key), "Deleting from");

    /// <summary>Copies and deletes an entry.</summary>
    /// <returns>False when there was none.</returns>
    /// <exception cref="MapException">The map refused for another reason.</exception>
    public bool LookupAndDelete(ReadOnlySpan<byte> key, Span<byte> value) => IsThere(TryLookupAndDelete(key, value), "Taking from");

    /// <summary>The key after a key.</summary>
    /// <returns>False after the last.</returns>
    /// <exception cref="MapException">The map refused for another reason.</exception>
    public bool GetNextKey(ReadOnlySpan<byte> key, Span<byte> nextKey) => IsThere(TryGetNextKey(key, nextKey), "Walking through");

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets go of the map.</summary>
    /// <param name="disposing">True when called from <see cref="Dispose()"/>.</param>
    protected abstract void Dispose(bool disposing);

    private bool IsThere(MapError error, string operation) => error switch
    {
        MapError.None => true,
        MapError.NoEntry => false,
        _ => throw new MapException(operation, Name, error),
    };

    private int BatchCount(int keysLength) => KeySize == 0 ? 0 : keysLength / KeySize;
}
