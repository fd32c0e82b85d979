// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.Linux;

/// <summary>
/// A view of a <c>BPF_MAP_TYPE_CPUMAP</c>: the CPUs that XDP programs redirect to, each with a queue for frames and an XDP program of its own if the map's
/// values have 8 bytes (<c>struct bpf_cpumap_val</c>, linux/bpf.h).
/// </summary>
public sealed class CpuMap : KernelMapView
{
    /// <summary>Views a map.</summary>
    /// <exception cref="Bytecode.BpfException">The map is of another kind, or belongs to another host.</exception>
    public CpuMap(BpfMap map)
        : base(map, sizeof(uint), -1, MapType.CpuMap)
    {
    }

    /// <summary>Makes the queue of a CPU; the kernel starts a thread for it.</summary>
    /// <param name="cpu">The CPU.</param>
    /// <param name="queueSize">How many frames the queue holds, at most 16,384.</param>
    /// <param name="program">An XDP program, loaded for <see cref="AttachType.XdpCpuMap"/>, that runs for frames on that CPU; or null.</param>
    /// <exception cref="MapException">The map refused; <see cref="MapError.NoDevice"/> when there is no such CPU, <see cref="MapError.Overflow"/> when the queue is too large.</exception>
    public void Set(uint cpu, uint queueSize, KernelProgram? program = null)
    {
        var value = new DescribedTarget { Number = queueSize, Program = program?.Handle.FileDescriptor ?? -1 };
        if (program is not null && Map.ValueSize < SizeOf<DescribedTarget>())
            Check("Putting a CPU into", MapError.Invalid, $"its values have {Map.ValueSize} bytes, which hold no program");
        Check("Putting a CPU into", Map.TryUpdate(BytesOf(in cpu), BytesOf(in value)[..Map.ValueSize]));
        GC.KeepAlive(program);
    }

    /// <summary>The queue of a CPU.</summary>
    /// <param name="cpu">The CPU.</param>
    /// <param name="queueSize">How many frames the queue holds.</param>
    /// <param name="programId">The number of its program, or 0.</param>
    /// <returns>False when the CPU has none.</returns>
    /// <exception cref="MapException">The map refused.</exception>
    public bool TryGet(uint cpu, out uint queueSize, out uint programId)
    {
        DescribedTarget value = default;
        bool found = Map.Lookup(BytesOf(in cpu), RoomFor(ref value)[..Map.ValueSize]);
        (queueSize, programId) = (value.Number, (uint)value.Program);
        return found;
    }

    /// <summary>Takes a CPU out. What is not there stays away.</summary>
    /// <exception cref="MapException">The map refused.</exception>
    public void Remove(uint cpu) => Check("Deleting from", Map.TryDelete(BytesOf(in cpu)));
}
