// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>
/// The LSM hook that a program of a section <c>lsm_cgroup/HOOK</c> was loaded for, for the processes of a control group. The program returns 1 to
/// allow and 0 to deny. Linux 6.0 and later.
/// </summary>
/// <param name="Path">The folder of the control group, in a cgroup v2 file system.</param>
public sealed record LsmCgroupTarget(string Path) : KernelTarget
{
    /// <summary>What the program was loaded for, such as <c>lsm_cgroup/socket_bind</c>; known in the target of a link.</summary>
    public string? Hook { get; internal init; }

    /// <summary>The section name of the program, and the control group.</summary>
    public override string ToString() => $"{Hook ?? "lsm_cgroup"} of {Path}";

    internal override KernelLink Attach(KernelProgram program)
    {
        LsmCgroupTarget target = this with { Hook = TracingLinks.Hook(program) };
        target.RequireType(program, ProgramType.Lsm);
        target.RequireAttachType(program, AttachType.LsmCgroup, "lsm_cgroup/HOOK");
        using BpfHandle cgroup = OpenedFolder.Open(target.Attaching(program), Path, "a control group is a folder of a cgroup v2 file system");
        var attributes = new LinkCreateAttributes { Target = (uint)cgroup.FileDescriptor, AttachType = (uint)AttachType.LsmCgroup };
        return BpfLink.Create(program, target, ref attributes, errno => errno switch
        {
            SyscallErrors.BadDescriptor => $"{Path} is not a folder of a cgroup v2 file system",
            _ => TracingLinks.LikelyCause(program, errno),
        });
    }
}
