// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.Linux;

/// <summary>A view of a <c>BPF_MAP_TYPE_CGROUP_ARRAY</c>: control groups that programs ask whether they run below.</summary>
public sealed class CgroupArray : KernelMapView
{
    /// <summary>Views a map.</summary>
    /// <exception cref="Bytecode.BpfException">The map is of another kind, or belongs to another host.</exception>
    public CgroupArray(BpfMap map)
        : base(map, sizeof(uint), -1, MapType.CgroupArray)
    {
    }

    /// <summary>Puts a control group in; the map keeps it.</summary>
    /// <param name="index">The slot.</param>
    /// <param name="path">The group's folder in a cgroup2 file system.</param>
    /// <exception cref="SystemCallException">There is no such folder.</exception>
    /// <exception cref="MapException">The map refused; <see cref="MapError.BadDescriptor"/> when the folder is no control group.</exception>
    public void Set(uint index, string path)
    {
        using BpfHandle folder = OpenedFolder.Open($"putting the control group {path} into the map \"{Map.Name}\"", path, "give the folder of a group in a cgroup2 file system");
        Set(index, folder);
    }

    /// <summary>Puts a control group in, by a descriptor of its folder; the map keeps it.</summary>
    /// <exception cref="MapException">The map refused; <see cref="MapError.BadDescriptor"/> when the folder is no control group.</exception>
    public void Set(uint index, SafeHandle folder) => Check("Putting a control group into", Map.TryUpdateDescriptor(BytesOf(in index), folder));

    /// <summary>Empties a slot.</summary>
    /// <returns>False when it was empty.</returns>
    /// <exception cref="MapException">The map refused.</exception>
    public bool Remove(uint index) => Map.Delete(BytesOf(in index));
}
