// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>Links of programs that were loaded for what they attach to: tracing, LSM and extension programs.</summary>
internal static unsafe class TracingLinks
{
    /// <summary>What a program was loaded for, as a section name.</summary>
    public static string Hook(KernelProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        string kind = (program.Type, program.Spec.AttachType) switch
        {
            (ProgramType.Tracing, AttachType.TraceRawTracepoint) => "tp_btf",
            (ProgramType.Tracing, AttachType.TraceFunctionEntry) => "fentry",
            (ProgramType.Tracing, AttachType.TraceFunctionExit) => "fexit",
            (ProgramType.Tracing, AttachType.ModifyReturn) => "fmod_ret",
            (ProgramType.Tracing, AttachType.TraceIterator) => "iter",
            (ProgramType.Lsm, AttachType.LsmCgroup) => "lsm_cgroup",
            (ProgramType.Lsm, _) => "lsm",
            (ProgramType.Extension, _) => "freplace",
            _ => program.Type.ToText(),
        };
        return string.IsNullOrEmpty(program.Spec.AttachTarget) ? kind : $"{kind}/{program.Spec.AttachTarget}";
    }

    /// <summary>Links a program to what it was loaded for, by <c>BPF_LINK_CREATE</c>, or on kernels before 5.19 by <c>BPF_RAW_TRACEPOINT_OPEN</c>.</summary>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public static BpfLink Create(KernelProgram program, KernelTarget target, ulong cookie)
    {
        var attributes = new LinkCreateAttributes
        {
            ProgramFd = (uint)program.Handle.FileDescriptor,
            AttachType = (uint)(program.Spec.AttachType ?? 0),
            TracingCookie = cookie,
        };
        int fd = BpfSyscall.Call(BpfCommand.LinkCreate, ref attributes);
        if (fd >= 0)
            return new BpfLink(program, target, new BpfHandle(fd));
        if (fd != -SyscallErrors.Invalid || cookie != 0)
            throw new BpfSyscallException(target.Attaching(program), BpfCommand.LinkCreate, -fd, likelyCause: LikelyCause(program, -fd, cookie));
        return new BpfLink(program, target, RawTracepointTarget.Open(program, target, null, 0, errno => LikelyCause(program, errno)));
    }

    /// <summary>What an error number most often means for such programs.</summary>
    public static string LikelyCause(KernelProgram program, int errno, ulong cookie = 0) => errno switch
    {
        SyscallErrors.BadType or SyscallErrors.NotSupported =>
            $"this kernel or processor cannot attach programs to functions (it needs CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS, and a trampoline for this machine){Instead(program)}",
        SyscallErrors.Busy when program.Type == ProgramType.Extension => "another program replaces this function already, or traces it",
        SyscallErrors.Busy => "this program is attached there already, or the function is patched or replaced by something else",
        SyscallErrors.NoDevice => $"the kernel refuses to patch this function: it is not traceable by ftrace{Instead(program)}",
        SyscallErrors.TooBig => "as many programs as the kernel allows (38) are attached to this function",
        SyscallErrors.Invalid when cookie != 0 => "cookies of tracing programs need Linux 6.0, those of BTF tracepoints 6.10",
        SyscallErrors.Invalid => $"the program does not go with this hook, or the kernel lacks what it needs{Instead(program)}",
        SyscallErrors.NoEntry => "what the program was loaded for is gone: its kernel module may have been unloaded",
        _ => "",
    };

    private static string Instead(KernelProgram program) => (program.Type, program.Spec.AttachType) switch
    {
        (ProgramType.Tracing, AttachType.TraceFunctionEntry or AttachType.TraceFunctionExit) => "; a kprobe (kprobe/…, kretprobe/…) or a tracepoint (tp_btf/…) may do instead",
        (ProgramType.Lsm, _) => "; LSM programs need CONFIG_BPF_LSM and \"bpf\" in /sys/kernel/security/lsm",
        _ => "",
    };
}
