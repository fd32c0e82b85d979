// SPDX-License-Identifier: Apache-2.0
using Hornet.PacketFilters.Lowering.Flow;
using Hornet.PacketFilters.Syntax;

namespace Hornet.PacketFilters.Lowering;

/// <summary>Which tests lower a primitive: a table of contents.</summary>
internal static class PrimitiveLowering
{
    public static Outcome Lower(Scope scope, FilterNode node) => node switch
    {
        VlanTest test => EncapsulationTests.Vlan(scope, test),
        MplsTest test => EncapsulationTests.Mpls(scope, test),
        PppoeSessionTest test => EncapsulationTests.PppoeSession(scope, test),
        GeneveTest test => GeneveTests.Lower(scope, test),
        AtmKindTest test => AtmTests.Kind(scope, test),
        _ => Outcome.Of(LowerPlain(scope, node), scope.State),
    };

    private static Fragment LowerPlain(Scope scope, FilterNode node) => node switch
    {
        EveryPacket => scope.Always(),
        ProtocolName test => Protocols.Named(scope, test.Protocol),
        ProtocolNumber test => Protocols.Numbered(scope, test.Protocol, test.Number),
        ProtocolChain test => ProtocolChains.Lower(scope, test),
        HostTest test => HostTests.Host(scope, test),
        DecnetHostTest test => HostTests.Decnet(scope, test),
        LinkHostTest test => LinkTests.Host(scope, test),
        GatewayTest test => HostTests.Gateway(scope, test),
        NetTest test => HostTests.Net(scope, test),
        PortTest test => PortTests.Lower(scope, test),
        BroadcastTest test => HostTests.Broadcast(scope, test.Protocol),
        MulticastTest test => HostTests.Multicast(scope, test.Protocol),
        LengthTest test => LinkTests.Length(scope, test),
        ByteTest test => LinkTests.Byte(scope, test),
        RelationTest test => RelationLowering.Lower(scope, test),
        DirectionTest test => scope.Link.Direction(scope, test.IsOutbound),
        InterfaceIndexTest test => scope.Link.InterfaceIndex(scope, test.Index),
        PppoeDiscoveryTest => EncapsulationTests.PppoeDiscovery(scope),
        LlcTest test => LinkTests.Llc(scope, test),
        WlanTypeTest test => WirelessTests.Type(scope, test),
        WlanDirectionTest test => WirelessTests.Direction(scope, test),
        PfTest test => PfTests.Lower(scope, test),
        AtmFieldTest test => AtmTests.Field(scope, test),
        Mtp2KindTest test => SignallingTests.Kind(scope, test),
        Mtp3FieldTest test => SignallingTests.Field(scope, test),
        _ => throw new ArgumentOutOfRangeException(nameof(node), node, "Not a primitive."),
    };
}
