// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Runtime;

namespace Hornet.Linux;

/// <summary>Typed views, by name, of the maps that only the kernel has.</summary>
public static class KernelMapViews
{
    /// <summary>A map of sockets (<c>SOCKMAP</c>, <c>SOCKHASH</c>, <c>REUSEPORT_SOCKARRAY</c>).</summary>
    /// <exception cref="BpfException">There is no such map, or it is different.</exception>
    public static SocketMap<TKey> Sockets<TKey>(this MapCollection maps, string name)
        where TKey : unmanaged => new(Find(maps, name));

    /// <summary>A map of AF_XDP sockets (<c>XSKMAP</c>).</summary>
    /// <exception cref="BpfException">There is no such map, or it is different.</exception>
    public static XskMap XdpSockets(this MapCollection maps, string name) => new(Find(maps, name));

    /// <summary>A map of network interfaces (<c>DEVMAP</c>, <c>DEVMAP_HASH</c>).</summary>
    /// <exception cref="BpfException">There is no such map, or it is different.</exception>
    public static DeviceMap Devices(this MapCollection maps, string name) => new(Find(maps, name));

    /// <summary>A map of CPUs (<c>CPUMAP</c>).</summary>
    /// <exception cref="BpfException">There is no such map, or it is different.</exception>
    public static CpuMap Cpus(this MapCollection maps, string name) => new(Find(maps, name));

    /// <summary>An array of control groups (<c>CGROUP_ARRAY</c>).</summary>
    /// <exception cref="BpfException">There is no such map, or it is different.</exception>
    public static CgroupArray Cgroups(this MapCollection maps, string name) => new(Find(maps, name));

    /// <summary>Values of processes (<c>TASK_STORAGE</c>).</summary>
    /// <exception cref="BpfException">There is no such map, or it is different.</exception>
    public static TaskStorage<T> TaskStorage<T>(this MapCollection maps, string name)
        where T : unmanaged => new(Find(maps, name));

    /// <summary>Values of files (<c>INODE_STORAGE</c>).</summary>
    /// <exception cref="BpfException">There is no such map, or it is different.</exception>
    public static InodeStorage<T> InodeStorage<T>(this MapCollection maps, string name)
        where T : unmanaged => new(Find(maps, name));

    /// <summary>Values of sockets (<c>SK_STORAGE</c>).</summary>
    /// <exception cref="BpfException">There is no such map, or it is different.</exception>
    public static SocketStorage<T> SocketStorage<T>(this MapCollection maps, string name)
        where T : unmanaged => new(Find(maps, name));

    /// <summary>Values of control groups (<c>CGRP_STORAGE</c>).</summary>
    /// <exception cref="BpfException">There is no such map, or it is different.</exception>
    public static CgroupStorage<T> CgroupStorage<T>(this MapCollection maps, string name)
        where T : unmanaged => new(Find(maps, name));

    private static BpfMap Find(MapCollection maps, string name)
    {
        ArgumentNullException.ThrowIfNull(maps);
        return maps[name];
    }
}
