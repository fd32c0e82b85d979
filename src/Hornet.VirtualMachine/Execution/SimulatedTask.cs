// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>The task that programs see as the current one.</summary>
public sealed record SimulatedTask
{
    /// <summary>The command name; at most 15 bytes of UTF-8 are seen (<c>TASK_COMM_LEN</c> less the NUL).</summary>
    public string Command { get; init; } = "hornet";

    /// <summary>The thread id (the kernel's <c>pid</c>).</summary>
    public int ThreadId { get; init; } = 1000;

    /// <summary>The process id (the kernel's <c>tgid</c>).</summary>
    public int ProcessId { get; init; } = 1000;

    /// <summary>The parent's process id.</summary>
    public int ParentProcessId { get; init; } = 1;

    /// <summary>The user id.</summary>
    public uint UserId { get; init; } = 1000;

    /// <summary>The group id.</summary>
    public uint GroupId { get; init; } = 1000;

    /// <summary>The id of the cgroup (version 2).</summary>
    public ulong CgroupId { get; init; } = 1;

    /// <summary>Ids of the cgroup's ancestors, from the root (level 0) to the cgroup itself; empty means only the cgroup itself.</summary>
    public IReadOnlyList<ulong> CgroupAncestors { get; init; } = [];

    /// <summary>The class id of the cgroup v1 <c>net_cls</c> controller.</summary>
    public uint CgroupClassId { get; init; }

    /// <summary>The address that stands for the task (<c>bpf_get_current_task</c>); an opaque number in user space.</summary>
    public ulong TaskAddress { get; init; } = 0xffff_8880_0100_0000;

    /// <summary>Inode number of the task's pid name space, and its device, as <c>bpf_get_ns_current_pid_tgid</c> compares them.</summary>
    public (ulong Device, ulong Inode) PidNamespace { get; init; } = (4, 0xf000_0000 - 4);
}
