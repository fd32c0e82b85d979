// SPDX-License-Identifier: Apache-2.0
using Hornet.Packets;

namespace Hornet.PacketFilters.Tests.Lowering;

public sealed class UnsupportedTests
{
    [Theory]
    [InlineData("EN10MB", "ip and type mgt", "type mgt", "only 802.11")]
    [InlineData("PPP", "ip or vlan 7", "vlan 7", "not supported on PPP")]
    [InlineData("RAW", "tcp and ether host 02:00:00:00:00:01", "ether host 02:00:00:00:00:01", "no Ethernet addresses")]
    [InlineData("EN10MB", "len > 5 and inbound", "inbound", "a file")]
    [InlineData("NFLOG", "len > 5 and ip", "ip", "which protocols")]
    [InlineData("EN10MB", "mpls and arp", "arp", "IPv4 and IPv6")]
    [InlineData("EN10MB", "mpls and vlan", "vlan", "after 'mpls'")]
    [InlineData("EN10MB", "tcp and ip broadcast", "ip broadcast", "mask")]
    [InlineData("EN10MB", "radio[4] = 1 or ip", "radio[4]", "radio header")]
    [InlineData("JUNIPER_VP", "ip host 192.0.2.1", "ip host 192.0.2.1", "where the network header begins")]
    [InlineData("EN10MB", "ip or fisu", "fisu", "MTP2")]
    [InlineData("EN10MB", "ip[0] / 0 = 1", "ip[0] / 0", "division by 0")]
    public void ATestWithoutMeaningIsRefusedAtTheWord(string link, string expression, string word, string reason)
    {
        LinkTypes.TryParse(link, out LinkType type).ShouldBeTrue();
        PacketFilterException error = Should.Throw<PacketFilterException>(() => PacketFilter.Compile(expression, new() { LinkType = type }));
        error.Reason.ShouldContain(reason);
        error.Span.Text.ToString().ShouldBe(word);
    }

    [Fact]
    public void EveryLinkTypeTakesTestsOfLengths()
    {
        byte[] packet = new byte[100];
        packet[0] = 0x69;
        foreach (LinkType type in LinkTypes.All)
        {
            PacketFilter filter = PacketFilter.Compile("greater 60 and not less 50", new() { LinkType = type });
            if (type != LinkType.Ppi)
                filter.Matches(packet).ShouldBeTrue(type.ToString());
        }
    }
}
