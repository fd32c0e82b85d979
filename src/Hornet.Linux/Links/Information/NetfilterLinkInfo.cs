// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>A netfilter link.</summary>
public sealed record NetfilterLinkInfo : KernelLinkInfo
{
    /// <summary>The protocol family (<c>NFPROTO_IPV4</c> 2, <c>NFPROTO_IPV6</c> 10).</summary>
    public required uint ProtocolFamily { get; init; }

    /// <summary>The hook's number (<c>NF_INET_PRE_ROUTING</c> 0 to <c>NF_INET_POST_ROUTING</c> 4).</summary>
    public required uint Hook { get; init; }

    /// <summary>Its place among the others of the hook; lower ones run first.</summary>
    public required int Priority { get; init; }

    /// <summary>Flags; 1 reassembles IP fragments before the program (<c>BPF_F_NETFILTER_IP_DEFRAG</c>).</summary>
    public required uint Flags { get; init; }
}
