// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.VirtualMachines;

/// <summary>A function that is told when a value with fields of the kernel's (timers, references) is overwritten or goes away.</summary>
/// <param name="map">The map.</param>
/// <param name="value">The value, still as the program left it.</param>
internal unsafe delegate void ValueReleased(NativeMap map, byte* value);

/// <summary>All maps of a virtual machine by their numbers, and what maps need to know of the machine.</summary>
internal sealed class MapRegistry : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<uint, NativeMap> _maps = [];
    private readonly List<NativeMap> _retired = [];
    private uint _lastId;

    /// <summary>Creates an empty registry.</summary>
    /// <param name="cpuCount">Number of possible CPUs.</param>
    public MapRegistry(int cpuCount) => CpuCount = cpuCount;

    /// <summary>Number of possible CPUs.</summary>
    public int CpuCount { get; }

    /// <summary>Called for every new map before anyone can find it: the machine gives it a handle and makes its regions accessible.</summary>
    public Action<NativeMap>? Created { get; set; }

    /// <summary>Called before a map's memory is freed.</summary>
    public Action<NativeMap>? Freeing { get; set; }

    /// <summary>Tells whether a number names a program that may be put into prog arrays. Without it every number but 0 does.</summary>
    public Func<uint, bool>? HasProgram { get; set; }

    /// <summary>Finds the program of a number, for tail calls. Without it prog arrays hold numbers only.</summary>
    public Func<uint, ProgramCode?>? FindProgram { get; set; }

    /// <summary>Called when a value with timers or references is overwritten or goes away.</summary>
    public ValueReleased? ValueReleased { get; set; }

    /// <summary>Creates a map.</summary>
    /// <param name="spec">The definition. A perf event array without capacity gets one entry a CPU.</param>
    /// <param name="btf">The types that the definition names, or null.</param>
    /// <exception cref="MapException">The kernel would refuse the definition, with the error it would give.</exception>
    public NativeMap Create(MapSpec spec, Btf? btf = null)
    {
        NativeMap map = NativeMapFactory.Create(this, spec, btf);
        lock (_lock)
            map.Id = ++_lastId;
        Created?.Invoke(map);
        lock (_lock)
            _maps.Add(map.Id, map);
        return map;
    }

    /// <summary>Finds a map by its number; null when there is none.</summary>
    public NativeMap? Find(uint id)
    {
        lock (_lock)
            return _maps.GetValueOrDefault(id);
    }

    /// <summary>Finds a map by its number and holds it, unless its last holder has just let go.</summary>
    public NativeMap? Open(uint id)
    {
        lock (_lock)
        {
            NativeMap? map = _maps.GetValueOrDefault(id);
            return map is not null && map.TryAddReference() ? map : null;
        }
    }

    /// <summary>
    /// Takes a map that nobody holds any more out of the registry. Its memory stays until <see cref="FreeRetired()"/>, because a program that runs may
    /// still have pointers into it.
    /// </summary>
    public void Retire(NativeMap map)
    {
        lock (_lock)
        {
            if (_maps.Remove(map.Id))
                _retired.Add(map);
        }
    }

    /// <summary>Frees the maps that nobody holds any more. No program may be running.</summary>
    public void FreeRetired() => FreeRetired(static () => true);

    /// <summary>Frees the maps that nobody holds any more, unless a program runs that may still have pointers into them.</summary>
    /// <param name="isQuiet">Tells whether every run that was going on before the call has ended; runs that start later cannot find a retired map.</param>
    public void FreeRetired(Func<bool> isQuiet)
    {
        while (true)
        {
            NativeMap[] retired;
            lock (_lock)
            {
                retired = [.. _retired];
                _retired.Clear();
            }

            // Freeing a map of maps may retire others.
            if (retired.Length == 0)
                return;
            if (!isQuiet())
            {
                lock (_lock)
                    _retired.AddRange(retired);
                return;
            }

            foreach (NativeMap map in retired)
            {
                Freeing?.Invoke(map);
                map.Dispose();
            }
        }
    }

    /// <summary>Frees all maps. No program may be running.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _retired.AddRange(_maps.Values);
            _maps.Clear();
        }

        FreeRetired();
    }
}
