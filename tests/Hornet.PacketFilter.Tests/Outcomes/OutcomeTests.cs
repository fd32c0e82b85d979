// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using System.Net;
using Hornet.Bytecode;
using Hornet.Packets;
using Hornet.PacketFilters.Lowering;
using Hornet.PacketFilters.Tests.Generation;
using Hornet.PacketFilters.Tests.Names;
using Hornet.PacketFilters.Tests.Reference;
using Hornet.Tests;

namespace Hornet.PacketFilters.Tests.Outcomes;

/// <summary>A filter that matches nothing, or everything, says so and why.</summary>
public sealed class OutcomeTests
{
    [Theory]
    [InlineData("ip and ip6", "never matches: `ip6` contradicts `ip`: both test the 2 bytes at offset 12")]
    [InlineData("ip and tcp and ip6", "never matches: `ip6` contradicts `ip`: both test the 2 bytes at offset 12")]
    [InlineData("less 10 and greater 20", "never matches: `greater 20` contradicts `less 10`: both test the length of the packet")]
    [InlineData("tcp port 80 and udp", "never matches: `udp` contradicts `tcp port 80`")]
    [InlineData("port 80 and not port 80", "never matches: not `port 80` contradicts `port 80`")]
    [InlineData("src port 80 and 443", "never matches: `443` contradicts `src port 80`")]
    [InlineData("ip and (arp or rarp)", "never matches: `(arp or rarp)` contradicts `ip`: both test the 2 bytes at offset 12")]
    [InlineData("ip6 and host 192.0.2.1", "never matches: `host 192.0.2.1` contradicts `ip6`")]
    [InlineData("src net 10.0.0.0/8 and src host 192.0.2.1", "never matches: `src host 192.0.2.1` contradicts `src net 10.0.0.0/8`")]
    [InlineData("tcp[tcpflags] & tcp-syn != 0 and tcp[tcpflags] = 0", "never matches: `tcp[tcpflags] = 0` contradicts `tcp[tcpflags] & tcp-syn != 0`")]
    [InlineData("len > 5 and tcp and len < 7 and len != 6", "never matches: `len > 5`, `len < 7`, `len != 6` cannot all hold")]
    [InlineData("not (ip or not ip)", "never matches: `ip` contradicts not `ip`: both test the 2 bytes at offset 12")]
    [InlineData("ip and tcp[0] = 1 and udp", "never matches: `udp` contradicts `tcp[0] = 1`")]
    [InlineData("(ip and ip6) or (tcp and udp)", "never matches: `ip6` contradicts `ip`: both test the 2 bytes at offset 12; and `udp` contradicts `tcp`")]
    [InlineData("ip[0] & 0xf > 15", "never matches: `ip[0] & 0xf > 15` never holds: `ip[0] & 0xf` is at most 15")]
    [InlineData("tcp and (ip[2:2] >> 8) + 1 > 256", "never matches: `(ip[2:2] >> 8) + 1 > 256` never holds: `(ip[2:2] >> 8) + 1` is from 1 to 256")]
    [InlineData("3 > 5", "never matches: `3 > 5` never holds: 3 and 5 are compared")]
    [InlineData("not len >= 0", "never matches: `len >= 0` always holds: `len` is at least 0")]
    public void Matches_nothing(string expression, string message) => Of(expression).ToString().ShouldBe(message);

    [Theory]
    [InlineData("vlan and ip and ip6", "never matches: `ip6` contradicts `ip`: both test the 2 bytes at offset 12")]
    [InlineData("vlan 100 and vlan 200 and tcp and udp", "never matches: `udp` contradicts `tcp`")]
    [InlineData("arp and vlan", "never matches: `vlan` contradicts `arp`: both test the 2 bytes at offset 12")]
    [InlineData("ip and vlan and udp", "never matches: `vlan` contradicts `ip`: both test the 2 bytes at offset 12")]
    [InlineData("pppoes and ip and arp", "never matches: `arp` contradicts `ip`: both test the 2 bytes at offset 12")]
    public void Tells_a_conflict_inside_an_encapsulation_from_one_with_it(string expression, string message) => Of(expression).ToString().ShouldBe(message);

    [Theory]
    [InlineData("", "always matches: the expression is empty")]
    [InlineData("len >= 0", "always matches: `len >= 0` always holds: `len` is at least 0")]
    [InlineData("tcp or not tcp", "always matches: every packet is one of `tcp` or not `tcp`")]
    [InlineData("greater 100 or less 99", "always matches: every packet is one of `greater 100` or `less 99`")]
    [InlineData("5 > 3 and (arp or not arp)", "always matches: `5 > 3` always holds: 5 and 3 are compared; and every packet is one of `arp` or not `arp`")]
    public void Matches_everything(string expression, string message) => Of(expression).ToString().ShouldBe(message);

    [Theory]
    [InlineData("tcp")]
    [InlineData("vlan and ip or ip6")]
    [InlineData("portrange 1-100 and port 200")]
    [InlineData("host 192.0.2.1 and host 192.0.2.2")]
    [InlineData("ip and vlan or arp")]
    [InlineData("icmp[icmptype] = 8 or icmp[icmptype] != 8")]
    [InlineData("mpls 5 and mpls 6")]
    [InlineData("(vlan 100 or vlan 200) and not vlan 100")]
    [InlineData("tcp[0] = 1 and ip6 and not ip6 proto 6")]
    public void Says_nothing_of_what_depends_on_the_packet(string expression) => Of(expression).ShouldBe(FilterOutcome.Sometimes);

    [Fact]
    public void What_libpcap_makes_match_matches_nothing()
    {
        FilterOutcome outcome = Of("host 192.168.1.1 and not ((host 1.2.3.4 or host 5.6.7.8) and icmp) and not (host 5.6.7.8 or host 192.168.1.1)");
        outcome.Kind.ShouldBe(FilterOutcomeKind.Never);
        outcome.Parts.Select(part => part.Text.ToString()).ShouldBe(["host 192.168.1.1", "host 192.168.1.1"]);
        outcome.Parts[0].Start.ShouldBeLessThan(outcome.Parts[1].Start);
    }

    [Fact]
    public void Finds_two_tests_among_hundreds()
    {
        string others = string.Join(" and ", Enumerable.Range(0, 100).Select(i => $"not src host 10.0.0.{i}"));
        Of($"arp and {others} and ip6").ToString().ShouldBe("never matches: `ip6` contradicts `arp`: both test the 2 bytes at offset 12");
    }

    /// <summary>What is said to match nothing matches none of the packets there are; what is said to match everything, all.</summary>
    [Fact]
    public void Agrees_with_the_sample_packets()
    {
        List<byte[]> packets = [];
        using (CaptureReader reader = CaptureReader.Open(TestFiles.InRepository("samples", "packets.pcap")))
        {
            while (reader.TryRead(out CapturedPacket packet))
                packets.Add(packet.Data.ToArray());
        }

        packets.Count.ShouldBeGreaterThan(10);
        string[] tests = ["ip", "tcp", "udp", "arp", "ip6", "port 53", "len > 60", "ip[8] < 64", "src net 10.0.0.0/8", "vlan", "tcp[13] & 2 != 0", "icmp", "ether multicast"];
        int decided = 0;
        foreach (string expression in tests.SelectMany(a => tests.SelectMany(b => new[] { $"{a} and {b}", $"{a} and not {b}", $"{a} or not {b}" })))
        {
            var filter = PacketFilter.Compile(expression);
            FilterOutcomeKind kind = filter.Outcome.Kind;
            decided += kind == FilterOutcomeKind.Sometimes ? 0 : 1;
            if (kind != FilterOutcomeKind.Sometimes)
                packets.ShouldAllBe(packet => filter.Matches(packet) == (kind == FilterOutcomeKind.Always), expression);
        }

        decided.ShouldBeGreaterThan(50);
    }

    /// <summary>The reference evaluator finds no packet that is an exception, in the meaning of either target.</summary>
    [Theory]
    [InlineData(LinkType.Ethernet)]
    [InlineData(LinkType.LinuxSll)]
    [InlineData(LinkType.Raw)]
    public void Agrees_with_the_reference_on_random_packets(LinkType link)
    {
        var random = new Random(2026);
        var options = new PacketFilterOptions { LinkType = link, Netmask = IPAddress.Parse("255.255.255.0") };
        var generator = new ExpressionGenerator(random, link);
        int decided = 0;
        for (int i = 0; i < 600; i++)
        {
            string expression = generator.Next(random.Next(2, 6)).ToString();
            if (!TryCompile(expression, options, out PacketFilter? filter) || filter.Outcome.Kind == FilterOutcomeKind.Sometimes)
                continue;
            decided++;
            ConstantPool pool = ConstantPool.Of(filter.Syntax);
            foreach (FilterTarget target in Enum.GetValues<FilterTarget>())
            {
                var reference = new ReferenceFilter(filter.Syntax, options, target);
                for (int j = 0; j < 20; j++)
                {
                    byte[] packet = PacketGenerator.Next(random, link, pool);
                    ReferenceResult result = reference.Run(packet, (uint)packet.Length);
                    if (filter.Outcome.Kind == FilterOutcomeKind.Never || !result.HasEnded)
                        result.Matches.ShouldBe(filter.Outcome.Kind == FilterOutcomeKind.Always, $"{expression}: {filter.Outcome}: {Convert.ToHexString(packet)}");
                }
            }
        }

        decided.ShouldBeGreaterThan(20);
    }

    private static bool TryCompile(string expression, PacketFilterOptions options, [NotNullWhen(true)] out PacketFilter? filter)
    {
        try
        {
            filter = PacketFilter.Compile(expression, options);
            _ = filter.Classic;
            return true;
        }
        catch (BpfException)
        {
            filter = null;
            return false;
        }
    }

    private static FilterOutcome Of(string expression) => PacketFilter.Compile(expression, new PacketFilterOptions { Names = TestNames.Files }).Outcome;
}
