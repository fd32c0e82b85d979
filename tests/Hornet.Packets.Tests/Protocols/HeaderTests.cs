// SPDX-License-Identifier: Apache-2.0
using Hornet.Tests;

namespace Hornet.Packets.Tests.Protocols;

public sealed class HeaderTests
{
    [Fact]
    public void Ethernet_and_vlan_tags()
    {
        byte[] data = Convert.FromHexString("020000000001020000000002" + "88a8" + "b0c8" + "8100" + "0064" + "0800" + "45");

        EthernetHeader.TryParse(data, out EthernetHeader ethernet).ShouldBeTrue();
        ethernet.Destination.ToArray().ShouldBe([2, 0, 0, 0, 0, 1]);
        ethernet.Source.ToArray().ShouldBe([2, 0, 0, 0, 0, 2]);
        ethernet.EtherType.ShouldBe(EtherType.ServiceVlan);
        VlanHeader.TryParse(ethernet.Payload, out VlanHeader tag).ShouldBeTrue();
        (tag.Priority, tag.DropEligible, tag.Id, tag.EtherType).ShouldBe((5, true, 200, EtherType.Vlan));
        NetworkLayer.TryFind(LinkType.Ethernet, data, out EtherType type, out int offset).ShouldBeTrue();
        (type, offset).ShouldBe((EtherType.IPv4, 22));
    }

    [Theory]
    [InlineData(LinkType.LinuxSll, "0004" + "0001" + "0006" + "0200000000010000" + "86dd" + "60", EtherType.IPv6, 16)]
    [InlineData(LinkType.LinuxSll2, "0800" + "0000" + "00000003" + "0001" + "00" + "06" + "0200000000010000" + "45", EtherType.IPv4, 20)]
    [InlineData(LinkType.Null, "1e000000" + "60", EtherType.IPv6, 4)]
    [InlineData(LinkType.Loop, "00000002" + "45", EtherType.IPv4, 4)]
    [InlineData(LinkType.Raw, "60", EtherType.IPv6, 0)]
    public void Other_links_lead_to_the_network_layer(LinkType link, string hex, EtherType expectedType, int expectedOffset)
    {
        NetworkLayer.TryFind(link, Convert.FromHexString(hex), out EtherType type, out int offset).ShouldBeTrue();
        (type, offset).ShouldBe((expectedType, expectedOffset));
        NetworkLayer.TryFind(link, [], out _, out _).ShouldBeFalse();
    }

    [Fact]
    public void Linux_cooked_headers_tell_interface_and_address()
    {
        byte[] data = Convert.FromHexString("0800" + "0000" + "00000003" + "0001" + "04" + "06" + "0200000000010000");

        LinuxCookedHeader.TryParse(LinkType.LinuxSll2, data, out LinuxCookedHeader header).ShouldBeTrue();
        (header.InterfaceIndex, header.HardwareType, header.PacketType).ShouldBe((3u, (ushort)1, 4));
        header.Address.ToArray().ShouldBe([2, 0, 0, 0, 0, 1]);
    }

    [Fact]
    public void IPv4_with_options_and_padding()
    {
        byte[] data = Convert.FromHexString("46c0001c" + "12346005" + "40067c0e" + "c0000201" + "c6336401" + "94040000" + "aabbccdd" + "0000");

        IPv4Header.TryParse(data, out IPv4Header header).ShouldBeTrue();
        (header.HeaderLength, header.TotalLength, header.TypeOfService, header.Identification).ShouldBe((24, 28, (byte)0xc0, (ushort)0x1234));
        (header.DontFragment, header.MoreFragments, header.FragmentOffset, header.IsFragment).ShouldBe((true, true, 40, true));
        (header.TimeToLive, header.Protocol).ShouldBe(((byte)64, IpProtocol.Tcp));
        header.Options.ToArray().ShouldBe([0x94, 4, 0, 0]);
        header.Payload.ToArray().ShouldBe([0xaa, 0xbb, 0xcc, 0xdd]);
        IPv4Header.TryParse(data.AsSpan(0, 23), out _).ShouldBeFalse();
    }

    [Fact]
    public void IPv6_extension_headers_are_walked()
    {
        byte[] data = Convert.FromHexString(
            "60000000" + "0020" + "00" + "40" + "20010db8000000000000000000000001" + "20010db8000000000000000000000002"
            + "2c00010400000000" + "3c00000100001234" + "1100000000000000" + "1035003600080000" + "ffff");

        IPv6Header.TryParse(data, out IPv6Header header).ShouldBeTrue();
        header.TryFindUpperLayer(out IpProtocol protocol, out ReadOnlySpan<byte> payload, out int offset).ShouldBeTrue();
        (protocol, offset, payload.Length).ShouldBe((IpProtocol.Udp, 0, 8));

        IPv6Extension.TryParse(IpProtocol.Fragment, data.AsSpan(48), out IPv6Extension fragment).ShouldBeTrue();
        (fragment.MoreFragments, fragment.FragmentOffset, fragment.Identification).ShouldBe((true, 0, 0x1234u));
        IPv6Header.TryParse(data.AsSpan(0, 50), out IPv6Header cut).ShouldBeTrue();
        cut.TryFindUpperLayer(out protocol, out _, out _).ShouldBeFalse();
        protocol.ShouldBe(IpProtocol.Fragment);
    }

    [Fact]
    public void Tcp_flags_and_options()
    {
        byte[] data = Convert.FromHexString("1f900050" + "00000001" + "00000002" + "61120010" + "00000000" + "020405b4" + "0102");

        TcpHeader.TryParse(data, out TcpHeader header).ShouldBeTrue();
        (header.SourcePort, header.DestinationPort, header.Sequence, header.Acknowledgment).ShouldBe(((ushort)8080, (ushort)80, 1u, 2u));
        header.Flags.ShouldBe(TcpFlags.Syn | TcpFlags.Ack | TcpFlags.AccurateCongestion);
        header.Options.ToArray().ShouldBe([2, 4, 5, 0xb4]);
        header.Payload.ToArray().ShouldBe([1, 2]);
    }

    [Fact]
    public void Gre_keys_and_sequence_numbers()
    {
        byte[] data = Convert.FromHexString("b0000800" + "00000000" + "000003e8" + "00000007" + "45");

        GreHeader.TryParse(data, out GreHeader header).ShouldBeTrue();
        (header.HasChecksum, header.Key, header.Sequence, header.HeaderLength).ShouldBe((true, 1000u, 7u, 16));
        header.Payload.ToArray().ShouldBe([0x45]);
        GreHeader.TryParse(data.AsSpan(0, 15), out _).ShouldBeFalse();
    }

    [Fact]
    public void Checksums_of_the_sample_are_correct()
    {
        int checkedPackets = 0;
        using var reader = CaptureReader.Open(TestFiles.InRepository("samples", "packets.pcap"));
        while (reader.TryRead(out CapturedPacket packet))
        {
            if (!NetworkLayer.TryFind(packet.LinkType, packet.Data, out EtherType type, out int offset) || type != EtherType.IPv4)
                continue;
            IPv4Header.TryParse(packet.Data[offset..], out IPv4Header ip).ShouldBeTrue();
            InternetChecksum.Compute(packet.Data.Slice(offset, ip.HeaderLength)).ShouldBe((ushort)0);
            if (ip.Protocol is IpProtocol.Tcp or IpProtocol.Udp && !ip.IsFragment)
            {
                uint seed = InternetChecksum.PseudoHeader(ip.Source, ip.Destination, (byte)ip.Protocol, ip.Payload.Length);
                InternetChecksum.Compute(ip.Payload, seed).ShouldBe((ushort)0);
                checkedPackets++;
            }
        }

        checkedPackets.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void Crc32C_is_the_one_of_rfc_3720() => InternetChecksum.Crc32C("123456789"u8).ShouldBe(0xe3069283);
}
