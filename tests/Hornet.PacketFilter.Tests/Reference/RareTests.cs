// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Hornet.PacketFilters.Syntax;
using Hornet.Packets;

namespace Hornet.PacketFilters.Tests.Reference;

/// <summary>Tests of single link types.</summary>
internal static class RareTests
{
    public static Condition Llc(Layer layer, LlcTest test)
    {
        Condition hasHeader = layer.Link switch
        {
            LinkType.Ethernet => Reads.Half(layer.Type, type => type <= 1500) & !Reads.Half(layer.Payload, 0xffff),
            LinkType.Sunatm => LinkLayer.IsLogicalLinkOverAtm(layer),
            LinkType.Fddi or LinkType.TokenRing or LinkType.AtmRfc1483 => Condition.Always,
            LinkType.Ieee80211 or LinkType.Ieee80211Prism or LinkType.Ieee80211Radiotap or LinkType.Ieee80211Avs => Wireless.IsData(layer),
            _ => throw new UnsupportedTestException($"no 802.2 headers on {layer.Link}"),
        };
        Place control = layer.Payload + 2;
        return test.Kind switch
        {
            LlcKind.Any => hasHeader,
            LlcKind.Information => hasHeader & Reads.Byte(control, 1, 0),
            LlcKind.Supervisory => hasHeader & Reads.Byte(control, 3, 1),
            LlcKind.Unnumbered => hasHeader & Reads.Byte(control, 3, 3),
            LlcKind.SupervisorySubtype => hasHeader & Reads.Byte(control, 0xf, test.Subtype),
            _ => hasHeader & Reads.Byte(control, 0xef, test.Subtype),
        };
    }

    public static Condition Direction(Layer layer, DirectionTest test)
    {
        Place header = layer.LinkHeader;
        Condition isOutbound = layer.Link switch
        {
            LinkType.LinuxSll => Reads.Half(header, 4),
            LinkType.LinuxSll2 => Reads.Byte(header + 10, 4),
            LinkType.Slip => !Reads.Byte(header, 0),
            LinkType.Ipnet => test.IsOutbound ? Reads.Half(header + 2, 1) : !Reads.Half(header + 2, 2),
            LinkType.Pflog => test.IsOutbound ? Reads.Byte(header + 60, 2) : !Reads.Byte(header + 60, 1),
            _ => throw new UnsupportedTestException($"packets of {layer.Link} have no direction"),
        };
        return test.IsOutbound ? isOutbound : !isOutbound;
    }

    public static Condition PacketFilterLog(Layer layer, PfTest test)
    {
        if (layer.Link != LinkType.Pflog)
            throw new UnsupportedTestException("not a log of the packet filter");
        return test.Field switch
        {
            PfField.InterfaceName => Reads.Bytes(layer.LinkHeader + 4, Encoding.Latin1.GetBytes(test.Text)),
            PfField.RuleSet => Reads.Bytes(layer.LinkHeader + 20, Encoding.Latin1.GetBytes(test.Text)),
            PfField.RuleNumber => Reads.Word(layer.LinkHeader + 36, test.Number),
            PfField.SubruleNumber => Reads.Word(layer.LinkHeader + 40, test.Number),
            PfField.Reason => Reads.Byte(layer.LinkHeader + 3, test.Number),
            _ => Reads.Byte(layer.LinkHeader + 2, test.Number),
        };
    }

    public static Condition Atm(Layer layer, AtmKind kind)
    {
        RequireAtm(layer);
        Condition isSignalling = Circuit(5);
        return kind switch
        {
            AtmKind.Lane => Reads.Byte(new Place(PlaceBase.Packet, 0), 0xf, 1),
            AtmKind.MetaSignalling => Circuit(1),
            AtmKind.BroadcastSignalling => Circuit(2),
            AtmKind.SegmentOamF4 => Circuit(3),
            AtmKind.EndToEndOamF4 => Circuit(4),
            AtmKind.Signalling => isSignalling,
            AtmKind.Ilmi => Circuit(16),
            AtmKind.OamF4 => Path(0) & (Channel(3) | Channel(4)),
            AtmKind.ConnectMessage => isSignalling & Message(0x5a, 0x4d, 0x0f, 0x07, 0x05, 0x02),
            _ => Circuit(1) & Message(0x5a, 0x4d, 0x07, 0x05, 0x02),
        };

        static Condition Path(uint path) => Reads.Byte(new Place(PlaceBase.Packet, 1), path);
        static Condition Channel(uint channel) => Reads.Half(new Place(PlaceBase.Packet, 2), channel);
        static Condition Circuit(uint channel) => Path(0) & Channel(channel);
        static Condition Message(params uint[] types) => Condition.Any(types.Select(type => Reads.Byte(new Place(PlaceBase.Packet, 9), type)));
    }

    public static Condition AtmField(Layer layer, AtmFieldTest test)
    {
        RequireAtm(layer);
        bool Holds(uint value) => Numbers.Compare(test.Relation, value, test.Value);
        return test.IsVirtualChannel ? Reads.Half(new Place(PlaceBase.Packet, 2), Holds) : Reads.Byte(new Place(PlaceBase.Packet, 1), Holds);
    }

    public static Condition SignalUnit(Layer layer, Mtp2KindTest test)
    {
        Place start = SignalUnits(layer);
        (Place place, int size, uint mask, uint status) = test.IsHighSpeed ? (start + 4, 2, 0xff80u, 0x100u) : (start + 2, 1, 0x3fu, 2u);
        Condition Length(Func<uint, bool> holds) => new ReadCondition(place, size, value => holds(value & mask));
        return test.Kind switch
        {
            Mtp2Kind.FillIn => Length(length => length == 0),
            Mtp2Kind.LinkStatus => Length(length => length > 0) & Length(length => length <= status),
            _ => Length(length => length > status),
        };
    }

    /// <summary>Point codes and the like; a label is in little-endian order.</summary>
    public static Condition SignallingField(Layer layer, Mtp3FieldTest test)
    {
        Place start = SignalUnits(layer) + (test.IsHighSpeed ? 3 : 0);
        bool Holds(uint value) => Numbers.Compare(test.Relation, value, test.Value);
        static uint Label(uint word) => System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(word);
        return test.Field switch
        {
            Mtp3Field.ServiceInformation => Reads.Byte(start + 3, Holds),
            Mtp3Field.DestinationPoint => Reads.Word(start + 4, word => Holds(Label(word) & 0x3fff)),
            Mtp3Field.OriginatingPoint => Reads.Word(start + 4, word => Holds((Label(word) >> 14) & 0x3fff)),
            _ => Reads.Byte(start + 7, value => Holds(value >> 4)),
        };
    }

    private static Place SignalUnits(Layer layer) => layer.Link switch
    {
        LinkType.Mtp2 => layer.LinkHeader,
        LinkType.Mtp2WithPseudoHeader => layer.LinkHeader + 4,
        _ => throw new UnsupportedTestException($"no signal units on {layer.Link}"),
    };

    private static void RequireAtm(Layer layer)
    {
        if (layer.Link != LinkType.Sunatm && !layer.IsLaneFrame)
            throw new UnsupportedTestException($"{layer.Link} is not ATM");
    }
}
