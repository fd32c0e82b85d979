// SPDX-License-Identifier: Apache-2.0
using Hornet.PacketFilters.Syntax;

namespace Hornet.PacketFilters.Lowering;

/// <summary>By which version of IP the fields of a number are reached.</summary>
internal enum IPFamily
{
    /// <summary>Every field says so itself.</summary>
    Any,

    /// <summary>IPv4.</summary>
    IPv4,

    /// <summary>IPv6.</summary>
    IPv6,
}

/// <summary>What the fields of a relation demand of the network layer together.</summary>
/// <param name="HasEither">Whether there is a field of a protocol that both versions carry.</param>
/// <param name="CanBeIPv4">Whether no field is of IPv6 alone.</param>
/// <param name="CanBeIPv6">Whether no field is of IPv4 alone and no two are of different transports; the first of the two holds where both do not.</param>
internal readonly record struct FieldFamilies(bool HasEither, bool CanBeIPv4, bool CanBeIPv6)
{
    public static FieldFamilies Of(IEnumerable<NumberNode> numbers)
    {
        bool hasEither = false, canBeIPv4 = true, canBeIPv6 = true;
        FilterProtocol? transport = null;
        foreach (FieldNumber field in numbers.SelectMany(number => number.Fields()))
        {
            hasEither |= IsOfEither(field.Protocol);
            canBeIPv4 &= field.Protocol is not (FilterProtocol.Ip6 or FilterProtocol.Icmp6);
            canBeIPv6 &= field.Protocol is not (FilterProtocol.Ip or FilterProtocol.Icmp or FilterProtocol.Igmp or FilterProtocol.Igrp
                or FilterProtocol.Vrrp or FilterProtocol.Carp);

            // No chain of headers leads to two of them, and following it for each would multiply the ways through the program.
            if (IsOfEither(field.Protocol) || field.Protocol == FilterProtocol.Icmp6)
            {
                canBeIPv6 &= transport is null || transport == field.Protocol;
                transport = field.Protocol;
            }
        }

        return new FieldFamilies(hasEither, canBeIPv4 || !canBeIPv6, canBeIPv6);
    }

    /// <summary>Whether a protocol is carried by IPv4 and by IPv6.</summary>
    public static bool IsOfEither(FilterProtocol protocol) => protocol is FilterProtocol.Tcp or FilterProtocol.Udp or FilterProtocol.Sctp or FilterProtocol.Pim;
}
