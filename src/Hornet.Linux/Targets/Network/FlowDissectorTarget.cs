// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>
/// The dissection of packets into flow keys (for hashing, among others) in a network namespace. A namespace has one program; one in the initial
/// namespace serves all, and excludes programs in the others.
/// </summary>
public sealed record FlowDissectorTarget : NetworkNamespaceTarget
{
    private static readonly KernelVersion LinksSince = new(5, 8);

    /// <summary>Creates the target.</summary>
    /// <param name="path">The file of the namespace, or null for the namespace of the thread that attaches.</param>
    public FlowDissectorTarget(string? path = null)
        : base(path)
    {
    }

    /// <summary>By a link (Linux 5.8), or without (<c>BPF_PROG_ATTACH</c>, Linux 4.20; only in the namespace of the thread that attaches).</summary>
    public AttachMethod Method { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Path is null ? "netns" : $"netns:{Path}";

    /// <inheritdoc/>
    internal override KernelLink Attach(KernelProgram program)
    {
        RequireType(program, ProgramType.FlowDissector);
        return AttachMethods.Attach(Method, LinksSince, AttachMethods.RunningKernel, () => LinkTo(program, AttachType.FlowDissector), () => AttachDirectly(program));
    }

    private ProgramAttachment AttachDirectly(KernelProgram program)
    {
        if (Path is not null)
            throw new BpfException($"{Attaching(program)}: without a link only the namespace of the calling thread can be attached to; enter it, and give no path.");
        var request = new ProgramAttachAttributes { AttachType = (uint)AttachType.FlowDissector };
        return ProgramAttachment.Create(program, this, new ProgramAttachment.Request(
            request, Hint, ProgramAttachment.UpdateWay.AttachAgain, Namespace: NetworkNamespaceScope.Current(Attaching(program))));
    }
}
