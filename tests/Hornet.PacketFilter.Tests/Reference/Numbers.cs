// SPDX-License-Identifier: Apache-2.0
using Hornet.PacketFilters.Lowering;
using Hornet.PacketFilters.Syntax;
using Hornet.Packets;

namespace Hornet.PacketFilters.Tests.Reference;

/// <summary>Relations of numbers: first the protocols whose fields are read, in the order of the reads, then the numbers.</summary>
internal static class Numbers
{
    /// <summary>
    /// A relation. Fields of what both versions of IP carry are those of IPv4, or else those of IPv6: one version for the whole relation. A version
    /// that another field rules out is not looked for; where both are, the packet is asked whether it is of IPv4, in vain.
    /// </summary>
    public static Condition Test(Layer layer, RelationTest test, FilterTarget target)
    {
        var fields = new List<FieldNumber>();
        Collect(test.Left, fields);
        Collect(test.Right, fields);
        if (!fields.Exists(field => IsCarriedByBoth(field.Protocol)))
            return OfVersion(4);
        int transports = fields.Where(field => IsCarriedByBoth(field.Protocol) || field.Protocol == FilterProtocol.Icmp6).Select(field => field.Protocol).Distinct().Count();
        bool isIPv6Tried = transports < 2 && !fields.Exists(field => field.Protocol is FilterProtocol.Ip or FilterProtocol.Icmp or FilterProtocol.Igmp or FilterProtocol.Igrp
            or FilterProtocol.Vrrp or FilterProtocol.Carp);
        bool isIPv4Tried = !isIPv6Tried || !fields.Exists(field => field.Protocol is FilterProtocol.Ip6 or FilterProtocol.Icmp6);
        return (isIPv4Tried ? OfVersion(4) : Condition.Never) | (isIPv6Tried ? OfVersion(6) : Condition.Never);

        Condition OfVersion(int version)
        {
            Condition relation = new Relating(layer, test, new Version(version, target == FilterTarget.Extended), Places(layer, fields));
            for (int i = fields.Count - 1; i >= 0; i--)
            {
                if (Presence(layer, fields[i].Protocol, version, target == FilterTarget.Extended) is { } presence)
                    relation = presence & relation;
            }

            return relation;
        }
    }

    /// <summary>The reads in the order in which their protocols are tested: those of an offset before the read they are for.</summary>
    private static void Collect(NumberNode number, List<FieldNumber> fields)
    {
        switch (number)
        {
            case FieldNumber field:
                Collect(field.Offset, fields);
                fields.Add(field);
                break;
            case NumberOperation operation:
                Collect(operation.Left, fields);
                Collect(operation.Right, fields);
                break;
            case NumberNegation negation:
                Collect(negation.Operand, fields);
                break;
        }
    }

    private static Place[] Places(Layer layer, List<FieldNumber> fields) => [.. fields.Select(field => field.Protocol switch
    {
        FilterProtocol.Link => layer.LinkHeader,
        FilterProtocol.Radio => new Place(PlaceBase.Packet, 0),
        _ => layer.NetworkHeader,
    })];

    private static bool IsCarriedByBoth(FilterProtocol protocol) => protocol is FilterProtocol.Tcp or FilterProtocol.Udp or FilterProtocol.Sctp or FilterProtocol.Pim;

    private static uint NumberOf(FilterProtocol protocol) => protocol switch
    {
        FilterProtocol.Tcp => 6,
        FilterProtocol.Udp => 17,
        FilterProtocol.Sctp => 132,
        FilterProtocol.Pim => 103,
        FilterProtocol.Icmp => 1,
        FilterProtocol.Igmp => 2,
        FilterProtocol.Igrp => 9,
        FilterProtocol.Vrrp or FilterProtocol.Carp => 112,
        FilterProtocol.Icmp6 => 58,
        _ => throw new UnsupportedTestException($"{protocol} has no fields"),
    };

    /// <summary>What must hold of a packet for a field of a protocol to be read; null when nothing.</summary>
    private static Condition? Presence(Layer layer, FilterProtocol protocol, int version, bool followsExtensions)
    {
        switch (protocol)
        {
            case FilterProtocol.Link:
                return null;
            case FilterProtocol.Radio:
                return layer.Link is LinkType.Ieee80211Radiotap or LinkType.Ieee80211Avs or LinkType.Ieee80211Prism
                    ? null
                    : throw new UnsupportedTestException($"{layer.Link} has no radio header");
            case FilterProtocol.Ip or FilterProtocol.Ip6 or FilterProtocol.Arp or FilterProtocol.Rarp or FilterProtocol.AppleTalk or FilterProtocol.Decnet
                or FilterProtocol.Lat or FilterProtocol.Sca or FilterProtocol.MopRc or FilterProtocol.MopDl:
                return Protocols.Named(layer, protocol);
        }

        uint number = NumberOf(protocol);
        bool isOverIPv6 = protocol == FilterProtocol.Icmp6 || (IsCarriedByBoth(protocol) && version == 6);
        if (!isOverIPv6)
        {
            return LinkLayer.Encloses(layer, LinkLayer.IPv4) & Reads.Byte(layer.NetworkHeader + 9, number)
                & InternetHeader.IsFirstFragment(layer.NetworkHeader);
        }

        Condition carries = followsExtensions
            ? new ComputedCondition(packet => InternetHeader.FindBehindExtensions(packet, layer.NetworkHeader, number) is not null, layer.NetworkHeader)
            : Reads.Byte(layer.NetworkHeader + 6, number);
        return LinkLayer.Encloses(layer, LinkLayer.IPv6) & carries;
    }

    private readonly record struct Version(int Number, bool FollowsExtensions);

    private sealed class Relating(Layer layer, RelationTest test, Version version, Place[] places) : Condition
    {
        public override bool Holds(ReferencePacket packet)
        {
            uint left = Evaluate(test.Left, packet);
            uint right = Evaluate(test.Right, packet);
            return Compare(test.Relation, left, right);
        }

        public override void VisitPlaces(Action<Place> visit)
        {
            foreach (Place place in places)
                visit(place);
        }

        private uint Evaluate(NumberNode number, ReferencePacket packet) => number switch
        {
            NumberLiteral literal => literal.Value,
            LengthNumber => packet.WireLength,
            NumberNegation negation => unchecked(0 - Evaluate(negation.Operand, packet)),
            NumberOperation operation => Compute(packet, operation.Operator, Evaluate(operation.Left, packet), Evaluate(operation.Right, packet)),
            FieldNumber field => ReadField(packet, field),
            _ => throw new UnsupportedTestException($"{number}"),
        };

        private uint ReadField(ReferencePacket packet, FieldNumber field)
        {
            uint offset = Evaluate(field.Offset, packet);
            return packet.Read(unchecked(Start(packet, field.Protocol) + offset), field.Size);
        }

        private uint Start(ReferencePacket packet, FilterProtocol protocol)
        {
            switch (protocol)
            {
                case FilterProtocol.Link:
                    return packet.Resolve(layer.LinkHeader);
                case FilterProtocol.Radio:
                    return 0;
                case FilterProtocol.Ip or FilterProtocol.Ip6 or FilterProtocol.Arp or FilterProtocol.Rarp or FilterProtocol.AppleTalk or FilterProtocol.Decnet
                    or FilterProtocol.Lat or FilterProtocol.Sca or FilterProtocol.MopRc or FilterProtocol.MopDl:
                    return packet.Resolve(layer.NetworkHeader);
            }

            if (protocol != FilterProtocol.Icmp6 && (version.Number == 4 || !IsCarriedByBoth(protocol)))
                return InternetHeader.Transport(packet, layer.NetworkHeader);
            if (!version.FollowsExtensions)
                return packet.Resolve(layer.NetworkHeader + 40);
            return InternetHeader.FindBehindExtensions(packet, layer.NetworkHeader, NumberOf(protocol)) ?? 0;
        }
    }

    public static bool Compare(Relation relation, uint left, uint right) => relation switch
    {
        Relation.Equal => left == right,
        Relation.NotEqual => left != right,
        Relation.Less => left < right,
        Relation.LessOrEqual => left <= right,
        Relation.Greater => left > right,
        _ => left >= right,
    };

    private static uint Compute(ReferencePacket packet, NumberOperator operation, uint left, uint right) => operation switch
    {
        NumberOperator.Add => unchecked(left + right),
        NumberOperator.Subtract => unchecked(left - right),
        NumberOperator.Multiply => unchecked(left * right),
        NumberOperator.Divide => right == 0 ? packet.End() : left / right,
        NumberOperator.Modulo => right == 0 ? packet.End() : left % right,
        NumberOperator.And => left & right,
        NumberOperator.Or => left | right,
        NumberOperator.Xor => left ^ right,
        NumberOperator.ShiftLeft => right > 31 ? 0 : left << (int)right,
        _ => right > 31 ? 0 : left >> (int)right,
    };
}
