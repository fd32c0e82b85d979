// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>
/// The hook of the Linux security modules that a program of the type <see cref="ProgramType.Lsm"/> was loaded for (<c>lsm/file_open</c>). A value other
/// than 0 from the program denies the operation, for every process. Needs a kernel with <c>CONFIG_BPF_LSM</c> and <c>bpf</c> among the active modules
/// (<c>/sys/kernel/security/lsm</c>).
/// </summary>
public sealed record LsmTarget : KernelTarget
{
    /// <summary>What <c>bpf_get_attach_cookie</c> answers in the program; 0 for none. Linux 6.0 and later.</summary>
    public ulong Cookie { get; init; }

    /// <summary>What the program was loaded for, such as <c>lsm/file_open</c>; known in the target of a link.</summary>
    public string? Hook { get; internal init; }

    internal override bool CanReplaceProgram => false;

    /// <summary>The section name of the program.</summary>
    public override string ToString() => Hook ?? "the LSM hook the program was loaded for";

    internal override KernelLink Attach(KernelProgram program)
    {
        LsmTarget target = this with { Hook = TracingLinks.Hook(program) };
        target.RequireType(program, ProgramType.Lsm);
        target.RequireAttachType(program, AttachType.LsmMac, "lsm/HOOK");
        return TracingLinks.Create(program, target, Cookie);
    }
}
