// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Which maps a program may refer to at all, whatever it does with them.</summary>
internal sealed class MapCompatibility
{
    private const int MaximumMaps = 64;

    private readonly ProgramType _type;
    private readonly bool _isSleepable;
    private readonly bool _isUnprivileged;
    private readonly HashSet<MapInfo> _used = [];
    private MapInfo? _arena;
    private MapInfo? _cgroupStorage;
    private MapInfo? _perCpuCgroupStorage;

    /// <summary>Prepares to check the maps of one program.</summary>
    /// <param name="type">The program's type; of a program that replaces another, the other's.</param>
    /// <param name="isSleepable">Whether it may sleep.</param>
    /// <param name="isUnprivileged">Whether the loader has no privileges.</param>
    public MapCompatibility(ProgramType type, bool isSleepable, bool isUnprivileged)
    {
        _type = type;
        _isSleepable = isSleepable;
        _isUnprivileged = isUnprivileged;
    }

    /// <summary>The arena that the program uses, or null.</summary>
    public MapInfo? Arena => _arena;

    /// <summary>Checks a map where an instruction refers to it.</summary>
    /// <exception cref="Refusal">The program may not use it.</exception>
    public void Check(MapInfo map, int instruction)
    {
        if (!_used.Add(map))
            return;
        if (Fault(map) is { } message)
            throw new Refusal(message, FailureKind.Policy, instruction);
        if (_used.Count > MaximumMaps)
            throw new Refusal($"The total number of maps per program has reached the limit of {MaximumMaps}", FailureKind.Policy, instruction);
    }

    private string? Fault(MapInfo map) => FieldFault(map.Fields) ?? KindFault(map);

    private string? FieldFault(RecordFields? fields)
    {
        if (fields is null)
            return null;
        bool isTracing = ProgramTypes.IsTracing(_type);
        if (isTracing && (fields.Has(SpecialFieldKind.ListHead) || fields.Has(SpecialFieldKind.TreeRoot)))
            return "tracing progs cannot use bpf_{list_head,rb_root} yet";
        if (fields.Has(SpecialFieldKind.SpinLock) || fields.Has(SpecialFieldKind.ResilientSpinLock))
        {
            if (_type == ProgramType.SocketFilter)
                return "socket filter progs cannot use bpf_spin_lock yet";
            if (isTracing)
                return "tracing progs cannot use bpf_spin_lock yet";
        }

        if (isTracing && fields.Has(SpecialFieldKind.Timer))
            return "tracing progs cannot use bpf_timer yet";
        return isTracing && fields.Has(SpecialFieldKind.WorkQueue) ? "tracing progs cannot use bpf_wq yet" : null;
    }

    private string? KindFault(MapInfo map)
    {
        if (map.Type == MapType.StructOperations)
            return "bpf_struct_ops map cannot be used in prog";
        if (_isSleepable && !ProgramTypes.MaySleepWith(map.Type))
            return "Sleepable programs can only use array, hash, ringbuf and local storage maps";
        if (map.Type == MapType.CgroupStorageDeprecated && !IsOnly(ref _cgroupStorage, map))
            return "only one cgroup storage of each type is allowed";
        if (map.Type == MapType.PerCpuCgroupStorageDeprecated && !IsOnly(ref _perCpuCgroupStorage, map))
            return "only one cgroup storage of each type is allowed";
        if (map.Type != MapType.Arena)
            return null;
        if (!IsOnly(ref _arena, map))
            return "Only one arena per program";
        return _isUnprivileged ? "CAP_BPF and CAP_PERFMON are required to use arena" : null;
    }

    private static bool IsOnly(ref MapInfo? place, MapInfo map)
    {
        place ??= map;
        return place == map;
    }
}
