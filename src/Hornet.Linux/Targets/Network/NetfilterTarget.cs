// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>A netfilter hook in the network namespace of the thread that attaches (Linux 6.4): the program accepts or drops (<see cref="NetfilterVerdict"/>).</summary>
/// <param name="Family">The protocol.</param>
/// <param name="Hook">The station.</param>
/// <param name="Priority">
/// The place among the hook's users, low ones first (<c>NF_IP_PRI_*</c>: connection tracking -200, filter 0). No two programs of a hook may have
/// the same; the smallest and largest number are not allowed.
/// </param>
public sealed record NetfilterTarget(NetfilterFamily Family, NetfilterHook Hook, int Priority = 0) : KernelTarget
{
    /// <summary><c>BPF_F_NETFILTER_IP_DEFRAG</c>.</summary>
    private const uint DefragmentFlag = 1;

    /// <summary>Whether fragments are put together before the program sees them; for priorities above -400 (<c>NF_IP_PRI_CONNTRACK_DEFRAG</c>). Linux 6.6.</summary>
    public bool Defragments { get; init; }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"netfilter:{(Family == NetfilterFamily.IPv4 ? "ipv4" : "ipv6")}:{HookText(Hook)}:{Priority}{(Defragments ? ":defragment" : "")}");

    /// <inheritdoc/>
    internal override bool CanReplaceProgram => false;

    /// <summary>The name of a station in a text, as nft spells it.</summary>
    internal static string HookText(NetfilterHook hook) => hook switch
    {
        NetfilterHook.PreRouting => "prerouting",
        NetfilterHook.LocalIn => "input",
        NetfilterHook.Forward => "forward",
        NetfilterHook.LocalOut => "output",
        NetfilterHook.PostRouting => "postrouting",
        _ => ((int)hook).ToString(CultureInfo.InvariantCulture),
    };

    /// <inheritdoc/>
    internal override KernelLink Attach(KernelProgram program)
    {
        RequireType(program, ProgramType.Netfilter);
        var attributes = new LinkCreateAttributes
        {
            AttachType = (uint)AttachType.Netfilter,
            NetfilterFamily = (uint)Family,
            NetfilterHook = (uint)Hook,
            NetfilterPriority = Priority,
            NetfilterFlags = Defragments ? DefragmentFlag : 0,
        };
        return BpfLink.Create(program, this, ref attributes, Hint);
    }

    private static string Hint(int errno) => errno switch
    {
        SyscallErrors.Busy => "another program has this priority on this hook; choose another",
        SyscallErrors.OutOfRange => "the smallest and the largest priority are not allowed",
        SyscallErrors.AddressFamilyNotSupported => "the kernel runs programs for IPv4 and IPv6 only, and only if it was built with them",
        SyscallErrors.ProtocolError => "there is no such station",
        SyscallErrors.NotSupported => "this kernel cannot put fragments together (CONFIG_NF_DEFRAG_IPV4, CONFIG_NF_DEFRAG_IPV6)",
        SyscallErrors.Invalid => "the kernel is older than 6.4, or was built without netfilter links (CONFIG_NETFILTER_BPF_LINK), or fragments are to be put together at a priority of -400 or below",
        _ => "",
    };
}
