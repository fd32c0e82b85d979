// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode.Classic;

namespace Hornet.PacketFilters.Tests.Lowering;

public sealed class EncapsulationTests
{
    private static readonly byte[] Tcp = Frames.Tcp(40000, 80, 0x02);
    private static readonly byte[] FromA = Frames.IP(6, Tcp, "192.0.2.1");
    private static readonly byte[] FromB = Frames.IP(6, Tcp, "192.0.2.2");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void EachSideOfAnOrBeginsWithTheHeadersThatWereThereBefore(bool optimize)
    {
        PacketFilter filter = Compile("(vlan 100 and src host 192.0.2.1) or (vlan 200 and src host 192.0.2.2)", optimize);
        filter.Matches(Frames.Ethernet(Frames.IPv4, FromA, 100)).ShouldBeTrue();
        filter.Matches(Frames.Ethernet(Frames.IPv4, FromB, 200)).ShouldBeTrue();
        filter.Matches(Frames.Ethernet(Frames.IPv4, FromB, 100)).ShouldBeFalse();
        filter.Matches(Frames.Ethernet(Frames.IPv4, FromA, 200)).ShouldBeFalse();
        filter.Matches(Frames.Ethernet(Frames.IPv4, FromA)).ShouldBeFalse();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WhatFollowsAnOrIsAboutTheHeadersOfTheSideThatHeld(bool optimize)
    {
        PacketFilter filter = Compile("(vlan 100 or vlan 200) and tcp dst port 80", optimize);
        filter.Matches(Frames.Ethernet(Frames.IPv4, FromA, 100)).ShouldBeTrue();
        filter.Matches(Frames.Ethernet(Frames.IPv4, FromA, 200)).ShouldBeTrue();
        filter.Matches(Frames.Ethernet(Frames.IPv4, FromA, 300)).ShouldBeFalse();

        PacketFilter mixed = Compile("(vlan 100 or ip) and tcp dst port 80", optimize);
        mixed.Matches(Frames.Ethernet(Frames.IPv4, FromA, 100)).ShouldBeTrue();
        mixed.Matches(Frames.Ethernet(Frames.IPv4, FromA)).ShouldBeTrue();
        mixed.Matches(Frames.Ethernet(Frames.IPv4, FromA, 200)).ShouldBeFalse();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ATestThatFailedHasPassedNoHeader(bool optimize)
    {
        PacketFilter filter = Compile("not vlan and ip", optimize);
        filter.Matches(Frames.Ethernet(Frames.IPv4, FromA)).ShouldBeTrue();
        filter.Matches(Frames.Ethernet(Frames.IPv4, FromA, 100)).ShouldBeFalse();

        PacketFilter either = Compile("tcp port 80 or (vlan and tcp port 80)", optimize);
        either.Matches(Frames.Ethernet(Frames.IPv4, FromA)).ShouldBeTrue();
        either.Matches(Frames.Ethernet(Frames.IPv4, FromA, 100)).ShouldBeTrue();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TagsNest(bool optimize)
    {
        PacketFilter filter = Compile("vlan 100 and vlan 200 and host 192.0.2.1", optimize);
        filter.Matches(Frames.Ethernet(Frames.IPv4, FromA, 100, 200)).ShouldBeTrue();
        filter.Matches(Frames.Ethernet(Frames.IPv4, FromA, 200, 100)).ShouldBeFalse();
        filter.Matches(Frames.Ethernet(Frames.IPv4, FromA, 100)).ShouldBeFalse();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void OfALivePacketTheOuterTagIsBesideIt(bool optimize)
    {
        ClassicFilter filter = Live("vlan 100 and tcp dst port 80", optimize);
        var tagged = new ClassicPacketContext { VlanTag = 100 | 3 << 13, VlanProtocol = 0x8100 };
        filter.Run(Frames.Ethernet(Frames.IPv4, FromA), tagged).ShouldNotBe(0u);
        filter.Run(Frames.Ethernet(Frames.IPv4, FromA), tagged with { VlanTag = 200 }).ShouldBe(0u);
        filter.Run(Frames.Ethernet(Frames.IPv4, FromA, 100)).ShouldNotBe(0u);
        filter.Run(Frames.Ethernet(Frames.IPv4, FromA)).ShouldBe(0u);

        ClassicFilter nested = Live("vlan 100 and vlan 200 and tcp dst port 80", optimize);
        nested.Run(Frames.Ethernet(Frames.IPv4, FromA, 200), tagged).ShouldNotBe(0u);
        nested.Run(Frames.Ethernet(Frames.IPv4, FromA, 100, 200)).ShouldNotBe(0u);
        nested.Run(Frames.Ethernet(Frames.IPv4, FromA), tagged).ShouldBe(0u);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void BehindGeneveIsTheFrameInside(bool optimize)
    {
        byte[] inner = Frames.Ethernet(Frames.IPv4, FromA);
        byte[] options = [0xaa, 0xbb, 0xcc, 0xdd];
        byte[] geneve = [0x01, 0, 0x65, 0x58, 0, 0, 42, 0, .. options, .. inner];
        byte[] udp = [0x10, 0x00, 0x17, 0xc1, 0, 0, 0, 0, .. geneve];
        PacketFilter filter = Compile("geneve 42 and src host 192.0.2.1 and tcp dst port 80", optimize);
        filter.Matches(Frames.Ethernet(Frames.IPv4, Frames.IP(17, udp))).ShouldBeTrue();
        filter.Matches(Frames.Ethernet(Frames.IPv6, Frames.IP6(17, udp))).ShouldBeTrue();
        filter.Matches(Frames.Ethernet(Frames.IPv4, Frames.IP(17, udp, fragmentOffset: 5))).ShouldBeFalse();
        Compile("geneve 43 and ip", optimize).Matches(Frames.Ethernet(Frames.IPv4, Frames.IP(17, udp))).ShouldBeFalse();
        Compile("geneve and src host 192.0.2.9", optimize).Matches(Frames.Ethernet(Frames.IPv4, Frames.IP(17, udp))).ShouldBeFalse();
        Compile("(geneve 41 or geneve 42) and tcp", optimize).Matches(Frames.Ethernet(Frames.IPv4, Frames.IP(17, udp))).ShouldBeTrue();
    }

    private static PacketFilter Compile(string expression, bool optimize) => PacketFilter.Compile(expression, new() { Optimize = optimize });

    private static ClassicFilter Live(string expression, bool optimize) =>
        new(PacketFilter.Compile(expression, new() { Optimize = optimize, IsLive = true }).Classic.Instructions.AsSpan());
}
