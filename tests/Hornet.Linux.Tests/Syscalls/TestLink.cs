// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Hornet.Objects;

namespace Hornet.Linux.Tests.Syscalls;

/// <summary>Makes links by the bare commands, so that what the kernel says about them can be compared with what was asked for.</summary>
internal static unsafe class TestLink
{
    private static readonly OpenedTarget Anything = new(BpfLinkType.Unspec, 0);

    /// <summary><c>BPF_RAW_TRACEPOINT_OPEN</c>.</summary>
    public static BpfLink OpenRawTracepoint(KernelProgram program, string? tracepoint, ulong cookie = 0)
    {
        fixed (byte* name = tracepoint is null ? null : Encoding.UTF8.GetBytes(tracepoint + "\0"))
        {
            var attributes = new RawTracepointAttributes { Name = name, ProgramFd = (uint)program.Handle.FileDescriptor, Cookie = cookie };
            return new BpfLink(program, Anything, BpfSyscall.Open("opening a raw tracepoint", BpfCommand.RawTracepointOpen, ref attributes));
        }
    }

    /// <summary><c>BPF_LINK_CREATE</c> to a descriptor or interface, without anything that depends on the kind.</summary>
    public static BpfLink Create(KernelProgram program, uint target, AttachType type, uint flags = 0)
    {
        var attributes = new LinkCreateAttributes { Target = target, AttachType = (uint)type, Flags = flags };
        return Create(program, ref attributes);
    }

    /// <summary><c>BPF_LINK_CREATE</c>.</summary>
    public static BpfLink Create(KernelProgram program, ref LinkCreateAttributes attributes) => BpfLink.Create(program, Anything, ref attributes);
}
