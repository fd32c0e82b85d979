// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Compiler.Ssa;
using Hornet.PacketFilters.Lowering.Flow;
using Hornet.PacketFilters.Lowering.LinkLayers;
using Hornet.PacketFilters.Syntax;
using Hornet.Packets;

namespace Hornet.PacketFilters.Lowering;

/// <summary>
/// <c>geneve</c> (RFC 8926): UDP to port 6081, over IPv4 or IPv6, version 0. The header has 8 bytes and options counted in words; inside is a frame of
/// Ethernet, or with another protocol type a packet without link header.
/// </summary>
internal static class GeneveTests
{
    private const uint Port = 6081;
    private const uint LargestNetwork = 0xffffff;
    private const uint EthernetInside = 0x6558;
    private const uint Udp = 17;
    private const int UdpHeader = 8;

    private static readonly EthernetLink Inside = new(LinkType.Ethernet);

    public static Outcome Lower(Scope scope, GeneveTest test)
    {
        if (test.NetworkIdentifier > LargestNetwork)
            throw scope.Error($"a network of Geneve is at most {LargestNetwork}, not {test.NetworkIdentifier}");
        EncapsulationState inside = scope.Builder.Share(scope.State, () => Enter(scope));

        Fragment overIPv4 = Protocols.OverIPv4(scope, Udp).And(PortTests.IsFirstFragment(scope));
        overIPv4 = overIPv4.And(Header(scope, Anchor.TransportIPv4, test.NetworkIdentifier));
        Edges ways = Measure(scope, overIPv4.True, inside, block => scope.HeaderLength(block));

        Fragment overIPv6 = Protocols.Test(scope, LinkProtocol.IPv6);
        overIPv6 = overIPv6.And(scope.Equal(Anchor.Network, 6, MemorySize.Byte, Udp));
        overIPv6 = overIPv6.And(Header(scope, Anchor.TransportIPv6, test.NetworkIdentifier));
        ways.Join(Measure(scope, overIPv6.True, inside, block => scope.Variable(block, scope.State.LinkPayload) is { } variable
            ? scope.Binary(block, BinaryOperator.Add, variable, 40)
            : scope.Number(40)));

        overIPv4.False.ConnectTo(overIPv6.Entry);
        return Outcome.Of(new Fragment(overIPv4.Entry, ways, overIPv6.False), scope.State, inside);
    }

    private static EncapsulationState Enter(Scope scope)
    {
        var type = new PacketOffset(new OffsetVariable("geneve type"), 0);
        var header = new PacketOffset(new OffsetVariable("geneve frame"), 0);
        var payload = new PacketOffset(new OffsetVariable("geneve payload"), 0);
        foreach (PacketOffset place in (ReadOnlySpan<PacketOffset>)[type, header, payload])
            place.Variable!.Slot = scope.Builder.Words.Take();
        return new EncapsulationState(Inside, header, type, payload) { NetworkOffsetWithoutSnap = 3, IsInGeneve = true };
    }

    private static Fragment Header(Scope scope, Anchor transport, uint? network)
    {
        Fragment port = scope.Equal(transport, 2, MemorySize.HalfWord, Port);
        Fragment version = port.And(scope.Equal(transport, UdpHeader, MemorySize.Byte, 0, mask: 0xc0));
        return network is { } identifier
            ? version.And(scope.Equal(transport, UdpHeader + 4, MemorySize.Word, identifier << 8, mask: 0xffffff00))
            : version;
    }

    /// <summary>Computes where the headers inside are: from the place of the transport header, counted from the constant part of the network header's.</summary>
    private static Edges Measure(Scope scope, Edges arriving, EncapsulationState inside, Func<Block, Value> transport)
    {
        Block block = scope.NewBlock();
        arriving.ConnectTo(block);
        uint network = unchecked((uint)scope.Offset(Anchor.Network).Constant);
        Value geneve = scope.Binary(block, BinaryOperator.Add, transport(block), network + UdpHeader);
        Value options = block.Append(new PacketLoad(MemorySize.Byte, 0, geneve, scope.Span));
        Value words = scope.Binary(block, BinaryOperator.And, options, 0x3f);
        Value length = scope.Binary(block, BinaryOperator.Add, scope.Binary(block, BinaryOperator.Multiply, words, 4), 8);
        Value frame = scope.Binary(block, BinaryOperator.Add, length, geneve);
        scope.Write(block, Word(scope, inside.LinkHeader), frame);
        scope.Write(block, Word(scope, inside.LinkPayload), frame);
        scope.Write(block, Word(scope, inside.LinkType!.Value), scope.Binary(block, BinaryOperator.Add, geneve, 2));
        Fragment isEthernet = scope.Branch(block, Comparison.Equal, block.Append(new PacketLoad(MemorySize.HalfWord, 2, geneve, scope.Span)), EthernetInside);

        Block ethernet = scope.NewBlock();
        isEthernet.True.ConnectTo(ethernet);
        Value type = scope.Binary(ethernet, BinaryOperator.Add, scope.Read(ethernet, Word(scope, inside.LinkHeader)), 12);
        scope.Write(ethernet, Word(scope, inside.LinkType!.Value), type);
        scope.Write(ethernet, Word(scope, inside.LinkPayload), scope.Binary(ethernet, BinaryOperator.Add, type, 2));
        return scope.Leave(ethernet).Join(isEthernet.False);
    }

    private static StackSlot Word(Scope scope, PacketOffset place) => scope.Builder.WordOf(place.Variable!);
}
