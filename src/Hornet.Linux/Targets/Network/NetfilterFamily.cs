// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>The protocol of a netfilter hook. <c>NFPROTO_*</c> (linux/netfilter.h); the kernel runs programs for these two.</summary>
public enum NetfilterFamily
{
    /// <summary>IPv4, <c>NFPROTO_IPV4</c>.</summary>
    IPv4 = 2,

    /// <summary>IPv6, <c>NFPROTO_IPV6</c>.</summary>
    IPv6 = 10,
}
