// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Net;
using Hornet.Objects;
using Hornet.PacketFilters;
using Hornet.PacketFilters.Tests.Generation;
using Hornet.Packets;
using Hornet.VirtualMachines;

namespace Hornet.Differential.Tests.Filters;

/// <summary>Where libpcap 1.10 is wrong, filters are right, in every engine.</summary>
public sealed class LibpcapFaultTests
{
    [Fact]
    public void A_contradiction_of_hosts_matches_nothing()
    {
        const string Contradiction =
            "host 192.168.1.1 and not ((host 1.2.3.4 or host 5.6.7.8) and icmp) and not (host 5.6.7.8 or host 192.168.1.1)";
        using CompiledExpression expression = Compile(Contradiction);
        var random = new Random(7);
        for (int i = 0; i < 3000; i++)
            ShouldDecide(expression, false, PacketGenerator.Next(random, LinkType.Ethernet, expression.Pool));
    }

    [Fact]
    public void A_tag_tested_on_one_side_of_or_is_not_passed_on_the_other()
    {
        using CompiledExpression expression = Compile("(vlan 100 and src host 10.0.0.1) or (vlan 200 and src host 10.0.0.2)");
        ShouldDecide(expression, true, Tagged(100, IPv4(17, "10.0.0.1", "10.9.9.9", Udp(1, 2))));
        ShouldDecide(expression, true, Tagged(200, IPv4(17, "10.0.0.2", "10.9.9.9", Udp(1, 2))));
        ShouldDecide(expression, false, Tagged(100, IPv4(17, "10.0.0.2", "10.9.9.9", Udp(1, 2))));
        ShouldDecide(expression, false, Tagged(200, IPv4(17, "10.0.0.1", "10.9.9.9", Udp(1, 2))));
        ShouldDecide(expression, false, Ethernet(0x800, IPv4(17, "10.0.0.1", "10.9.9.9", Udp(1, 2))));
    }

    [Fact]
    public void What_follows_two_ways_into_a_tag_is_behind_one_tag()
    {
        using CompiledExpression expression = Compile("(vlan 100 or vlan 200) and udp");
        ShouldDecide(expression, true, Tagged(100, IPv4(17, "10.0.0.1", "10.9.9.9", Udp(1, 2))));
        ShouldDecide(expression, true, Tagged(200, IPv4(17, "10.0.0.1", "10.9.9.9", Udp(1, 2))));
        ShouldDecide(expression, false, Tagged(300, IPv4(17, "10.0.0.1", "10.9.9.9", Udp(1, 2))));
        ShouldDecide(expression, false, Tagged(200, IPv4(6, "10.0.0.1", "10.9.9.9", Udp(1, 2))));
    }

    [Fact]
    public void What_is_not_behind_a_tag_is_looked_for_without_one()
    {
        using CompiledExpression expression = Compile("not vlan and udp");
        ShouldDecide(expression, true, Ethernet(0x800, IPv4(17, "10.0.0.1", "10.9.9.9", Udp(1, 2))));
        ShouldDecide(expression, false, Tagged(100, IPv4(17, "10.0.0.1", "10.9.9.9", Udp(1, 2))));
    }

    [Theory]
    [InlineData("ip6 and udp[10] & 1 != 0")]
    [InlineData("udp[10] & 1 != 0")]
    [InlineData("udp[0:2] = 53 and udp[10] = 1")]
    public void Bytes_of_UDP_are_read_over_IPv6(string text)
    {
        using CompiledExpression expression = Compile(text);
        ShouldDecide(expression, true, Ethernet(0x86dd, IPv6(17, [.. Udp(53, 53), 0, 0, 1, 0])));
        ShouldDecide(expression, false, Ethernet(0x86dd, IPv6(17, [.. Udp(53, 53), 0, 0, 0, 0])));
        ShouldDecide(expression, false, Ethernet(0x86dd, IPv6(6, [.. Udp(53, 53), 0, 0, 1, 0])));
    }

    [Fact]
    public void Flags_of_TCP_are_those_of_either_version_of_IP()
    {
        using CompiledExpression expression = Compile("tcp[tcpflags] & tcp-syn != 0");
        ShouldDecide(expression, true, Ethernet(0x800, IPv4(6, "10.0.0.1", "10.0.0.2", Tcp(2))));
        ShouldDecide(expression, true, Ethernet(0x86dd, IPv6(6, Tcp(2))));
        ShouldDecide(expression, false, Ethernet(0x800, IPv4(6, "10.0.0.1", "10.0.0.2", Tcp(16))));
        ShouldDecide(expression, false, Ethernet(0x86dd, IPv6(6, Tcp(16))));
    }

    [Fact]
    public void Extended_programs_find_transports_behind_extension_headers()
    {
        using CompiledExpression expression = Compile("tcp[tcpflags] & tcp-syn != 0");
        byte[] hopByHop = [60, 0, 0, 0, 0, 0, 0, 0];
        byte[] options = [6, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        ShouldDecideExtended(expression, true, Ethernet(0x86dd, IPv6(0, [.. hopByHop, .. options, .. Tcp(2)])));
        ShouldDecideExtended(expression, false, Ethernet(0x86dd, IPv6(0, [.. hopByHop, .. options, .. Tcp(16)])));
        byte[] authentication = [6, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        ShouldDecideExtended(expression, true, Ethernet(0x86dd, IPv6(51, [.. authentication, .. Tcp(2)])));
    }

    [Fact]
    public void Extended_programs_look_into_first_fragments_alone()
    {
        using CompiledExpression expression = Compile("tcp[tcpflags] & tcp-syn != 0");
        byte[] first = [6, 0, 0, 1, 0, 0, 0, 9];
        byte[] later = [6, 0, 0, 9, 0, 0, 0, 9];
        ShouldDecideExtended(expression, true, Ethernet(0x86dd, IPv6(44, [.. first, .. Tcp(2)])));
        ShouldDecideExtended(expression, false, Ethernet(0x86dd, IPv6(44, [.. later, .. Tcp(2)])));
    }

    [Fact]
    public void A_byte_is_loaded_before_it_is_masked()
    {
        using CompiledExpression expression = Compile("byte 0 & 1");
        ShouldDecide(expression, true, [1, .. new byte[40]]);
        ShouldDecide(expression, false, [2, .. new byte[40]]);
    }

    [Fact]
    public void Both_operands_say_which_packets_have_their_fields()
    {
        using CompiledExpression expression = Compile("1 + tcp[0] = 5");
        ShouldDecide(expression, true, Ethernet(0x800, IPv4(6, "10.0.0.1", "10.0.0.2", [4, .. Tcp(2).AsSpan(1)])));
        ShouldDecide(expression, false, Ethernet(0x800, IPv4(17, "10.0.0.1", "10.0.0.2", [4, .. Tcp(2).AsSpan(1)])));
    }

    [Fact]
    public void A_chain_goes_on_behind_an_authentication_header()
    {
        using CompiledExpression expression = Compile("ip6 protochain 6");
        byte[] hopByHop = [51, 0, 0, 0, 0, 0, 0, 0];
        byte[] authentication = [6, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        ShouldDecide(expression, true, Ethernet(0x86dd, IPv6(0, [.. hopByHop, .. authentication, .. Tcp(2)])));
        authentication[0] = 17;
        ShouldDecide(expression, false, Ethernet(0x86dd, IPv6(0, [.. hopByHop, .. authentication, .. Tcp(2)])));
    }

    [Fact]
    public void Arithmetic_leaves_the_length_of_a_radio_header_alone()
    {
        using CompiledExpression expression = Compile("len > 5 and type data", LinkType.Ieee80211Radiotap);
        ShouldDecide(expression, true, [0, 0, 8, 0, 0, 0, 0, 0, 8, .. new byte[30]]);
        ShouldDecide(expression, false, [0, 0, 8, 0, 0, 0, 0, 0, 0x80, .. new byte[30]]);
    }

    [Fact]
    public void Geneve_is_looked_into_behind_a_radio_header()
    {
        using CompiledExpression expression = Compile("geneve and tcp", LinkType.Ieee80211Radiotap);
        byte[] frame = [8, 0, 0, 0, .. new byte[20], 0xaa, 0xaa, 3, 0, 0, 0, 8, 0];
        byte[] inner = Ethernet(0x800, IPv4(6, "10.0.0.1", "10.0.0.2", Tcp(2)));
        byte[] geneve = [0, 0, 0x65, 0x58, 0, 0, 1, 0, .. inner];
        ShouldDecide(expression, true, [0, 0, 8, 0, 0, 0, 0, 0, .. frame, .. IPv4(17, "10.0.0.1", "10.0.0.2", [.. Udp(1, 6081), .. geneve])]);
        ShouldDecide(expression, false, [0, 0, 8, 0, 0, 0, 0, 0, .. frame, .. IPv4(17, "10.0.0.1", "10.0.0.2", [.. Udp(1, 6080), .. geneve])]);
    }

    [Fact]
    public void Unequal_fields_of_cells_are_not_equal_ones()
    {
        using CompiledExpression expression = Compile("vci != 5", LinkType.Sunatm);
        ShouldDecide(expression, true, [2, 0, 0, 4, .. new byte[30]]);
        ShouldDecide(expression, false, [2, 0, 0, 5, .. new byte[30]]);
    }

    [Fact]
    public void Point_codes_are_compared_as_numbers()
    {
        using CompiledExpression expression = Compile("opc > 5", LinkType.Mtp2);
        ShouldDecide(expression, true, SignalUnit(destination: 1, origin: 0x100));
        ShouldDecide(expression, false, SignalUnit(destination: 0x3fff, origin: 4));
    }

    [Fact]
    public void Eight_hundred_hosts_compile_quickly_to_a_program_that_a_kernel_takes()
    {
        string[] hosts = [.. Enumerable.Range(0, 800).Select(i => $"10.{i * 7 % 251}.{i / 5}.{i * 13 % 256}")];
        var watch = Stopwatch.StartNew();
        PacketFilter filter = PacketFilter.Compile(string.Join(" or ", hosts.Select(host => "host " + host)));
        int instructions = filter.Classic.Instructions.Length;
        watch.Stop();

        instructions.ShouldBeLessThanOrEqualTo(4096);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        var members = new HashSet<string>(hosts);
        foreach (string host in hosts)
        {
            filter.Matches(Ethernet(0x800, IPv4(17, host, "192.0.2.1", Udp(1, 2)))).ShouldBeTrue(host);
            filter.Matches(Ethernet(0x800, IPv4(17, "192.0.2.1", host, Udp(1, 2)))).ShouldBeTrue(host);
            byte[] near = IPAddress.Parse(host).GetAddressBytes();
            near[3] ^= 1;
            string neighbour = new IPAddress(near).ToString();
            filter.Matches(Ethernet(0x800, IPv4(17, neighbour, "192.0.2.1", Udp(1, 2)))).ShouldBe(members.Contains(neighbour), neighbour);
        }
    }

    private static CompiledExpression Compile(string text, LinkType link = LinkType.Ethernet)
    {
        CompiledExpression expression = CompiledExpression.Compile(text, new PacketFilterOptions { LinkType = link })!;
        expression.WithClassic().WithExtended(Engine.Interpreter, ProgramType.SocketFilter).WithExtended(Engine.Interpreter, ProgramType.Xdp);
        foreach (Engine engine in TestedEngines.Compilers)
            expression.WithExtended(engine, ProgramType.SocketFilter).WithScan(engine);
        return expression;
    }

    private static void ShouldDecide(CompiledExpression expression, bool matches, byte[] packet)
    {
        foreach (FilterDecision decision in expression.Decisions)
            decision.Matches(packet).ShouldBe(matches, $"{decision.Name} of {Convert.ToHexStringLower(packet)}");
    }

    private static void ShouldDecideExtended(CompiledExpression expression, bool matches, byte[] packet)
    {
        foreach (FilterDecision decision in expression.Decisions.Where(decision => decision.FollowsExtensions))
            decision.Matches(packet).ShouldBe(matches, $"{decision.Name} of {Convert.ToHexStringLower(packet)}");
    }

    private static byte[] Ethernet(int type, byte[] payload) => [.. new byte[12], (byte)(type >> 8), (byte)type, .. payload];

    private static byte[] Tagged(int id, byte[] payload) => Ethernet(0x8100, [(byte)(id >> 8), (byte)id, 8, 0, .. payload]);

    private static byte[] IPv4(byte protocol, string source, string destination, byte[] payload) =>
    [
        0x45, 0, 0, (byte)(20 + payload.Length), 0, 0, 0, 0, 64, protocol, 0, 0, .. IPAddress.Parse(source).GetAddressBytes(),
        .. IPAddress.Parse(destination).GetAddressBytes(), .. payload,
    ];

    private static byte[] IPv6(byte next, byte[] payload) => [0x60, 0, 0, 0, 0, (byte)payload.Length, next, 64, .. new byte[32], .. payload];

    private static byte[] Udp(int source, int destination) => [(byte)(source >> 8), (byte)source, (byte)(destination >> 8), (byte)destination, 0, 8, 0, 0];

    private static byte[] Tcp(byte flags) => [0, 80, 4, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0x50, flags, 0, 0, 0, 0, 0, 0];

    /// <summary>A message signal unit whose routing label is sent in little-endian order.</summary>
    private static byte[] SignalUnit(int destination, int origin)
    {
        uint label = (uint)destination | ((uint)origin << 14);
        return [0, 0, 20, 3, (byte)label, (byte)(label >> 8), (byte)(label >> 16), (byte)(label >> 24), .. new byte[16]];
    }
}
