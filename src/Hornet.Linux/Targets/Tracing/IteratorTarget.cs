// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>
/// The kernel objects that an iterator program goes over (sections <c>iter/task</c>, <c>iter/bpf_map_elem</c>, <c>iter/tcp</c>, …); which kind is decided when
/// the program is loaded. Nothing runs until the link is read: <see cref="IteratorLink.OpenReader"/>.
/// </summary>
/// <example>
/// <code>
/// using var link = (IteratorLink)program.Attach(new IteratorTarget { Map = map });
/// Console.Write(link.ReadText());
/// </code>
/// </example>
public sealed record IteratorTarget : KernelTarget
{
    /// <summary>The map to go over, for iterators over the elements of maps and local storages (<c>bpf_map_elem</c>, <c>bpf_sk_storage_map</c>), which need one; otherwise null.</summary>
    public KernelMap? Map { get; init; }

    /// <summary>The folder of the control group where a <c>cgroup</c> iterator begins; null for the root.</summary>
    public string? Cgroup { get; init; }

    /// <summary>In which order a <c>cgroup</c> iterator walks, which needs one.</summary>
    public CgroupIteratorOrder CgroupOrder { get; init; }

    /// <summary>The one thread for iterators over tasks (<c>task</c>, <c>task_file</c>, <c>task_vma</c>), by its number in this PID namespace; 0 for all. Linux 6.1 and later.</summary>
    public int Thread { get; init; }

    /// <summary>The process whose threads iterators over tasks go over; 0 for all. Linux 6.1 and later.</summary>
    public int Process { get; init; }

    /// <summary>The same by a descriptor from <c>pidfd_open(2)</c>; null for all. It is needed only while attaching.</summary>
    public BpfHandle? ProcessHandle { get; init; }

    /// <summary>What the program was loaded for, such as <c>iter/task</c>; known in the target of a link.</summary>
    public string? Hook { get; internal init; }

    /// <summary>The section name of the program, and what it goes over.</summary>
    public override string ToString() => (Hook ?? "iter") + (Map is null ? "" : $" over the map '{Map.Name}'") + (Cgroup is null ? "" : $" from {Cgroup}")
        + (Thread == 0 ? "" : $" over the thread {Thread}") + (Process == 0 ? "" : $" over the process {Process}");

    internal override KernelLink Attach(KernelProgram program)
    {
        IteratorTarget target = this with { Hook = TracingLinks.Hook(program) };
        target.RequireType(program, ProgramType.Tracing);
        target.RequireAttachType(program, AttachType.TraceIterator, "iter/KIND");
        int given = (Map is null ? 0 : 1) + (Cgroup is null && CgroupOrder == CgroupIteratorOrder.Unspec ? 0 : 1) + (Thread == 0 ? 0 : 1) + (Process == 0 ? 0 : 1) + (ProcessHandle is null ? 0 : 1);
        if (given > 1)
            throw new BpfException($"{target.Attaching(program)}: give one of a map, a control group, a thread and a process; {given} were given.");
        using BpfHandle? cgroup = Cgroup is null ? null : OpenedFolder.Open(target.Attaching(program), Cgroup, "a control group is a folder of a cgroup v2 file system");
        return target.Link(program, Info(cgroup), given > 0);
    }

    private IteratorInfo Info(BpfHandle? cgroup)
    {
        if (Map is not null)
            return new IteratorInfo { MapFd = (uint)Map.Handle.FileDescriptor };
        return Cgroup is not null || CgroupOrder != CgroupIteratorOrder.Unspec
            ? new IteratorInfo { CgroupOrder = (uint)CgroupOrder, CgroupFd = cgroup is null ? 0 : (uint)cgroup.FileDescriptor }
            : new IteratorInfo { Thread = (uint)Thread, Process = (uint)Process, ProcessFd = ProcessHandle is null ? 0 : (uint)ProcessHandle.FileDescriptor };
    }

    private unsafe IteratorLink Link(KernelProgram program, IteratorInfo info, bool hasInfo)
    {
        var attributes = new LinkCreateAttributes { AttachType = (uint)AttachType.TraceIterator };
        if (hasInfo)
        {
            attributes.IteratorInfo = &info;
            attributes.IteratorInfoLength = (uint)sizeof(IteratorInfo);
        }

        return new IteratorLink(program, this, BpfLink.Open(program, this, ref attributes, errno => errno switch
        {
            SyscallErrors.BadDescriptor when Map is null => $"it goes over the elements of a map; give it ({nameof(IteratorTarget)}.{nameof(Map)})",
            SyscallErrors.Invalid when CgroupOrder == CgroupIteratorOrder.Unspec && program.Spec.AttachTarget == "cgroup" =>
                $"it walks control groups; give the order ({nameof(IteratorTarget)}.{nameof(CgroupOrder)})",
            SyscallErrors.Invalid => "this iterator does not take what it is to go over (single tasks need Linux 6.1), or does not take this kind of map",
            SyscallErrors.AccessDenied => "the program reads or writes more of a key or value than the map has",
            SyscallErrors.NoProcess => "there is no such process or thread; it may have ended",
            _ => "",
        }));
    }
}
