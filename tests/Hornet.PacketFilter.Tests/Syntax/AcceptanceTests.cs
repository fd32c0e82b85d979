// SPDX-License-Identifier: Apache-2.0
using Hornet.PacketFilters.Names;
using Hornet.Tests;

namespace Hornet.PacketFilters.Tests.Syntax;

/// <summary>What tcpdump takes as a filter is taken here, and what it refuses is refused.</summary>
public sealed class AcceptanceTests
{
    /// <summary>What libpcap calls a filter that its optimiser finds to match nothing; the grammar has taken it by then.</summary>
    private const string NeverMatches = "rejects all packets";

    /// <summary>What libpcap makes of an IPv4 address as one of DECnet tests bits that are no address.</summary>
    private static readonly string[] s_faults = ["decnet host 192.0.2.1", "decnet src 192.0.2.1", "decnet src or dst net 10.0.0.0/8"];

    private static readonly string[] s_protocols =
    [
        "", "ether", "ip", "ip6", "arp", "rarp", "tcp", "udp", "sctp", "icmp", "icmp6", "igmp", "igrp", "pim", "vrrp", "carp", "ah", "esp", "atalk", "aarp", "decnet", "lat",
        "sca", "moprc", "mopdl", "iso", "clnp", "esis", "isis", "l1", "iih", "stp", "ipx", "netbeui", "radio",
    ];

    private static readonly string[] s_values =
    [
        "", "host 192.0.2.1", "src 192.0.2.1", "host 00:00:5e:00:53:01", "src or dst net 10.0.0.0/8", "port 80", "dst port 80", "portrange 80-90", "gateway localhost", "proto 6",
        "proto 300", "protochain 6", "src proto 6", "broadcast", "multicast", "type mgt", "[0] = 1", "[0:3] = 1", "192.0.2.1", "80", "and",
    ];

    [ToolFact("tcpdump")]
    public void Each_protocol_takes_the_qualifiers_that_tcpdump_lets_it_take()
    {
        var options = new PacketFilterOptions { Names = SystemNames.Default, Netmask = System.Net.IPAddress.Any };
        var differences = new List<string>();
        foreach (string expression in s_protocols.SelectMany(protocol => s_values.Select(value => value.StartsWith('[') ? protocol + value : $"{protocol} {value}".Trim())).Except(s_faults))
        {
            (int status, string output) = Tool.Run("tcpdump", "-d", "-y", "EN10MB", "--", expression);
            bool isTaken = status == 0 || output.Contains(NeverMatches, StringComparison.Ordinal);
            string? error = Error(expression, options);
            if (isTaken != error is null)
                differences.Add($"{expression}: {error ?? "taken"}; tcpdump: {output.Split('\n')[0]}");
        }

        differences.ShouldBeEmpty();
    }

    private static string? Error(string expression, PacketFilterOptions options)
    {
        try
        {
            _ = PacketFilter.Compile(expression, options).Classic;
            return null;
        }
        catch (PacketFilterException exception)
        {
            return exception.Reason;
        }
    }
}
