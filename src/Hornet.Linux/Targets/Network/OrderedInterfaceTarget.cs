// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>
/// A hook of a network interface that runs several programs one after the other, up to 64, until one decides. A list has a revision, which
/// every change raises.
/// </summary>
public abstract record OrderedInterfaceTarget : NetworkInterfaceTarget
{
    private protected OrderedInterfaceTarget(string interfaceName)
        : base(interfaceName)
    {
    }

    private protected OrderedInterfaceTarget(int interfaceIndex)
        : base(interfaceIndex)
    {
    }

    /// <summary>Where among the programs there; null for the end.</summary>
    public AttachAnchor? Anchor { get; init; }

    /// <summary>The revision that the list must have, so that nothing changed since it was read; 0 for any.</summary>
    public ulong ExpectedRevision { get; init; }

    /// <summary>
    /// A program without a link that gives its place to the new one, or null. The new one is attached without a link, too: the program of a link is
    /// replaced by <see cref="KernelLink.Update"/>.
    /// </summary>
    public KernelProgram? Replace { get; init; }

    /// <summary>By a link (the default), or without (<c>BPF_PROG_ATTACH</c>).</summary>
    public AttachMethod Method { get; init; }

    /// <summary>Attaches to a hook of the list kind.</summary>
    private protected KernelLink Attach(KernelProgram program, AttachType hook)
    {
        RequireType(program, ProgramType.SchedulerClassifier);
        uint index = FindInterface(program);
        (uint flags, uint relative) = Anchor?.ToKernel() ?? (0, 0);
        if (Replace is null && Method != AttachMethod.Direct)
        {
            var attributes = new LinkCreateAttributes { Target = index, AttachType = (uint)hook, Flags = flags, RelativeFdOrId = relative, ExpectedRevision = ExpectedRevision };
            return BpfLink.Create(program, this, ref attributes, Hint);
        }

        if (Method == AttachMethod.Link)
            throw new BpfException($"{Attaching(program)}: a link cannot take the place of '{Replace?.Name}'; update that program's link, or attach with AttachMethod.Direct.");
        var request = new ProgramAttachAttributes
        {
            Target = index,
            AttachType = (uint)hook,
            Flags = flags | (Replace is null ? 0 : (uint)ProgramAttachFlags.Replace),
            ReplaceFd = (uint)(Replace?.Handle.FileDescriptor ?? 0),
            RelativeFdOrId = relative,
            ExpectedRevision = ExpectedRevision,
        };
        return ProgramAttachment.Create(program, this, new ProgramAttachment.Request(
            request, Hint, ProgramAttachment.UpdateWay.Replace, Namespace: NetworkNamespaceScope.Current(Attaching(program))));
    }

    private static string Hint(int errno) => errno switch
    {
        SyscallErrors.NoEntry => "the program or link beside which to attach, or which to replace, is not attached to this hook",
        SyscallErrors.Stale => "the list of programs has another revision than expected: read it again",
        SyscallErrors.Exists => "this program is attached there already",
        SyscallErrors.OutOfRange => "the hook has as many programs as it takes (64), or the place asked for contradicts itself",
        SyscallErrors.NoDevice => "there is no such interface in this network namespace, or it was removed meanwhile",
        SyscallErrors.Busy => "the program to replace belongs to a link; update that link",
        SyscallErrors.Invalid => "the kernel is older than this hook (tcx: 6.6, netkit: 6.7), or the interface is of another kind",
        _ => "",
    };
}
