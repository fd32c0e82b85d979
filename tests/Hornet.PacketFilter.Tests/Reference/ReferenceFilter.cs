// SPDX-License-Identifier: Apache-2.0
using Hornet.PacketFilters.Lowering;
using Hornet.PacketFilters.Syntax;
using Hornet.Packets;

namespace Hornet.PacketFilters.Tests.Reference;

/// <summary>
/// Interprets the tests of an expression on a packet: what compiled filters are compared with. It knows the formats of packets and the meaning of
/// pcap-filter(7), and nothing of compiling. Evaluation is from left to right and stops as soon as the rest does not matter; a read outside the
/// packet ends it without a match.
/// </summary>
internal sealed class ReferenceFilter
{
    private readonly FilterNode _expression;
    private readonly PacketFilterOptions _options;
    private readonly FilterTarget _target;
    private readonly Layer _start;
    private readonly Dictionary<FilterNode, Dictionary<Layer, Condition>> _conditions = new(ReferenceEqualityComparer.Instance);
    private bool _usesLinkHeader;
    private bool _usesPayload;

    /// <summary>Looks at an expression as a whole: whether all its tests have a meaning, and what they need to know of the headers.</summary>
    /// <exception cref="UnsupportedTestException">A test has no meaning where it stands.</exception>
    public ReferenceFilter(FilterNode expression, PacketFilterOptions options, FilterTarget target)
    {
        _expression = expression;
        _options = options;
        _target = target;
        _start = Layer.Of(options.LinkType);
        Explore(expression, [_start]);
    }

    /// <summary>Whether a packet matches, and whether a read outside of it or a division by 0 decided that it does not.</summary>
    public ReferenceResult Run(byte[] data, uint wireLength)
    {
        var packet = new ReferencePacket(data, wireLength);
        if (_expression is EveryPacket)
            return new ReferenceResult(true, false);
        bool matches = Prologue.Run(packet, _options.LinkType, _usesLinkHeader, _usesPayload) && Evaluate(_expression, _start, packet).Holds;
        return new ReferenceResult(matches && !packet.HasEnded, packet.HasEnded);
    }

    private (bool Holds, Layer Inside) Evaluate(FilterNode node, Layer layer, ReferencePacket packet)
    {
        switch (node)
        {
            case Combination combination:
                (FilterNode first, System.Collections.Immutable.ImmutableArray<Combination> steps) = combination.LeftSpine();
                (bool holds, Layer inside) = Evaluate(first, layer, packet);
                foreach (Combination step in steps)
                {
                    if (holds == step is Conjunction)
                        (holds, inside) = Evaluate(step.Right, holds ? inside : layer, packet);
                }

                return (holds, holds ? inside : layer);
            case Negation negation:
                return (!Evaluate(negation.Operand, layer, packet).Holds, layer);
            default:
                bool result = ConditionOf(node, layer).Holds(packet);
                return (result, result ? InsideOf(node, layer, packet) : layer);
        }
    }

    private static Layer InsideOf(FilterNode node, Layer layer, ReferencePacket packet) =>
        node is GeneveTest ? Encapsulation.InsideGeneve(layer, packet) : InsideOf(node, layer);

    private static Layer InsideOf(FilterNode node, Layer layer) => node switch
    {
        VlanTest test => Encapsulation.Vlan(layer, test).Inside,
        MplsTest test => Encapsulation.Mpls(layer, test).Inside,
        PppoeSessionTest test => Encapsulation.PppoeSession(layer, test).Inside,
        GeneveTest => Encapsulation.SomewhereInGeneve,
        AtmKindTest { Kind: AtmKind.Lane } when layer.Link == LinkType.Sunatm => Encapsulation.InsideLane(layer),
        _ => layer,
    };

    /// <summary>The layers that tests after a node may look at, from those before it.</summary>
    private HashSet<Layer> Explore(FilterNode node, HashSet<Layer> layers)
    {
        switch (node)
        {
            case Combination combination:
                (FilterNode first, System.Collections.Immutable.ImmutableArray<Combination> steps) = combination.LeftSpine();
                HashSet<Layer> inside = Explore(first, layers);
                foreach (Combination step in steps)
                    inside = step is Conjunction ? Explore(step.Right, inside) : [.. inside, .. Explore(step.Right, layers)];
                return inside;
            case Negation negation:
                Explore(negation.Operand, layers);
                return layers;
            default:
                var after = new HashSet<Layer>();
                foreach (Layer layer in layers)
                {
                    ConditionOf(node, layer).VisitPlaces(Note);
                    after.Add(InsideOf(node, layer));
                    if (node is GeneveTest)
                        Note(layer.NetworkHeader);
                }

                return after;
        }
    }

    private void Note(Place place)
    {
        _usesLinkHeader |= place.Base == PlaceBase.LinkHeader;
        _usesPayload |= place.Base == PlaceBase.Payload;
    }

    private Condition ConditionOf(FilterNode node, Layer layer)
    {
        if (layer.IsGeneve)
            return Build(node, layer);
        if (!_conditions.TryGetValue(node, out Dictionary<Layer, Condition>? byLayer))
            _conditions.Add(node, byLayer = []);
        if (!byLayer.TryGetValue(layer, out Condition? condition))
            byLayer.Add(layer, condition = Build(node, layer));
        return condition;
    }

    private Condition Build(FilterNode node, Layer layer) => node switch
    {
        EveryPacket => Condition.Always,
        ProtocolName test => Protocols.Named(layer, test.Protocol),
        ProtocolNumber test => Protocols.Numbered(layer, test.Protocol, test.Number),
        ProtocolChain test => Protocols.InChain(layer, test.Protocol, test.Number, _target == FilterTarget.Extended ? InternetHeader.LongestChain : int.MaxValue),
        HostTest test => Addresses.Host(layer, test),
        NetTest test => Addresses.Net(layer, test.Protocol, test.Direction, test.Network, test.Mask),
        DecnetHostTest test => Addresses.Decnet(layer, test),
        LinkHostTest test => Addresses.LinkHost(layer, test.Direction, [.. test.Address]),
        GatewayTest test => Addresses.LinkHost(layer, FilterDirection.Default, [.. test.LinkAddress])
            & !Condition.Any(test.Addresses.Select(address => Addresses.Host(layer, new HostTest(test.Span, test.Protocol, FilterDirection.Default, [address], null)))),
        PortTest test => Ports.Test(layer, test),
        BroadcastTest test => Addresses.Broadcast(layer, test.Protocol, _options.Netmask),
        MulticastTest test => Addresses.Multicast(layer, test.Protocol),
        LengthTest test => new ComputedCondition(packet => test.IsGreater ? packet.WireLength >= test.Length : packet.WireLength <= test.Length),
        ByteTest test => Reads.Byte(layer.LinkHeader + (int)test.Offset, value => Compare(test, value)),
        RelationTest test => Numbers.Test(layer, test, _target),
        DirectionTest test => RareTests.Direction(layer, test),
        InterfaceIndexTest test when layer.Link == LinkType.LinuxSll2 => Reads.Word(layer.LinkHeader + 4, test.Index),
        VlanTest test => Encapsulation.Vlan(layer, test).Test,
        MplsTest test => Encapsulation.Mpls(layer, test).Test,
        PppoeDiscoveryTest => LinkLayer.Encloses(layer, 0x8863),
        PppoeSessionTest test => Encapsulation.PppoeSession(layer, test).Test,
        GeneveTest test => Encapsulation.Geneve(layer, test),
        LlcTest test => RareTests.Llc(layer, test),
        WlanTypeTest test when Addresses.IsWireless(layer.Link) && layer.Link != LinkType.Ppi => Reads.Byte(layer.LinkHeader, test.Mask, test.Value),
        WlanDirectionTest test when Addresses.IsWireless(layer.Link) && layer.Link != LinkType.Ppi => Reads.Byte(layer.LinkHeader + 1, 3, test.Direction),
        PfTest test => RareTests.PacketFilterLog(layer, test),
        AtmKindTest test => RareTests.Atm(layer, test.Kind),
        AtmFieldTest test => RareTests.AtmField(layer, test),
        Mtp2KindTest test => RareTests.SignalUnit(layer, test),
        Mtp3FieldTest test => RareTests.SignallingField(layer, test),
        _ => throw new UnsupportedTestException($"{node.GetType().Name} on {layer.Link}"),
    };

    private static bool Compare(ByteTest test, uint value) => test.Operator switch
    {
        ByteOperator.Equal => value == test.Value,
        ByteOperator.Less => value < test.Value,
        ByteOperator.Greater => value > test.Value,
        ByteOperator.And => (value & test.Value) != 0,
        _ => (value | test.Value) != 0,
    };
}
