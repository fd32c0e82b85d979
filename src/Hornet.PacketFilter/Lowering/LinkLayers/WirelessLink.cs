// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Compiler.Ssa;
using Hornet.PacketFilters.Lowering.Flow;
using Hornet.PacketFilters.Syntax;
using Hornet.Packets;

namespace Hornet.PacketFilters.Lowering.LinkLayers;

/// <summary>
/// 802.11 (IEEE 802.11, MAC frame formats), alone or behind a radio header. Data frames carry an 802.2 header behind a MAC header of 24 bytes, two more
/// for quality of service; what the MAC header may have besides (a fourth address, HT control) is not reckoned with, as in libpcap.
/// </summary>
/// <param name="type">The link type.</param>
internal sealed class WirelessLink(LinkType type) : LinkLayer(type)
{
    private const uint ControlFrame = 0x04;
    private const uint DataFrame = 0x08;
    private const uint TypeMask = 0x0c;
    private const uint SubtypeMask = 0xf0;
    private const uint ClearToSend = 0xc0;
    private const uint Acknowledgement = 0xd0;
    private const uint ToDistribution = 0x01;
    private const uint FromDistribution = 0x02;

    // 105 is LINKTYPE_IEEE802_11, little-endian in the header of PPI.
    private const uint PpiWireless = 0x69000000;

    public override bool CarriesVlan => Type != LinkType.Ppi;

    public override bool HasAddresses => true;

    public override bool HasRadioHeader => Type is LinkType.Ieee80211Radiotap or LinkType.Ieee80211Prism or LinkType.Ieee80211Avs;

    public override EncapsulationState Begin()
    {
        PacketOffset header = Type == LinkType.Ieee80211 ? default : new PacketOffset(new OffsetVariable("radio header"), 0);
        return new(this, header, null, new PacketOffset(new OffsetVariable("MAC header"), 0)) { NetworkOffset = 8, NetworkOffsetWithoutSnap = 3 };
    }

    public override Fragment Protocol(Scope scope, uint protocol) => IsData(scope).And(Snap.Protocol(scope, protocol));

    public override Fragment Llc(Scope scope) => IsData(scope);

    public override Fragment Broadcast(Scope scope) => Destination(scope, offset => scope.Bytes(Anchor.LinkHeader, offset, Addresses.ToAll));

    public override Fragment Multicast(Scope scope) => Destination(scope, offset => Addresses.IsGroup(scope, offset));

    public override Fragment Host(Scope scope, FilterDirection direction, ReadOnlySpan<byte> address)
    {
        byte[] bytes = address.ToArray();
        Fragment Is(int offset) => scope.Bytes(Anchor.LinkHeader, offset, bytes);
        switch (direction)
        {
            case FilterDirection.Source:
                return Source(scope, Is);
            case FilterDirection.Destination:
                return Destination(scope, Is);
            case FilterDirection.SourceAndDestination:
                return Source(scope, Is).And(Destination(scope, Is));
            case FilterDirection.Default or FilterDirection.SourceOrDestination:
                return Source(scope, Is).Or(Destination(scope, Is));
            case FilterDirection.Address1:
                return Is(Address(1));
            case FilterDirection.Address2:
                return HasSecondAddress(scope).And(Is(Address(2)));
            case FilterDirection.Address3:
                return scope.Equal(Anchor.LinkHeader, 0, MemorySize.Byte, ControlFrame, TypeMask).Not().And(Is(Address(3)));
            case FilterDirection.Address4:
                uint both = ToDistribution | FromDistribution;
                return scope.Equal(Anchor.LinkHeader, 1, MemorySize.Byte, both, both).And(Is(Address(4)));
            case FilterDirection.Receiver:
                return Kind(scope, DataFrame).And(Is(Address(1)));
            default:
                return Kind(scope, DataFrame).And(HasSecondAddress(scope)).And(Is(Address(2)));
        }
    }

    public override Fragment? Prepare(Scope scope)
    {
        EncapsulationState state = scope.State;
        StackSlot? payload = state.LinkPayload.Variable!.Slot;
        Fragment? measured = payload is null && state.LinkHeader.Variable?.Slot is null ? null : Measure(scope, payload);
        if (Type != LinkType.Ppi)
            return measured;

        // The header of PPI names the link type of what follows; this description is for one of them.
        Fragment isWireless = scope.Equal(Anchor.Packet, 4, MemorySize.Word, PpiWireless);
        return measured is null ? isWireless : isWireless.And(measured);
    }

    private static int Address(int number) => number switch { 1 => 4, 2 => 10, 3 => 16, _ => 24 };

    private static Fragment Kind(Scope scope, uint bit) => scope.Compare(Anchor.LinkHeader, 0, MemorySize.Byte, Comparison.AnyBits, bit);

    private static Fragment Way(Scope scope, uint bit) => scope.Compare(Anchor.LinkHeader, 1, MemorySize.Byte, Comparison.AnyBits, bit);

    private static Fragment IsData(Scope scope) => Kind(scope, ControlFrame).Not().And(Kind(scope, DataFrame));

    private static Fragment HasSecondAddress(Scope scope)
    {
        Fragment isControl = scope.Equal(Anchor.LinkHeader, 0, MemorySize.Byte, ControlFrame, TypeMask);
        Fragment isShort = scope.Equal(Anchor.LinkHeader, 0, MemorySize.Byte, ClearToSend, SubtypeMask)
            .Or(scope.Equal(Anchor.LinkHeader, 0, MemorySize.Byte, Acknowledgement, SubtypeMask));
        return isControl.And(isShort).Not();
    }

    /// <summary>The source: of management frames the second address; of data frames the one that the direction bits say. Control frames have none.</summary>
    private static Fragment Source(Scope scope, Func<int, Fragment> test)
    {
        Fragment management = Kind(scope, DataFrame).Not().And(test(Address(2)));
        Fragment toOrWithin = Way(scope, FromDistribution).Not().And(test(Address(2)));
        Fragment from = Way(scope, ToDistribution).Not().And(test(Address(3)));
        Fragment between = Way(scope, ToDistribution).And(test(Address(4)));
        Fragment data = Kind(scope, DataFrame).And(toOrWithin.Or(Way(scope, FromDistribution).And(from.Or(between))));
        return Kind(scope, ControlFrame).Not().And(management.Or(data));
    }

    private static Fragment Destination(Scope scope, Func<int, Fragment> test)
    {
        Fragment management = Kind(scope, DataFrame).Not().And(test(Address(1)));
        Fragment fromOrWithin = Way(scope, ToDistribution).Not().And(test(Address(1)));
        Fragment to = Way(scope, ToDistribution).And(test(Address(3)));
        Fragment data = Kind(scope, DataFrame).And(fromOrWithin.Or(to));
        return Kind(scope, ControlFrame).Not().And(management.Or(data));
    }

    /// <summary>Computes the length of the radio header, and the place of the payload where it is asked for.</summary>
    private Fragment Measure(Scope scope, StackSlot? payload)
    {
        Block first = scope.NewBlock();
        Block block = first;
        Value? header = Type switch
        {
            LinkType.Ieee80211 => null,
            LinkType.Ieee80211Avs => block.Append(new PacketLoad(MemorySize.Word, 4, null, scope.Span)),
            LinkType.Ieee80211Prism => PrismLength(scope, ref block),
            _ => LittleEndianLength(scope, block),
        };
        if (header is not null && Type != LinkType.Ieee80211Prism)
            scope.Write(block, scope.Builder.WordOf(scope.State.LinkHeader.Variable!), header);
        Edges done = payload is null ? scope.Leave(block) : MeasurePayload(scope, block, header, payload);
        return new Fragment(first, done, new Edges());
    }

    /// <summary>Radiotap and PPI: 16 bits at 2.</summary>
    private static Value LittleEndianLength(Scope scope, Block block)
    {
        Value high = scope.Binary(block, BinaryOperator.ShiftLeft, block.Append(new PacketLoad(MemorySize.Byte, 3, null, scope.Span)), 8);
        return scope.Binary(block, BinaryOperator.Or, block.Append(new PacketLoad(MemorySize.Byte, 2, null, scope.Span)), high);
    }

    /// <summary>Prism's header has 144 bytes, but some drivers put AVS's there, which its magic number tells and which says its length.</summary>
    private static Value PrismLength(Scope scope, ref Block block)
    {
        StackSlot word = scope.Builder.WordOf(scope.State.LinkHeader.Variable!);
        Value magic = scope.Binary(block, BinaryOperator.And, block.Append(new PacketLoad(MemorySize.Word, 0, null, scope.Span)), 0xfffff000);
        Fragment isAvs = scope.Branch(block, Comparison.Equal, magic, 0x80211000);
        Block avs = scope.NewBlock();
        isAvs.True.ConnectTo(avs);
        scope.Write(avs, word, avs.Append(new PacketLoad(MemorySize.Word, 4, null, scope.Span)));
        Block prism = scope.NewBlock();
        isAvs.False.ConnectTo(prism);
        scope.Write(prism, word, scope.Number(144));
        block = scope.NewBlock();
        scope.Leave(avs).Join(scope.Leave(prism)).ConnectTo(block);
        return scope.Read(block, word);
    }

    private Edges MeasurePayload(Scope scope, Block block, Value? header, StackSlot payload)
    {
        Value macHeader = header is null ? scope.Number(24) : scope.Binary(block, BinaryOperator.Add, header, 24);
        scope.Write(block, payload, macHeader);
        Value control = scope.Load(block, Anchor.LinkHeader, 0, MemorySize.Byte);
        Fragment isData = scope.Branch(block, Comparison.AnyBits, control, DataFrame);
        Fragment isOther = Again(scope, isData.True, control, ControlFrame);
        Fragment hasQuality = Again(scope, isOther.False, control, 0x80);
        Block quality = scope.NewBlock();
        hasQuality.True.ConnectTo(quality);
        scope.Write(quality, payload, scope.Binary(quality, BinaryOperator.Add, scope.Read(quality, payload), 2));
        Edges measured = hasQuality.False.Join(scope.Leave(quality));
        if (Type == LinkType.Ieee80211Radiotap)
            measured = Pad(scope, measured, payload);
        return isData.False.Join(isOther.True).Join(measured);
    }

    private static Fragment Again(Scope scope, Edges arriving, Value value, uint bits)
    {
        Block block = scope.NewBlock();
        arriving.ConnectTo(block);
        return scope.Branch(block, Comparison.AnyBits, value, bits);
    }

    /// <summary>
    /// Radiotap's flags say whether the payload is padded to four bytes. They come first but for the timer, which has 8 bytes; where the bits of what is
    /// present go on in another word, they are not looked for.
    /// </summary>
    private static Edges Pad(Scope scope, Edges arriving, StackSlot payload)
    {
        Block block = scope.NewBlock();
        arriving.ConnectTo(block);
        Value present = block.Append(new PacketLoad(MemorySize.Word, 4, null, scope.Span));
        Fragment hasFlags = scope.Branch(block, Comparison.AnyBits, present, 0x02000000);
        Fragment goesOn = Again(scope, hasFlags.True, present, 0x00000080);
        Fragment hasTimer = Again(scope, goesOn.False, present, 0x01000000);
        Fragment behindTimer = scope.Compare(Anchor.Packet, 16, MemorySize.Byte, Comparison.AnyBits, 0x20);
        Fragment first = scope.Compare(Anchor.Packet, 8, MemorySize.Byte, Comparison.AnyBits, 0x20);
        hasTimer.True.ConnectTo(behindTimer.Entry);
        hasTimer.False.ConnectTo(first.Entry);
        Block pad = scope.NewBlock();
        behindTimer.True.ConnectTo(pad);
        first.True.ConnectTo(pad);
        Value end = scope.Binary(pad, BinaryOperator.Add, scope.Read(pad, payload), 3);
        scope.Write(pad, payload, scope.Binary(pad, BinaryOperator.And, end, 0xfffffffc));
        return hasFlags.False.Join(goesOn.True).Join(behindTimer.False).Join(first.False).Join(scope.Leave(pad));
    }
}
