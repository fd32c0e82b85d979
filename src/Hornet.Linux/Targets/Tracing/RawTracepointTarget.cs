// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>
/// A tracepoint of the kernel with its arguments as the kernel's code passes them, for programs of the types <see cref="ProgramType.RawTracepoint"/>
/// and <see cref="ProgramType.RawTracepointWritable"/>. Faster than <see cref="TracepointTarget"/>, and needs no tracefs.
/// </summary>
/// <param name="Name">The tracepoint's name without category, for example <c>sched_process_exec</c> or <c>sys_enter</c>.</param>
public sealed unsafe record RawTracepointTarget(string Name) : KernelTarget
{
    /// <summary>What <c>bpf_get_attach_cookie</c> answers in the program; 0 for none. Linux 6.10 and later.</summary>
    public ulong Cookie { get; init; }

    internal override bool CanReplaceProgram => false;

    /// <summary>The section name of such a program.</summary>
    public override string ToString() => $"raw_tp/{Name}";

    internal override KernelLink Attach(KernelProgram program)
    {
        RequireType(program, ProgramType.RawTracepoint, ProgramType.RawTracepointWritable);
        fixed (byte* name = Encoding.UTF8.GetBytes(Name + "\0"))
            return new BpfLink(program, this, Open(program, this, name, Cookie, errno => LikelyCause(errno)));
    }

    /// <summary>Opens a link by <c>BPF_RAW_TRACEPOINT_OPEN</c>.</summary>
    /// <param name="program">The program.</param>
    /// <param name="target">What for.</param>
    /// <param name="name">The tracepoint, ended by a zero; null for programs that were loaded for what they attach to.</param>
    /// <param name="cookie">The cookie.</param>
    /// <param name="likelyCause">What an error number most often means.</param>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    internal static BpfHandle Open(KernelProgram program, KernelTarget target, byte* name, ulong cookie, Func<int, string> likelyCause)
    {
        var attributes = new RawTracepointAttributes { Name = name, ProgramFd = (uint)program.Handle.FileDescriptor, Cookie = cookie };
        int fd = BpfSyscall.Call(BpfCommand.RawTracepointOpen, ref attributes);
        return fd >= 0
            ? new BpfHandle(fd)
            : throw new BpfSyscallException(target.Attaching(program), BpfCommand.RawTracepointOpen, -fd, likelyCause: likelyCause(-fd));
    }

    private string LikelyCause(int errno) => errno switch
    {
        SyscallErrors.TooBig or SyscallErrors.Invalid when Cookie != 0 => "cookies of raw tracepoints need Linux 6.10; or the program reads more arguments than this tracepoint has",
        SyscallErrors.NoEntry => $"this kernel has no tracepoint '{Name}'{NearNames.Hint(Name, TraceFileSystem.EventNames().Select(known => known[(known.IndexOf('/', StringComparison.Ordinal) + 1)..]))}; system calls are traced by sys_enter and sys_exit",
        SyscallErrors.Invalid => "the program reads more arguments than this tracepoint has, or writes to a tracepoint that is not writable",
        _ => "",
    };
}
