// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Hornet.PacketFilters.Names;
using Hornet.PacketFilters.Syntax;
using Hornet.Tests;

namespace Hornet.PacketFilters.Tests.Names;

public sealed class SystemNamesTests
{
    private static readonly SystemNames s_nothing = new(TestFiles.InRepository("tests", "no-such-directory"));

    [Fact]
    public void A_host_on_several_lines_has_all_its_addresses() =>
        TestNames.Files.FindHost("many").ShouldBe([IPAddress.Parse("198.51.100.7"), IPAddress.Parse("198.51.100.8")]);

    [Fact]
    public void A_host_listed_twice_has_its_address_once() => TestNames.Files.FindHost("gw").ShouldBe([IPAddress.Parse("192.0.2.4")]);

    [Fact]
    public void A_host_is_known_in_letters_of_any_case() => TestNames.Files.FindHost("Alpha.EXAMPLE").ShouldBe([IPAddress.Parse("192.0.2.1")]);

    [Theory]
    [InlineData("with")]
    [InlineData("delta")]
    [InlineData("nosuch")]
    public void Comments_and_lines_without_an_address_name_no_host(string name) => TestNames.Files.FindHost(name).ShouldBeEmpty();

    [Theory]
    [InlineData("alpha-net", "192.0.2.0")]
    [InlineData("beta-net", "10.0.0.0")]
    [InlineData("wrong-net", null)]
    public void A_network_is_filled_with_zeros(string name, string? address) => TestNames.Files.FindNetwork(name)?.ToString().ShouldBe(address);

    [Theory]
    [InlineData("alpha", "00005E005301")]
    [InlineData("gw", "00005E005304")]
    [InlineData("delta", "")]
    [InlineData("nosuch", "")]
    public void A_link_address_may_lack_leading_zeros(string name, string address) => Convert.ToHexString(TestNames.Files.FindLinkAddress(name).AsSpan()).ShouldBe(address);

    [Fact]
    public void The_files_count_before_the_table()
    {
        TestNames.Files.FindPort("http", FilterProtocol.Tcp).ShouldBe((ushort)8000);
        s_nothing.FindPort("http", FilterProtocol.Tcp).ShouldBe((ushort)80);
        TestNames.Files.FindPort("domain", FilterProtocol.Udp).ShouldBe((ushort)53);
        TestNames.Files.FindProtocol("alpha").ShouldBe((byte)201);
        TestNames.Files.FindProtocol("udp").ShouldBe((byte)17);
    }

    [Fact]
    public void A_machine_without_files_knows_the_common_services_and_protocols()
    {
        string[] services = ["ftp", "ftp-data", "ssh", "telnet", "smtp", "domain", "bootps", "tftp", "http", "pop3", "ntp", "imap", "snmp", "bgp", "ldap", "https", "syslog", "mdns"];
        foreach (string service in services)
            (s_nothing.FindPort(service, FilterProtocol.Tcp) ?? s_nothing.FindPort(service, FilterProtocol.Udp)).ShouldNotBeNull(service);
        string[] protocols = ["icmp", "igmp", "tcp", "udp", "gre", "esp", "ah", "ipv6-icmp", "ospf", "pim", "vrrp", "sctp"];
        foreach (string protocol in protocols)
            s_nothing.FindProtocol(protocol).ShouldNotBeNull(protocol);
        s_nothing.FindHost("localhost").ShouldBeEmpty();
    }

    [Fact]
    public void The_advice_about_an_unknown_host_says_how_to_ask_the_network()
    {
        TestNames.Files.HostAdvice.ShouldNotBeNull().ShouldContain("SystemNames.WithDns");
        Should.Throw<PacketFilterException>(() => PacketFilter.Compile("host nosuch", new PacketFilterOptions { Names = TestNames.Files })).Reason.ShouldContain("SystemNames.WithDns");
    }

    [Fact]
    public void The_resolver_is_asked_only_on_request()
    {
        s_nothing.FindHost("localhost").ShouldBeEmpty();
        new SystemNames(TestFiles.InRepository("tests", "no-such-directory"), asksDns: true).FindHost("localhost").ShouldContain(IPAddress.Loopback);
        new SystemNames(TestNames.Directory, asksDns: true).FindHost(new string('x', 300)).ShouldBeEmpty();
    }
}
