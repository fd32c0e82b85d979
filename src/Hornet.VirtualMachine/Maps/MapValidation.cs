// SPDX-License-Identifier: Apache-2.0
using System.Numerics;
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.VirtualMachines;

/// <summary>
/// Refuses the definitions that the kernel refuses, with its error: the <c>map_alloc_check</c> functions of kernel/bpf/*.c. Limits are those of a
/// 64-bit kernel with 4 KiB pages.
/// </summary>
internal static class MapValidation
{
    /// <summary>The greatest value of one CPU (<c>PCPU_MIN_UNIT_SIZE</c>).</summary>
    public const uint MaximumPerCpuValue = 32 << 10;

    /// <summary>The most CPUs a cpumap can name (<c>NR_CPUS</c> of distribution kernels).</summary>
    public const uint MaximumCpus = 8192;

    private const uint KmallocMaximum = 4 << 20;
    private const uint HashElementHeader = 48;
    private const uint BucketSize = 16;
    private const uint StackSize = 512;
    private const uint PageSize = 4096;
    private const uint MaximumStackDepth = 127;
    private const uint BuildIdSize = 32;

    private const MapCreateFlags AccessFlags =
        MapCreateFlags.ReadOnly | MapCreateFlags.WriteOnly | MapCreateFlags.ReadOnlyProgram | MapCreateFlags.WriteOnlyProgram;

    /// <summary>Checks a definition.</summary>
    /// <exception cref="MapException">The kernel would refuse it.</exception>
    public static void Check(MapSpec spec)
    {
        var flags = (MapCreateFlags)spec.Flags;
        Require(spec, spec.Extra == 0 || spec.Type is MapType.BloomFilter or MapType.Arena, "map_extra is only for bloom filters and arenas");
        Require(spec, !Has(flags, MapCreateFlags.ReadOnly | MapCreateFlags.WriteOnly), "BPF_F_RDONLY and BPF_F_WRONLY exclude each other");
        Require(spec, (flags & MapCreateFlags.NumaNode) == 0 || spec.NumaNode == 0, $"there is no NUMA node {spec.NumaNode}");
        switch (spec.Type)
        {
            case MapType.Hash or MapType.PerCpuHash or MapType.LruHash or MapType.LruPerCpuHash or MapType.HashOfMaps:
                CheckHash(spec, flags);
                break;
            case MapType.Array or MapType.PerCpuArray:
                CheckArray(spec, flags);
                break;
            case MapType.ProgramArray or MapType.PerfEventArray or MapType.CgroupArray or MapType.ArrayOfMaps:
                CheckDescriptorArray(spec, flags);
                break;
            case MapType.LpmTrie:
                CheckTrie(spec, flags);
                break;
            case MapType.Queue or MapType.Stack:
                CheckQueue(spec, flags);
                break;
            case MapType.BloomFilter:
                CheckBloomFilter(spec, flags);
                break;
            case MapType.RingBuffer or MapType.UserRingBuffer:
                CheckRingBuffer(spec, flags);
                break;
            case MapType.StackTrace:
                CheckStackTrace(spec, flags);
                break;
            case MapType.Arena:
                CheckArena(spec, flags);
                break;
            case MapType.SkStorage or MapType.InodeStorage or MapType.TaskStorage or MapType.CgroupStorage:
                CheckLocalStorage(spec, flags);
                break;
            case MapType.CgroupStorageDeprecated or MapType.PerCpuCgroupStorageDeprecated:
                CheckCgroupStorage(spec, flags);
                break;
            case MapType.DeviceMap or MapType.DeviceMapHash or MapType.CpuMap or MapType.XskMap or MapType.SockMap or MapType.SockHash
                or MapType.ReuseportSockArray:
                CheckRedirectTargets(spec, flags);
                break;
            case MapType.StructOperations:
                throw Refused(spec, MapError.NotSupported, "structures of operations need a kernel to call them");
            default:
                throw Refused(spec, MapError.Invalid, $"the kind {(uint)spec.Type} is not known");
        }
    }

    /// <summary>Allocates the memory of a map. The kernel allocates the entries of some kinds as they come; they may ask for more than there is.</summary>
    /// <exception cref="MapException">The machine does not have that much.</exception>
    public static NativeBlock Allocate(MapSpec spec, UInt128 length) =>
        NativeBlock.TryAllocate(length, spec.Type == MapType.Arena || (spec.Flags & (uint)MapCreateFlags.NoPreallocate) != 0) ?? throw Refused(spec, MapError.NoMemory, $"its entries take {length} bytes");

    /// <summary>The error for a definition that is refused.</summary>
    public static MapException Refused(MapSpec spec, MapError error, string reason) => new("Creating", spec.Name, error, reason);

    private static void CheckHash(MapSpec spec, MapCreateFlags flags)
    {
        bool perCpu = spec.Type is MapType.PerCpuHash or MapType.LruPerCpuHash;
        bool lru = spec.Type is MapType.LruHash or MapType.LruPerCpuHash;
        bool ownLists = (flags & MapCreateFlags.NoCommonLru) != 0;
        Allow(spec, flags, AccessFlags | MapCreateFlags.NoPreallocate | MapCreateFlags.NoCommonLru | MapCreateFlags.NumaNode | MapCreateFlags.ZeroSeed);
        Require(spec, lru || !ownLists, "BPF_F_NO_COMMON_LRU is only for LRU maps");
        if (lru && (flags & MapCreateFlags.NoPreallocate) != 0)
            throw Refused(spec, MapError.NotSupportedInternally, "LRU maps are always preallocated");
        Require(spec, (flags & MapCreateFlags.NumaNode) == 0 || !(perCpu || ownLists), "per-CPU memory has no NUMA node");
        RequireSizes(spec);
        if ((ulong)spec.KeySize + spec.ValueSize >= KmallocMaximum - HashElementHeader)
            throw Refused(spec, MapError.TooBig, "key and value are too large");
        if (perCpu)
            RequirePerCpuValue(spec);
        if (spec.Type == MapType.HashOfMaps)
            Require(spec, spec.ValueSize == sizeof(uint) && spec.InnerMap is not null, "maps of maps have values of 4 bytes and a template");
        if (spec.MaxEntries > 1u << 31 || BitOperations.RoundUpToPowerOf2((ulong)spec.MaxEntries) > uint.MaxValue / BucketSize)
            throw Refused(spec, MapError.TooBig, "too many entries");
    }

    private static void CheckArray(MapSpec spec, MapCreateFlags flags)
    {
        bool perCpu = spec.Type == MapType.PerCpuArray;
        RequireIndexKey(spec);
        RequireSizes(spec);
        Allow(spec, flags, AccessFlags | MapCreateFlags.NumaNode | (perCpu ? 0 : MapCreateFlags.Mmapable | MapCreateFlags.InnerMap));
        Require(spec, !perCpu || (flags & MapCreateFlags.NumaNode) == 0, "per-CPU memory has no NUMA node");
        if (spec.ValueSize > int.MaxValue - 7)
            throw Refused(spec, MapError.TooBig, "the value is too large");
        if (perCpu)
            RequirePerCpuValue(spec);
        if (spec.MaxEntries > 1u << 31)
            throw Refused(spec, MapError.NoMemory, "too many entries");
    }

    private static void CheckDescriptorArray(MapSpec spec, MapCreateFlags flags)
    {
        RequireIndexKey(spec);
        Require(spec, spec.MaxEntries != 0, "the map has no entries");
        Require(spec, spec.ValueSize == sizeof(uint), "the values of this kind of map have 4 bytes");
        Require(spec, spec.Type != MapType.ArrayOfMaps || spec.InnerMap is not null, "a map of maps needs a template");
        MapCreateFlags allowed = MapCreateFlags.NumaNode | MapCreateFlags.ReadOnly | MapCreateFlags.WriteOnly;
        Allow(spec, flags, spec.Type == MapType.PerfEventArray ? allowed | MapCreateFlags.PreserveElements : allowed);
    }

    private static void CheckTrie(MapSpec spec, MapCreateFlags flags)
    {
        const uint prefix = sizeof(uint);
        Allow(spec, flags, AccessFlags | MapCreateFlags.NoPreallocate | MapCreateFlags.NumaNode);
        Require(spec, (flags & MapCreateFlags.NoPreallocate) != 0, "a trie needs BPF_F_NO_PREALLOC");
        RequireSizes(spec);
        Require(spec, spec.KeySize is > prefix and <= 256 + prefix, "a trie's key has a prefix length of 4 bytes and 1 to 256 bytes of data");
        Require(spec, spec.ValueSize <= KmallocMaximum - 256 - 48, "the value is too large");
    }

    private static void CheckQueue(MapSpec spec, MapCreateFlags flags)
    {
        Allow(spec, flags, AccessFlags | MapCreateFlags.NumaNode);
        Require(spec, spec.KeySize == 0, "this kind of map has no keys");
        Require(spec, spec.MaxEntries != 0 && spec.ValueSize != 0, "entries and values must have a size");
        if (spec.ValueSize > KmallocMaximum || spec.MaxEntries >= uint.MaxValue / spec.ValueSize)
            throw Refused(spec, MapError.TooBig, "the values are too large");
    }

    private static void CheckBloomFilter(MapSpec spec, MapCreateFlags flags)
    {
        Allow(spec, flags, AccessFlags | MapCreateFlags.NumaNode | MapCreateFlags.ZeroSeed);
        Require(spec, spec.KeySize == 0, "this kind of map has no keys");
        Require(spec, spec.MaxEntries != 0 && spec.ValueSize != 0, "entries and values must have a size");
        Require(spec, spec.Extra <= 15, "a bloom filter has at most 15 hash functions");
        if (spec.ValueSize > KmallocMaximum)
            throw Refused(spec, MapError.TooBig, "the value is too large");
    }

    private static void CheckRingBuffer(MapSpec spec, MapCreateFlags flags)
    {
        Allow(spec, flags, MapCreateFlags.NumaNode);
        Require(spec, spec.KeySize == 0 && spec.ValueSize == 0, "a ring buffer has neither keys nor values");
        Require(spec, BitOperations.IsPow2(spec.MaxEntries) && spec.MaxEntries % PageSize == 0, "its size must be a power of two and a multiple of 4096");
    }

    private static void CheckStackTrace(MapSpec spec, MapCreateFlags flags)
    {
        bool buildIds = (flags & MapCreateFlags.StackBuildId) != 0;
        uint unit = buildIds ? BuildIdSize : sizeof(ulong);
        Allow(spec, flags, MapCreateFlags.NumaNode | MapCreateFlags.ReadOnly | MapCreateFlags.WriteOnly | MapCreateFlags.StackBuildId);
        RequireIndexKey(spec);
        RequireSizes(spec);
        Require(spec, spec.ValueSize % unit == 0 && spec.ValueSize / unit <= MaximumStackDepth, $"the value must be 1 to {MaximumStackDepth} times {unit} bytes");
        if (BitOperations.RoundUpToPowerOf2((ulong)spec.MaxEntries) > uint.MaxValue)
            throw Refused(spec, MapError.TooBig, "too many entries");
    }

    private static void CheckArena(MapSpec spec, MapCreateFlags flags)
    {
        Allow(spec, flags, MapCreateFlags.Mmapable | MapCreateFlags.SegvOnFault | MapCreateFlags.NoUserConversion);
        Require(spec, (flags & MapCreateFlags.Mmapable) != 0, "an arena needs BPF_F_MMAPABLE");
        Require(spec, spec.KeySize == 0 && spec.ValueSize == 0 && spec.MaxEntries != 0, "an arena has a number of pages, neither keys nor values");
        Require(spec, spec.Extra % PageSize == 0, "the address of an arena is a multiple of 4096");
        if ((ulong)spec.MaxEntries * PageSize > 1ul << 32)
            throw Refused(spec, MapError.TooBig, "an arena has at most 4 GiB");
        Require(spec, spec.Extra == 0 || spec.Extra >> 32 == (spec.Extra + ((ulong)spec.MaxEntries * PageSize) - 1) >> 32, "an arena does not cross a 4 GiB boundary");
    }

    private static void CheckLocalStorage(MapSpec spec, MapCreateFlags flags)
    {
        Allow(spec, flags, MapCreateFlags.NoPreallocate | MapCreateFlags.Clone);
        Require(spec, (flags & MapCreateFlags.NoPreallocate) != 0, "local storage needs BPF_F_NO_PREALLOC");
        Require(spec, spec.MaxEntries == 0, "local storage has no capacity: max_entries must be 0");
        Require(spec, spec.KeySize == sizeof(int) && spec.ValueSize != 0, "local storage has keys of 4 bytes and values");
        if (spec.ValueSize > ushort.MaxValue - 128)
            throw Refused(spec, MapError.TooBig, "the value is too large");
    }

    private static void CheckCgroupStorage(MapSpec spec, MapCreateFlags flags)
    {
        Allow(spec, flags, AccessFlags | MapCreateFlags.NumaNode);
        Require(spec, spec.KeySize is 8 or 16, "the key is the cgroup's id, or its id and an attach type");
        Require(spec, spec.ValueSize != 0, "values must have a size");
        if (spec.Type == MapType.PerCpuCgroupStorageDeprecated ? spec.ValueSize > MaximumPerCpuValue : spec.ValueSize > KmallocMaximum)
            throw Refused(spec, MapError.TooBig, "the value is too large");
        Require(spec, spec.MaxEntries == 0, "cgroup storage has no capacity: max_entries must be 0");
    }

    private static void CheckRedirectTargets(MapSpec spec, MapCreateFlags flags)
    {
        bool sockets = spec.Type is MapType.SockMap or MapType.SockHash or MapType.ReuseportSockArray;
        MapCreateFlags allowed = MapCreateFlags.NumaNode | (spec.Type == MapType.ReuseportSockArray ? AccessFlags : MapCreateFlags.ReadOnly | MapCreateFlags.WriteOnly);
        if (spec.Type == MapType.SockHash)
        {
            Require(spec, spec.KeySize != 0, "keys must have a size");
            if (spec.KeySize > StackSize)
                throw Refused(spec, MapError.TooBig, "the key is too large");
        }
        else
        {
            RequireIndexKey(spec);
        }

        Require(spec, spec.MaxEntries != 0, "the map has no entries");
        bool sizeFits = spec.ValueSize == sizeof(uint) || (spec.ValueSize == sizeof(ulong) && spec.Type != MapType.XskMap);
        Require(spec, sizeFits, sockets ? "values are sockets or cookies: 4 or 8 bytes" : "values have 4 bytes, or 8 with a program");
        Allow(spec, flags, allowed);
        if (spec.Type == MapType.CpuMap && spec.MaxEntries > MaximumCpus)
            throw Refused(spec, MapError.TooBig, $"there are at most {MaximumCpus} CPUs");
        if (spec.Type is MapType.DeviceMapHash or MapType.SockHash)
            Require(spec, spec.MaxEntries <= 1u << 31, "too many entries");
    }

    private static bool Has(MapCreateFlags flags, MapCreateFlags all) => (flags & all) == all;

    private static void Allow(MapSpec spec, MapCreateFlags flags, MapCreateFlags allowed)
    {
        Require(spec, (flags & ~allowed) == 0, $"the flags 0x{(uint)(flags & ~allowed):x} are not for this kind of map");
        Require(spec, !Has(flags, MapCreateFlags.ReadOnlyProgram | MapCreateFlags.WriteOnlyProgram), "BPF_F_RDONLY_PROG and BPF_F_WRONLY_PROG exclude each other");
    }

    private static void RequireIndexKey(MapSpec spec) => Require(spec, spec.KeySize == sizeof(uint), "the key of this kind of map is an index of 4 bytes");

    private static void RequireSizes(MapSpec spec) =>
        Require(spec, spec.MaxEntries != 0 && spec.KeySize != 0 && spec.ValueSize != 0, "entries, keys and values must have a size");

    private static void RequirePerCpuValue(MapSpec spec)
    {
        if (spec.ValueSize > MaximumPerCpuValue)
            throw Refused(spec, MapError.TooBig, $"a per-CPU value has at most {MaximumPerCpuValue} bytes");
    }

    private static void Require(MapSpec spec, bool condition, string reason)
    {
        if (!condition)
            throw Refused(spec, MapError.Invalid, reason);
    }
}
