// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode.Classic;
using Hornet.Compiler.Backends.Classic;
using Hornet.Compiler.Ssa;
using Hornet.PacketFilters.Lowering;
using Hornet.PacketFilters.Syntax;

namespace Hornet.PacketFilters.Tests.Lowering;

public sealed class UpperLayerTests
{
    private const string Syn = "tcp[tcpflags] & tcp-syn != 0";
    private static readonly byte[] Opening = Frames.Tcp(40000, 80, 0x02);
    private static readonly byte[] Other = Frames.Tcp(40000, 80, 0x10);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void FieldsOfTransportsAreReadOverBothVersionsOfIP(bool optimize)
    {
        PacketFilter filter = PacketFilter.Compile(Syn, new() { Optimize = optimize });
        filter.Matches(Frames.Ethernet(Frames.IPv4, Frames.IP(6, Opening))).ShouldBeTrue();
        filter.Matches(Frames.Ethernet(Frames.IPv6, Frames.IP6(6, Opening))).ShouldBeTrue();
        filter.Matches(Frames.Ethernet(Frames.IPv4, Frames.IP(6, Other))).ShouldBeFalse();
        filter.Matches(Frames.Ethernet(Frames.IPv6, Frames.IP6(6, Other))).ShouldBeFalse();
        filter.Matches(Frames.Ethernet(Frames.IPv4, Frames.IP(6, Opening, fragmentOffset: 3))).ShouldBeFalse();
        filter.Matches(Frames.Ethernet(Frames.IPv4, Frames.IP(17, Opening))).ShouldBeFalse();
    }

    [Fact]
    public void AFieldOfUdpInIPv6Matches()
    {
        byte[] udp = [0, 53, 0, 53, 0, 0, 0, 0, 0, 0, 1];
        PacketFilter filter = PacketFilter.Compile("ip6 and udp[10] & 1 != 0");
        filter.Matches(Frames.Ethernet(Frames.IPv6, Frames.IP6(17, udp))).ShouldBeTrue();
        filter.Matches(Frames.Ethernet(Frames.IPv4, Frames.IP(17, udp))).ShouldBeFalse();
    }

    [Fact]
    public void BothSidesOfARelationAreOfTheSamePacket()
    {
        PacketFilter filter = PacketFilter.Compile("tcp[2:2] = ip[12:2] - ip[12:2] + 80");
        filter.Matches(Frames.Ethernet(Frames.IPv4, Frames.IP(6, Opening))).ShouldBeTrue();
        filter.Matches(Frames.Ethernet(Frames.IPv6, Frames.IP6(6, Opening))).ShouldBeFalse();
    }

    [Fact]
    public void ExtendedProgramsFollowExtensionHeaders()
    {
        ClassicFilter filter = Extended(Syn);
        byte[][] chains =
        [
            Frames.IP6(6, Opening),
            Frames.IP6(0, Frames.Extension(6, 1, Opening)),
            Frames.IP6(0, Frames.Extension(60, 1, Frames.Extension(43, 3, Frames.Extension(6, 2, Opening)))),
            Frames.IP6(51, Frames.Authentication(6, 6, Opening)),
            Frames.IP6(44, Frames.Fragment(6, 0, Opening)),
            Frames.IP6(60, Frames.Extension(44, 2, Frames.Fragment(51, 0, Frames.Authentication(6, 4, Opening)))),
        ];
        foreach (byte[] packet in chains)
            filter.Matches(Frames.Ethernet(Frames.IPv6, packet)).ShouldBeTrue();
        filter.Matches(Frames.Ethernet(Frames.IPv6, Frames.IP6(44, Frames.Fragment(6, 1, Opening)))).ShouldBeFalse();
        filter.Matches(Frames.Ethernet(Frames.IPv6, Frames.IP6(0, Frames.Extension(6, 1, Other)))).ShouldBeFalse();
        filter.Matches(Frames.Ethernet(Frames.IPv6, Frames.IP6(0, Frames.Extension(17, 1, Opening)))).ShouldBeFalse();
        filter.Matches(Frames.Ethernet(Frames.IPv4, Frames.IP(6, Opening))).ShouldBeTrue();
    }

    [Fact]
    public void ExtendedProgramsPassEightExtensionHeadersAndNoMore()
    {
        ClassicFilter filter = Extended("icmp6[0] = 128");
        byte[] packet = [128, 0, 0, 0];
        byte next = 58;
        for (int i = 0; i < 8; i++, next = 60)
            packet = Frames.Extension(next, 1, packet);
        filter.Matches(Frames.Ethernet(Frames.IPv6, Frames.IP6(60, packet))).ShouldBeTrue();
        filter.Matches(Frames.Ethernet(Frames.IPv6, Frames.IP6(60, Frames.Extension(60, 1, packet)))).ShouldBeFalse();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AProtocolIsFoundInTheChainOfHeaders(bool optimize)
    {
        PacketFilter filter = PacketFilter.Compile("protochain 6", new() { Optimize = optimize });
        filter.Matches(Frames.Ethernet(Frames.IPv4, Frames.IP(6, Opening))).ShouldBeTrue();
        filter.Matches(Frames.Ethernet(Frames.IPv4, Frames.IP(51, Frames.Authentication(6, 6, Opening)))).ShouldBeTrue();
        filter.Matches(Frames.Ethernet(Frames.IPv4, Frames.IP(51, Frames.Authentication(51, 6, Frames.Authentication(6, 4, Opening))))).ShouldBeTrue();
        filter.Matches(Frames.Ethernet(Frames.IPv6, Frames.IP6(0, Frames.Extension(43, 1, Frames.Extension(6, 2, Opening))))).ShouldBeTrue();
        filter.Matches(Frames.Ethernet(Frames.IPv6, Frames.IP6(0, Frames.Extension(17, 1, Opening)))).ShouldBeFalse();
        filter.Matches(Frames.Ethernet(Frames.IPv6, Frames.IP6(59, Opening))).ShouldBeFalse();
    }

    [Fact]
    public void OnFilesAChainMayBeLong()
    {
        byte[] packet = Opening;
        byte next = 6;
        for (int i = 0; i < 60; i++, next = 60)
            packet = Frames.Extension(next, 1, packet);
        byte[] frame = Frames.Ethernet(Frames.IPv6, Frames.IP6(60, packet));
        PacketFilter.Compile("ip6 protochain 6").Matches(frame).ShouldBeTrue();
        PacketFilter.Compile("ip6 protochain 17").Matches(frame).ShouldBeFalse();

        PacketFilter live = PacketFilter.Compile("ip6 protochain 6", new() { IsLive = true });
        ClassicValidator.TryValidate(live.Classic.Instructions.AsSpan(), out _).ShouldBeTrue("the kernel has no jumps backwards");
        live.Matches(frame).ShouldBeFalse();
    }

    // The direct emission of classic BPF takes any function of packet reads, also one lowered for the other target.
    private static ClassicFilter Extended(string expression)
    {
        FilterNode syntax = FilterParser.Parse(new SourceText("filter", expression), PacketFilterOptions.Default.Names);
        Function function = FilterLowering.Lower(syntax, PacketFilterOptions.Default, FilterTarget.Extended);
        return new ClassicFilter(ClassicBackend.Generate(function, optimize: false).Instructions.AsSpan());
    }
}
