// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Runtime;

// Typed views by name. Each throws a BpfException that names the mismatch when the map is of another kind, or its keys or values have other sizes.
public sealed partial class MapCollection
{
    /// <summary>A hash map (<c>BPF_MAP_TYPE_HASH</c>, <c>BPF_MAP_TYPE_LRU_HASH</c>).</summary>
    /// <exception cref="BpfException">There is no such map, or it is different.</exception>
    public HashMap<TKey, TValue> Hash<TKey, TValue>(string name)
        where TKey : unmanaged
        where TValue : unmanaged => new(this[name]);

    /// <summary>A hash map with a value for each CPU (<c>BPF_MAP_TYPE_PERCPU_HASH</c>, <c>BPF_MAP_TYPE_LRU_PERCPU_HASH</c>).</summary>
    /// <exception cref="BpfException">There is no such map, or it is different.</exception>
    public PerCpuHashMap<TKey, TValue> PerCpuHash<TKey, TValue>(string name)
        where TKey : unmanaged
        where TValue : unmanaged => new(this[name]);

    /// <summary>An array (<c>BPF_MAP_TYPE_ARRAY</c>).</summary>
    /// <exception cref="BpfException">There is no such map, or it is different.</exception>
    public ArrayMap<T> Array<T>(string name)
        where T : unmanaged => new(this[name]);

    /// <summary>An array with a value for each CPU (<c>BPF_MAP_TYPE_PERCPU_ARRAY</c>).</summary>
    /// <exception cref="BpfException">There is no such map, or it is different.</exception>
    public PerCpuArrayMap<T> PerCpuArray<T>(string name)
        where T : unmanaged => new(this[name]);

    /// <summary>A trie of prefixes (<c>BPF_MAP_TYPE_LPM_TRIE</c>).</summary>
    /// <exception cref="BpfException">There is no such map, or it is different.</exception>
    public LpmTrie<TKey, TValue> LpmTrie<TKey, TValue>(string name)
        where TKey : unmanaged
        where TValue : unmanaged => new(this[name]);

    /// <summary>A queue (<c>BPF_MAP_TYPE_QUEUE</c>).</summary>
    /// <exception cref="BpfException">There is no such map, or it is different.</exception>
    public QueueMap<T> Queue<T>(string name)
        where T : unmanaged => new(this[name]);

    /// <summary>A stack (<c>BPF_MAP_TYPE_STACK</c>).</summary>
    /// <exception cref="BpfException">There is no such map, or it is different.</exception>
    public StackMap<T> Stack<T>(string name)
        where T : unmanaged => new(this[name]);

    /// <summary>A bloom filter (<c>BPF_MAP_TYPE_BLOOM_FILTER</c>).</summary>
    /// <exception cref="BpfException">There is no such map, or it is different.</exception>
    public BloomFilter<T> BloomFilter<T>(string name)
        where T : unmanaged => new(this[name]);

    /// <summary>A ring buffer (<c>BPF_MAP_TYPE_RINGBUF</c>).</summary>
    /// <exception cref="BpfException">There is no such map, or it is different.</exception>
    public RingBuffer<T> RingBuffer<T>(string name)
        where T : unmanaged => new(this[name]);

    /// <summary>A perf event array (<c>BPF_MAP_TYPE_PERF_EVENT_ARRAY</c>).</summary>
    /// <exception cref="BpfException">There is no such map, or it is different.</exception>
    public PerfEventBuffer<T> PerfEvents<T>(string name)
        where T : unmanaged => new(this[name]);

    /// <summary>A ring buffer that this process writes (<c>BPF_MAP_TYPE_USER_RINGBUF</c>).</summary>
    /// <exception cref="BpfException">There is no such map, or it is different.</exception>
    public UserRingBuffer<T> UserRingBuffer<T>(string name)
        where T : unmanaged => new(this[name]);

    /// <summary>An array or hash of maps (<c>BPF_MAP_TYPE_ARRAY_OF_MAPS</c>, <c>BPF_MAP_TYPE_HASH_OF_MAPS</c>).</summary>
    /// <exception cref="BpfException">There is no such map, or it is different.</exception>
    public MapOfMaps<TKey> MapsOf<TKey>(string name)
        where TKey : unmanaged => new(this[name]);

    /// <summary>An array of programs (<c>BPF_MAP_TYPE_PROG_ARRAY</c>).</summary>
    /// <exception cref="BpfException">There is no such map, or it is different.</exception>
    public ProgramArray ProgramArray(string name) => new(this[name]);

    /// <summary>Call stacks (<c>BPF_MAP_TYPE_STACK_TRACE</c>).</summary>
    /// <exception cref="BpfException">There is no such map, or it is different.</exception>
    public StackTraceMap StackTraces(string name) => new(this[name]);
}
