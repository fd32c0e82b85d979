// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>A station of a packet on its way through the IP stack. <c>enum nf_inet_hooks</c> (linux/netfilter.h).</summary>
public enum NetfilterHook
{
    /// <summary>Everything that arrives, before routing.</summary>
    PreRouting = 0,

    /// <summary>What is for this machine.</summary>
    LocalIn = 1,

    /// <summary>What is passed on to another machine.</summary>
    Forward = 2,

    /// <summary>What this machine sends.</summary>
    LocalOut = 3,

    /// <summary>Everything that leaves, after routing.</summary>
    PostRouting = 4,
}
