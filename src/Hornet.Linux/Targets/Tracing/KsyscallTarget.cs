// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>
/// The kernel's function for a system call, for programs of the type <see cref="ProgramType.Kprobe"/>: a <see cref="KprobeTarget"/> on the name that this
/// machine's kernel gives it (<c>__x64_sys_unlinkat</c> for <c>unlinkat</c>). Its context has the system call's arguments one step further, in a
/// <c>struct pt_regs</c> that the first argument points to. Needs kprobes; <c>tracepoint/syscalls/sys_enter_unlinkat</c> does without.
/// </summary>
/// <param name="Name">The system call, for example <c>unlinkat</c>.</param>
public sealed record KsyscallTarget(string Name) : KernelTarget
{
    /// <summary>Whether the program runs when the system call returns.</summary>
    public bool IsReturn { get; init; }

    /// <summary>What <c>bpf_get_attach_cookie</c> answers in the program; 0 for none. Linux 5.15 and later.</summary>
    public ulong Cookie { get; init; }

    /// <summary>By which interface of the kernel.</summary>
    public ProbeAttachMode Mode { get; init; }

    internal override bool CanReplaceProgram => false;

    /// <summary>The section name of such a program.</summary>
    public override string ToString() => $"{(IsReturn ? "kretsyscall" : "ksyscall")}/{Name}";

    internal override KernelLink Attach(KernelProgram program) =>
        new KprobeTarget(Function(Name)) { IsReturn = IsReturn, Cookie = Cookie, Mode = Mode }.Attach(program);

    /// <summary>
    /// The function's name. Kernels since 4.17 have a wrapper for each system call with the machine in its name (arch/*/include/asm/syscall_wrapper.h); older ones
    /// do not.
    /// </summary>
    internal static string Function(string name)
    {
        string prefix = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => "__x64_sys_",
            Architecture.Arm64 => "__arm64_sys_",
            _ => "__se_sys_",
        };
        return KernelSymbols.Current.Contains(prefix + name) || !KernelSymbols.Current.Contains("sys_" + name) ? prefix + name : "sys_" + name;
    }
}
