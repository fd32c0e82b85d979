// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>
/// The sockets of a socket map (<see cref="MapType.SockMap"/>, <see cref="MapType.SockHash"/>): <c>sk_msg</c> programs see what they send, <c>sk_skb</c> programs what they receive.
/// A map has one program of each attach type, and either one stream verdict or one verdict program.
/// </summary>
/// <remarks>The programs serve sockets put into the map after attaching; attach first.</remarks>
/// <param name="Map">The map; it must be open when attaching.</param>
/// <param name="AttachType">
/// What the program does for the map; null for what it was loaded as. Needed for <c>sk_skb</c> programs that were loaded without (section
/// <c>sk_skb</c>).
/// </param>
public sealed record SockMapTarget(KernelMap Map, AttachType? AttachType = null) : KernelTarget
{
    private static readonly KernelVersion LinksSince = new(6, 10);

    /// <summary>By a link (Linux 6.10), or without (<c>BPF_PROG_ATTACH</c>).</summary>
    public AttachMethod Method { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"sockmap:{Map.Name}{(AttachType is { } type ? ":" + type.ToText() : "")}";

    /// <inheritdoc/>
    internal override KernelLink Attach(KernelProgram program)
    {
        RequireType(program, ProgramType.SkMessage, ProgramType.SkSkb);
        uint hook = (uint)HookOf(program);
        return AttachMethods.Attach(Method, LinksSince, AttachMethods.RunningKernel, () => LinkTo(program, hook), () => AttachDirectly(program, hook));
    }

    private static string Hint(int errno) => errno switch
    {
        SyscallErrors.Busy => "the map has a program of this attach type, or of one that excludes it, already",
        SyscallErrors.NotSupported => "the map is none of sockets, or this kernel has no parsers (CONFIG_BPF_STREAM_PARSER)",
        SyscallErrors.Invalid => "the map is none of sockets, the program was loaded for another attach type, or the kernel is older than 6.10 and has no such links",
        _ => "",
    };

    private AttachType HookOf(KernelProgram program) => AttachType ?? program.Spec.AttachType ?? (program.Type == ProgramType.SkMessage
        ? Objects.AttachType.SkMessageVerdict
        : throw new BpfException($"{Attaching(program)}: its section does not tell whether it is a stream parser, a stream verdict or a verdict; "
            + "say so in the target (AttachType.SkSkbVerdict)."));

    private BpfLink LinkTo(KernelProgram program, uint hook)
    {
        var attributes = new LinkCreateAttributes { Target = (uint)Map.Handle.FileDescriptor, AttachType = hook };
        return BpfLink.Create(program, this, ref attributes, Hint);
    }

    private ProgramAttachment AttachDirectly(KernelProgram program, uint hook)
    {
        BpfHandle map = HandleCopies.Duplicate(Map.Handle, Attaching(program));
        var request = new ProgramAttachAttributes { Target = (uint)map.FileDescriptor, AttachType = hook };
        return ProgramAttachment.Create(program, this, new ProgramAttachment.Request(request, Hint, ProgramAttachment.UpdateWay.AttachAgain, map));
    }
}
