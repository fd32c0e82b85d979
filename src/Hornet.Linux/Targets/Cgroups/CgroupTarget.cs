// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>
/// A hook of a cgroup (version 2): the program runs for what the processes of the cgroup, and of those below, do. Which hook is what the program was
/// loaded for: packets in and out, sockets made, bound, connected and released, addresses rewritten, socket options, <c>sock_ops</c> events, device access, sysctl access. LSM hooks of a cgroup
/// have <see cref="LsmCgroupTarget"/>.
/// </summary>
/// <example>
/// <code>
/// using KernelLink link = loaded.Program("redirect").Attach(new CgroupTarget("/sys/fs/cgroup/shop"));
/// </code>
/// </example>
public sealed record CgroupTarget : KernelTarget
{
    private static readonly KernelVersion LinksSince = new(5, 7);

    private readonly BpfHandle? _handle;

    /// <summary>Creates the target.</summary>
    /// <param name="path">The folder of the cgroup in a cgroup2 file system.</param>
    public CgroupTarget(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Path = path;
    }

    /// <summary>Creates the target.</summary>
    /// <param name="handle">A descriptor of the cgroup's folder; it must be open when attaching.</param>
    public CgroupTarget(BpfHandle handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        _handle = handle;
        Path = $"/proc/self/fd/{handle.FileDescriptor}";
    }

    /// <summary>The folder of the cgroup.</summary>
    public string Path { get; }

    /// <summary>The hook; null for the one the program was loaded for. Needed for <c>cgroup/skb</c> programs that were loaded for both directions.</summary>
    public AttachType? AttachType { get; init; }

    /// <summary>How the program shares the hook with others.</summary>
    public CgroupAttachMode Mode { get; init; }

    /// <summary>
    /// Where among the programs of this cgroup; null for the end. Linux 6.16. A link stands beside a link, a program without one beside such a program.
    /// Programs of a cgroup run before those of the cgroups above it.
    /// </summary>
    public AttachAnchor? Anchor { get; init; }

    /// <summary>Whether the program runs before those of the cgroups below, instead of after them (<c>BPF_F_PREORDER</c>, Linux 6.15).</summary>
    public bool IsPreOrder { get; init; }

    /// <summary>The revision that the hook must have, so that nothing changed since it was read; 0 for any. Linux 6.16.</summary>
    public ulong ExpectedRevision { get; init; }

    /// <summary>
    /// A program without a link that gives its place to the new one, or null; with <see cref="CgroupAttachMode.Multiple"/>. The program of a link is replaced by
    /// <see cref="KernelLink.Update"/>.
    /// </summary>
    public KernelProgram? Replace { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"cgroup:{Path}";

    /// <inheritdoc/>
    internal override KernelLink Attach(KernelProgram program)
    {
        uint hook = (uint)HookOf(program);
        if (Replace is not null && Mode != CgroupAttachMode.Multiple)
        {
            throw new BpfException($"{Attaching(program)}: only with CgroupAttachMode.Multiple can it take the place of '{Replace.Name}'; "
                + "a link is updated, and in the other modes attaching replaces by itself.");
        }

        BpfHandle cgroup = OpenCgroup(program);
        if (Mode != CgroupAttachMode.Link)
            return AttachDirectly(program, hook, cgroup, Mode);
        try
        {
            KernelLink link = AttachMethods.Attach(AttachMethod.Automatic, LinksSince, AttachMethods.RunningKernel, () => LinkTo(program, hook, cgroup),
                () => AttachDirectly(program, hook, HandleCopies.Duplicate(cgroup, Attaching(program)), CgroupAttachMode.Multiple));
            return link;
        }
        finally
        {
            cgroup.Dispose();
        }
    }

    private static string Hint(int errno) => errno switch
    {
        SyscallErrors.NotPermitted => "this cgroup or one above has a program that was attached in another mode and allows none beside it or below it (bpftool cgroup tree shows them), "
            + "or this process lacks the privilege",
        SyscallErrors.BadDescriptor => "the folder is no cgroup of version 2; /proc/mounts tells where the cgroup2 file system is",
        SyscallErrors.TooBig => "the cgroup has as many programs on this hook as it takes (64)",
        SyscallErrors.NoEntry => "the program or link beside which to attach, or which to replace, is not attached to this hook of this cgroup",
        SyscallErrors.Stale => "the programs of the hook have another revision than expected: read them again",
        SyscallErrors.NoDevice => "the cgroup was removed meanwhile",
        SyscallErrors.Invalid => "the program was loaded for another hook or is attached there already, the anchor is of the other kind (a link stands beside a link, a program without one beside such a program), "
            + "or the kernel is older than what the target asks for (links: 5.7, pre-order: 6.15, anchors: 6.16)",
        _ => "",
    };

    private AttachType HookOf(KernelProgram program)
    {
        RequireType(program, ProgramType.CgroupSkb, ProgramType.CgroupSock, ProgramType.CgroupSockAddress, ProgramType.CgroupSockOption, ProgramType.CgroupSysctl,
            ProgramType.CgroupDevice, ProgramType.SockOperations);
        return AttachType ?? program.Spec.AttachType ?? program.Type switch
        {
            ProgramType.CgroupDevice => Objects.AttachType.CgroupDevice,
            ProgramType.CgroupSysctl => Objects.AttachType.CgroupSysctl,
            ProgramType.SockOperations => Objects.AttachType.CgroupSockOperations,
            ProgramType.CgroupSock => Objects.AttachType.CgroupInetSockCreate,
            _ => throw new BpfException($"{Attaching(program)}: its section '{program.Spec.SectionName}' does not tell the hook; "
                + "say it in the target (AttachType = AttachType.CgroupInetIngress)."),
        };
    }

    private BpfHandle OpenCgroup(KernelProgram program)
    {
        string doing = Attaching(program);
        return _handle is null
            ? OpenedFolder.Open(doing, Path, "give the folder of a cgroup of version 2; /proc/mounts tells where the cgroup2 file system is")
            : HandleCopies.Duplicate(_handle, doing);
    }

    private BpfLink LinkTo(KernelProgram program, uint hook, BpfHandle cgroup)
    {
        (uint flags, uint relative) = Anchor?.ToKernel() ?? (0, 0);
        var attributes = new LinkCreateAttributes
        {
            Target = (uint)cgroup.FileDescriptor,
            AttachType = hook,
            Flags = flags | (IsPreOrder ? (uint)ProgramAttachFlags.PreOrder : 0),
            RelativeFdOrId = relative,
            ExpectedRevision = ExpectedRevision,
        };
        return BpfLink.Create(program, this, ref attributes, Hint);
    }

    private ProgramAttachment AttachDirectly(KernelProgram program, uint hook, BpfHandle cgroup, CgroupAttachMode mode)
    {
        (uint flags, uint relative) = Anchor?.ToKernel() ?? (0, 0);
        flags |= mode switch
        {
            CgroupAttachMode.Override => (uint)ProgramAttachFlags.AllowOverride,
            CgroupAttachMode.Exclusive => 0,
            _ => (uint)ProgramAttachFlags.AllowMulti,
        };
        var request = new ProgramAttachAttributes
        {
            Target = (uint)cgroup.FileDescriptor,
            AttachType = hook,
            Flags = flags | (IsPreOrder ? (uint)ProgramAttachFlags.PreOrder : 0) | (Replace is null ? 0 : (uint)ProgramAttachFlags.Replace),
            ReplaceFd = (uint)(Replace?.Handle.FileDescriptor ?? 0),
            RelativeFdOrId = relative,
            ExpectedRevision = ExpectedRevision,
        };
        ProgramAttachment.UpdateWay way = mode == CgroupAttachMode.Multiple ? ProgramAttachment.UpdateWay.Replace : ProgramAttachment.UpdateWay.AttachAgain;
        return ProgramAttachment.Create(program, this, new ProgramAttachment.Request(request, Hint, way, cgroup));
    }
}
