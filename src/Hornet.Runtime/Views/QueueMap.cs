// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Runtime;

/// <summary>A view of a map that values are pushed into and popped from: what queues and stacks have in common.</summary>
/// <typeparam name="T">A type with the layout of the map's value.</typeparam>
public abstract class PushPopMap<T> : MapView
    where T : unmanaged
{
    private protected PushPopMap(BpfMap map, MapType kind)
        : base(map, 0, SizeOf<T>(), kind)
    {
    }

    /// <summary>Pushes a value.</summary>
    /// <returns>False when the map is full.</returns>
    /// <exception cref="MapException">The map refused for another reason.</exception>
    public bool TryPush(T value) => Push(value, MapUpdateFlags.Any);

    /// <summary>Pushes a value; a full map gives up its oldest one for it (<c>BPF_EXIST</c>).</summary>
    /// <exception cref="MapException">The map refused.</exception>
    public void PushOverwriting(T value) => Push(value, MapUpdateFlags.Exist);

    /// <summary>Takes the next value.</summary>
    /// <returns>False when the map is empty.</returns>
    /// <exception cref="MapException">The map refused for another reason.</exception>
    public bool TryPop(out T value)
    {
        value = default;
        return Map.LookupAndDelete(default, RoomFor(ref value));
    }

    /// <summary>Looks at the next value and leaves it.</summary>
    /// <returns>False when the map is empty.</returns>
    /// <exception cref="MapException">The map refused for another reason.</exception>
    public bool TryPeek(out T value)
    {
        value = default;
        return Map.Lookup(default, RoomFor(ref value));
    }

    private bool Push(T value, MapUpdateFlags flags)
    {
        MapError error = Map.TryUpdate(default, BytesOf(in value), flags);
        if (error is not (MapError.None or MapError.TooBig))
            throw Failed("Pushing into", error);
        return error == MapError.None;
    }
}

/// <summary>A view of a <c>BPF_MAP_TYPE_QUEUE</c>: the oldest value comes first.</summary>
/// <typeparam name="T">A type with the layout of the map's value.</typeparam>
public sealed class QueueMap<T> : PushPopMap<T>
    where T : unmanaged
{
    /// <summary>Views a map.</summary>
    /// <exception cref="Bytecode.BpfException">The map is of another kind, or its values have another size.</exception>
    public QueueMap(BpfMap map)
        : base(map, MapType.Queue)
    {
    }
}

/// <summary>A view of a <c>BPF_MAP_TYPE_STACK</c>: the newest value comes first.</summary>
/// <typeparam name="T">A type with the layout of the map's value.</typeparam>
public sealed class StackMap<T> : PushPopMap<T>
    where T : unmanaged
{
    /// <summary>Views a map.</summary>
    /// <exception cref="Bytecode.BpfException">The map is of another kind, or its values have another size.</exception>
    public StackMap(BpfMap map)
        : base(map, MapType.Stack)
    {
    }
}

/// <summary>A view of a <c>BPF_MAP_TYPE_BLOOM_FILTER</c>.</summary>
/// <typeparam name="T">A type with the layout of the map's value.</typeparam>
public sealed class BloomFilter<T> : MapView
    where T : unmanaged
{
    /// <summary>Views a map.</summary>
    /// <exception cref="Bytecode.BpfException">The map is of another kind, or its values have another size.</exception>
    public BloomFilter(BpfMap map)
        : base(map, 0, SizeOf<T>(), MapType.BloomFilter)
    {
    }

    /// <summary>Adds a value.</summary>
    /// <exception cref="MapException">The map refused.</exception>
    public void Add(T value) => Map.Update(default, BytesOf(in value));

    /// <summary>Whether a value may have been added: false is certain, true is not.</summary>
    /// <exception cref="MapException">The map refused.</exception>
    public bool MayContain(T value) => Map.Lookup(default, RoomFor(ref value));
}
