// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.Linux;

/// <summary>A view of a <c>BPF_MAP_TYPE_CGRP_STORAGE</c>: values of control groups (Linux 6.2).</summary>
/// <typeparam name="T">A type with the layout of the map's value.</typeparam>
public sealed class CgroupStorage<T> : LocalStorage<T>
    where T : unmanaged
{
    /// <summary>Views a map.</summary>
    /// <exception cref="Bytecode.BpfException">The map is of another kind, its values have another size, or it belongs to another host.</exception>
    public CgroupStorage(BpfMap map)
        : base(map, MapType.CgroupStorage)
    {
    }

    /// <summary>Copies the value of a control group.</summary>
    /// <param name="path">The group's folder in a cgroup2 file system.</param>
    /// <param name="value">The value.</param>
    /// <returns>False when it has none.</returns>
    /// <exception cref="SystemCallException">There is no such folder.</exception>
    /// <exception cref="MapException">The map refused.</exception>
    public bool TryGetValue(string path, out T value)
    {
        using BpfHandle folder = Open(path);
        return TryGetValue(folder, out value);
    }

    /// <summary>Gives a control group a value, or replaces it.</summary>
    /// <exception cref="SystemCallException">There is no such folder.</exception>
    /// <exception cref="MapException">The map refused.</exception>
    public void Set(string path, T value, MapUpdateFlags flags = MapUpdateFlags.Any)
    {
        using BpfHandle folder = Open(path);
        Set(folder, value, flags);
    }

    /// <summary>Takes the value of a control group away.</summary>
    /// <returns>False when it has none.</returns>
    /// <exception cref="SystemCallException">There is no such folder.</exception>
    /// <exception cref="MapException">The map refused.</exception>
    public bool Remove(string path)
    {
        using BpfHandle folder = Open(path);
        return Remove(folder);
    }

    private BpfHandle Open(string path) => OpenedFolder.Open($"looking for the control group {path} of the map \"{Map.Name}\"", path, "give the folder of a group in a cgroup2 file system");
}
