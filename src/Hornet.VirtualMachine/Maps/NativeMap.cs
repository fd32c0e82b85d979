// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.VirtualMachines;

/// <summary>
/// A map of the virtual machine: its memory is native, its values never move, and its operations behave and fail as the kernel's.
/// </summary>
/// <remarks>
/// There are two sides, as in the kernel. Programs call <c>Lookup</c>, <c>Update</c>, <c>Delete</c> and their relatives through helpers; these take
/// pointers that were checked before, answer with 0 or a negative errno, and never allocate. The other side is what <c>bpf(2)</c> offers a process:
/// methods that start with <c>User</c>, with per-CPU values one behind the other, each rounded up to 8 bytes. Both may be called from any thread.
/// A kind of map overrides what it has; the rest answers as the kernel answers for a missing operation.
/// </remarks>
internal abstract unsafe partial class NativeMap : IDisposable
{
    private int _frozen;
    private int _references = 1;

    /// <summary>Sets up what all kinds share.</summary>
    /// <param name="registry">Where the map will be known.</param>
    /// <param name="spec">A definition that passed validation.</param>
    /// <param name="fields">Where values hold a spin lock, timers and other fields of the kernel's.</param>
    protected NativeMap(MapRegistry registry, MapSpec spec, ValueFields fields)
    {
        Registry = registry;
        Spec = spec;
        Fields = fields;
        KeySize = (int)spec.KeySize;
        ValueSize = (int)spec.ValueSize;
        MaxEntries = spec.MaxEntries;
        Flags = (MapCreateFlags)spec.Flags;
    }

    /// <summary>Where the map is known.</summary>
    public MapRegistry Registry { get; }

    /// <summary>The definition, with the sizes the map really has.</summary>
    public MapSpec Spec { get; }

    /// <summary>The map's name.</summary>
    public string Name => Spec.Name;

    /// <summary>The kind of map.</summary>
    public MapType Type => Spec.Type;

    /// <summary>Size of a key in bytes.</summary>
    public int KeySize { get; }

    /// <summary>Size of a value in bytes; of one CPU's for per-CPU maps.</summary>
    public int ValueSize { get; }

    /// <summary>Capacity.</summary>
    public uint MaxEntries { get; }

    /// <summary>Creation flags.</summary>
    public MapCreateFlags Flags { get; }

    /// <summary>Number of possible CPUs.</summary>
    public int CpuCount => Registry.CpuCount;

    /// <summary>The number that stands for the map where the kernel has ids and file descriptors; not 0.</summary>
    public uint Id { get; internal set; }

    /// <summary>The address that programs hold as a pointer to the map; set by the machine.</summary>
    public ulong Handle { get; set; }

    /// <summary>Fields of the kernel's inside values.</summary>
    public ValueFields Fields { get; }

    /// <summary>Whether an entry has one value for each CPU.</summary>
    public virtual bool IsPerCpu => false;

    /// <summary>One CPU's value rounded up to 8 bytes.</summary>
    public int ValueStride => (ValueSize + 7) & ~7;

    /// <summary>Size in bytes of a value on the user side.</summary>
    public int UserValueSize => IsPerCpu ? ValueStride * CpuCount : ValueSize;

    /// <summary>Whether the map was frozen: the user side can no longer write.</summary>
    public bool IsFrozen => Volatile.Read(ref _frozen) != 0;

    /// <summary>The memory that programs may touch through pointers this map gives out; the same for the map's whole life.</summary>
    public virtual IReadOnlyList<MemoryRegion> Regions => [];

    /// <summary>What programs may do with values (<c>BPF_F_RDONLY_PROG</c>, <c>BPF_F_WRONLY_PROG</c>).</summary>
    public MemoryAccess ProgramAccess =>
        (Flags & MapCreateFlags.ReadOnlyProgram) != 0 ? MemoryAccess.Read
        : (Flags & MapCreateFlags.WriteOnlyProgram) != 0 ? MemoryAccess.Write
        : MemoryAccess.ReadWrite;

    /// <summary><c>bpf_map_lookup_elem</c>: the address of a value (of this CPU's, for per-CPU maps; of the inner map's <see cref="Handle"/>, for maps of maps), or null.</summary>
    public virtual byte* Lookup(byte* key, int cpu) => null;

    /// <summary><c>bpf_map_lookup_percpu_elem</c>: the address of one CPU's value, or null, also when there is no such CPU.</summary>
    public virtual byte* LookupPerCpu(byte* key, uint cpu) => null;

    /// <summary><c>bpf_map_update_elem</c>. For per-CPU maps only the value of this CPU changes.</summary>
    public virtual long Update(byte* key, byte* value, ulong flags, int cpu) => -Errno.EOPNOTSUPP;

    /// <summary><c>bpf_map_delete_elem</c>.</summary>
    public virtual long Delete(byte* key) => -Errno.EOPNOTSUPP;

    /// <summary><c>bpf_map_push_elem</c>.</summary>
    public virtual long Push(byte* value, ulong flags) => -Errno.EOPNOTSUPP;

    /// <summary><c>bpf_map_pop_elem</c>.</summary>
    public virtual long Pop(byte* value) => -Errno.EOPNOTSUPP;

    /// <summary><c>bpf_map_peek_elem</c>: for queues and stacks copies the next value out, for bloom filters asks for the value.</summary>
    public virtual long Peek(byte* value) => -Errno.EOPNOTSUPP;

    /// <summary>Whether <c>bpf_for_each_map_elem</c> works on this kind of map.</summary>
    public virtual bool IsEnumerable => false;

    /// <summary>
    /// Walks the entries for <c>bpf_for_each_map_elem</c>. Entries that are added or deleted meanwhile may be missed or met. The key lies outside of
    /// <see cref="Regions"/>: copy it to where the program may read.
    /// </summary>
    /// <returns>False after the last.</returns>
    public virtual bool MoveNext(ref ElementCursor cursor, int cpu) => false;

    /// <summary><c>BPF_MAP_LOOKUP_ELEM</c>.</summary>
    /// <param name="key"><see cref="KeySize"/> bytes.</param>
    /// <param name="value">Room for <see cref="UserValueSize"/> bytes.</param>
    /// <param name="flags"><see cref="MapUpdateFlags.Lock"/> or nothing.</param>
    public virtual MapError UserLookup(byte* key, byte* value, ulong flags) => MapError.NotSupported;

    /// <summary><c>BPF_MAP_UPDATE_ELEM</c>.</summary>
    public virtual MapError UserUpdate(byte* key, byte* value, ulong flags) => MapError.NotSupported;

    /// <summary><c>BPF_MAP_DELETE_ELEM</c>.</summary>
    public virtual MapError UserDelete(byte* key) => MapError.NotSupported;

    /// <summary><c>BPF_MAP_GET_NEXT_KEY</c>.</summary>
    /// <param name="key">The key to go on from, or null for the first.</param>
    /// <param name="nextKey">Room for a key.</param>
    public virtual MapError UserNextKey(byte* key, byte* nextKey) => MapError.NotSupported;

    /// <summary><c>BPF_MAP_LOOKUP_AND_DELETE_ELEM</c>.</summary>
    public virtual MapError UserLookupAndDelete(byte* key, byte* value, ulong flags) => MapError.NotSupportedInternally;

    /// <summary><c>BPF_MAP_FREEZE</c>: from now on the user side can only read.</summary>
    /// <returns><see cref="MapError.Busy"/> when it was frozen before.</returns>
    public MapError Freeze() => Interlocked.Exchange(ref _frozen, 1) != 0 ? MapError.Busy : MapError.None;

    /// <summary>Keeps the map alive for one more holder: a map of maps, a link.</summary>
    public void AddReference() => Interlocked.Increment(ref _references);

    /// <summary>The same, unless the last holder has already let go.</summary>
    public bool TryAddReference()
    {
        int references = Volatile.Read(ref _references);
        while (references > 0)
        {
            int seen = Interlocked.CompareExchange(ref _references, references + 1, references);
            if (seen == references)
                return true;
            references = seen;
        }

        return false;
    }

    /// <summary>One holder less; the last one hands the map to <see cref="MapRegistry.Retire"/>.</summary>
    public void ReleaseReference()
    {
        if (Interlocked.Decrement(ref _references) == 0)
            Registry.Retire(this);
    }

    /// <summary>Frees the memory. No program may run that uses the map.</summary>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the memory of this kind of map.</summary>
    protected abstract void Free();
}
