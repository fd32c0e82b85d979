// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.Linux;

/// <summary>
/// A view of a <c>BPF_MAP_TYPE_DEVMAP</c> or <c>BPF_MAP_TYPE_DEVMAP_HASH</c>: the network interfaces that XDP programs redirect to, each with an XDP program
/// of its own if the map's values have 8 bytes (<c>struct bpf_devmap_val</c>, linux/bpf.h).
/// </summary>
public sealed class DeviceMap : KernelMapView
{
    /// <summary>Views a map.</summary>
    /// <exception cref="Bytecode.BpfException">The map is of another kind, or belongs to another host.</exception>
    public DeviceMap(BpfMap map)
        : base(map, sizeof(uint), -1, MapType.DeviceMap, MapType.DeviceMapHash)
    {
    }

    /// <summary>Puts an interface in.</summary>
    /// <param name="key">The index, or the key of a hash.</param>
    /// <param name="interfaceIndex">The interface's index, in the network namespace in which the map was made.</param>
    /// <param name="program">An XDP program, loaded for <see cref="AttachType.XdpDeviceMap"/>, that runs for frames before they leave; or null.</param>
    /// <exception cref="MapException">The map refused; <see cref="MapError.Invalid"/> when there is no such interface, or values of 4 bytes hold no program.</exception>
    public void Set(uint key, int interfaceIndex, KernelProgram? program = null)
    {
        var value = new DescribedTarget { Number = (uint)interfaceIndex, Program = program?.Handle.FileDescriptor ?? -1 };
        if (program is not null && Map.ValueSize < SizeOf<DescribedTarget>())
            Check("Putting an interface into", MapError.Invalid, $"its values have {Map.ValueSize} bytes, which hold no program");
        Check("Putting an interface into", Map.TryUpdate(BytesOf(in key), BytesOf(in value)[..Map.ValueSize]));
        GC.KeepAlive(program);
    }

    /// <summary>The interface of a key.</summary>
    /// <param name="key">The index, or the key of a hash.</param>
    /// <param name="interfaceIndex">The interface's index.</param>
    /// <param name="programId">The number of its program, or 0.</param>
    /// <returns>False when the key holds none.</returns>
    /// <exception cref="MapException">The map refused.</exception>
    public bool TryGet(uint key, out int interfaceIndex, out uint programId)
    {
        DescribedTarget value = default;
        bool found = Map.Lookup(BytesOf(in key), RoomFor(ref value)[..Map.ValueSize]);
        (interfaceIndex, programId) = ((int)value.Number, (uint)value.Program);
        return found;
    }

    /// <summary>Takes an interface out. What is not there stays away.</summary>
    /// <exception cref="MapException">The map refused.</exception>
    public void Remove(uint key)
    {
        MapError error = Map.TryDelete(BytesOf(in key));
        if (error != MapError.NoEntry)
            Check("Deleting from", error);
    }
}

/// <summary><c>struct bpf_devmap_val</c> and <c>struct bpf_cpumap_val</c>: a number, and a program as a descriptor when written, as its id when read.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct DescribedTarget
{
    /// <summary>The interface's index, or the size of the queue.</summary>
    public uint Number;

    /// <summary>The program; -1 for none.</summary>
    public int Program;
}
