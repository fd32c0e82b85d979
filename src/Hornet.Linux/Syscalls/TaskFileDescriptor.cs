// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>What a descriptor of some process attaches a program to: a perf event or a raw tracepoint (<c>BPF_TASK_FD_QUERY</c>). Takes CAP_SYS_ADMIN.</summary>
/// <param name="ProgramId">The attached program's number.</param>
/// <param name="Type">What it is attached to.</param>
/// <param name="Name">The tracepoint, kernel function or file; empty for a kernel address.</param>
/// <param name="ProbeOffset">The place in the function or file, in bytes.</param>
/// <param name="ProbeAddress">The kernel address, where only that was given; otherwise 0.</param>
public sealed record TaskFileDescriptor(uint ProgramId, TaskFileDescriptorType Type, string Name, ulong ProbeOffset, ulong ProbeAddress)
{
    private const int NameRoom = 4096; // PATH_MAX

    /// <summary>Asks about a descriptor.</summary>
    /// <param name="processId">The process.</param>
    /// <param name="fileDescriptor">The descriptor's number in that process.</param>
    /// <exception cref="BpfSyscallException">The kernel refused; ENOTSUPP when the descriptor attaches no program.</exception>
    public static unsafe TaskFileDescriptor Query(int processId, int fileDescriptor)
    {
        byte* name = stackalloc byte[NameRoom];
        var attributes = new TaskQueryAttributes { ProcessId = (uint)processId, Fd = (uint)fileDescriptor, Buffer = name, BufferLength = NameRoom };
        int result = BpfSyscall.Call(BpfCommand.TaskFileDescriptorQuery, ref attributes);
        return result == 0
            ? new TaskFileDescriptor(attributes.ProgramId, (TaskFileDescriptorType)attributes.FdType, BpfSyscall.ReadName(name), attributes.ProbeOffset, attributes.ProbeAddress)
            : throw new BpfSyscallException(string.Create(CultureInfo.InvariantCulture, $"asking about the descriptor {fileDescriptor} of the process {processId}"), BpfCommand.TaskFileDescriptorQuery, -result);
    }
}
