// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Hornet.Bytecode.Classic;
using Hornet.Packets;

namespace Hornet.Linux;

/// <content>Reading the ring.</content>
public sealed unsafe partial class PacketCapture
{
    private const int TagLength = 4;
    private const int TagOffset = 12;
    private const ushort CommonTagProtocol = 0x8100;
    private const ushort LoopbackHardware = 772;

    // The block that is being read; packets of it that are left, and the next of them.
    private int _block;
    private uint _left;
    private byte* _next;
    private bool _isReadingBlock;

    /// <summary>Whether the kernel has handed packets over that were not read.</summary>
    public bool HasPackets
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _left > 0 || Volatile.Read(ref Block(_isReadingBlock ? Following(_block) : _block)->Status) != PacketBlock.OfKernel;
        }
    }

    /// <summary>The next packet, if the kernel has handed one over; does not wait.</summary>
    /// <param name="packet">The packet; its bytes are valid until the next call.</param>
    /// <returns>False when there is none now.</returns>
    public bool TryRead(out LivePacket packet)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        while (TryTake(out PacketHeader* header))
        {
            var address = (PacketAddress*)((byte*)header + sizeof(PacketHeader));
            if (!IsWanted(address))
                continue;
            byte* start = (byte*)header + header->DataOffset;
            int length = (int)header->CapturedLength;
            int original = (int)header->Length;
            if (_setup.IsCooked)
                Cook(ref start, ref length, ref original, address);
            ushort? tag = (header->Status & PacketHeader.HasVlan) == 0 ? null : (ushort)header->VlanTag;
            if (_setup.LateFilter is not null && !Passes(start, ref length, original, address, tag))
                continue;
            if (tag is { } value && Options.RestoresVlanTags)
                Restore(ref start, ref length, ref original, value, (header->Status & PacketHeader.HasVlanProtocol) == 0 ? CommonTagProtocol : header->VlanProtocol);
            packet = new LivePacket(new ReadOnlySpan<byte>(start, Math.Min(length, Options.SnapLength)), (header->Seconds * 1_000_000_000L) + header->Nanoseconds, original,
                LinkType, address->InterfaceIndex, address->PacketType, tag);
            return true;
        }

        packet = default;
        return false;
    }

    private PacketBlock* Block(int index) => (PacketBlock*)(_ring.Start + ((nint)index * _setup.BlockSize));

    private int Following(int block) => block + 1 == _setup.BlockCount ? 0 : block + 1;

    /// <summary>The next packet of the ring. A block goes back to the kernel when the packet after its last is asked for.</summary>
    private bool TryTake(out PacketHeader* header)
    {
        while (_left == 0)
        {
            if (_isReadingBlock)
            {
                Volatile.Write(ref Block(_block)->Status, PacketBlock.OfKernel);
                _block = Following(_block);
                _isReadingBlock = false;
            }

            PacketBlock* block = Block(_block);
            if ((Volatile.Read(ref block->Status) & PacketBlock.OfUser) == 0)
            {
                header = null;
                return false;
            }

            _isReadingBlock = true;
            _left = block->PacketCount;
            _next = (byte*)block + block->FirstPacket;
        }

        header = (PacketHeader*)_next;
        _next += header->NextOffset;
        _left--;
        return true;
    }

    /// <summary>Whether a packet goes the wanted way, where the kernel does not see to it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsWanted(PacketAddress* address)
    {
        bool isOutgoing = address->PacketType == PacketAddress.Outgoing;
        return Options.Direction switch
        {
            PacketDirection.In => !isOutgoing,
            PacketDirection.Out => isOutgoing,
            // What is sent over the loopback interface is received there a moment later.
            _ => !isOutgoing || address->HardwareType != LoopbackHardware,
        };
    }

    /// <summary>Puts Linux's header in front of a packet whose link-layer header is not there (LINKTYPE_LINUX_SLL2, as the registry at tcpdump.org describes it).</summary>
    private static void Cook(ref byte* start, ref int length, ref int original, PacketAddress* address)
    {
        // The kernel leaves 16 bytes more than a packet header and an address take, and what was reserved.
        start -= CookedFilter.HeaderLength;
        length += CookedFilter.HeaderLength;
        original += CookedFilter.HeaderLength;
        var header = new Span<byte>(start, CookedFilter.HeaderLength);
        BinaryPrimitives.WriteUInt32BigEndian(header, (uint)BinaryPrimitives.ReverseEndianness(address->Protocol) << 16);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], address->InterfaceIndex);
        BinaryPrimitives.WriteUInt16BigEndian(header[8..], address->HardwareType);
        header[10] = address->PacketType;
        header[11] = address->AddressLength;
        new ReadOnlySpan<byte>(address->Address, 8).CopyTo(header[12..]);
    }

    /// <summary>Runs the filter that the kernel could not run, on the packet as the kernel would have had it.</summary>
    private bool Passes(byte* start, ref int length, int original, PacketAddress* address, ushort? tag)
    {
        uint kept = _setup.LateFilter!.Run(new ReadOnlySpan<byte>(start, length), new ClassicPacketContext
        {
            WireLength = (uint)original,
            Protocol = BinaryPrimitives.ReverseEndianness(address->Protocol),
            PacketType = address->PacketType,
            InterfaceIndex = (uint)address->InterfaceIndex,
            HardwareType = address->HardwareType,
            VlanTag = tag,
        });
        length = (int)Math.Min((uint)length, kept);
        return kept != 0;
    }

    /// <summary>Puts a VLAN tag back where it was on the wire. The kernel was asked to leave the room.</summary>
    private void Restore(ref byte* start, ref int length, ref int original, ushort tag, ushort tagProtocol)
    {
        if (LinkType == LinkType.Ethernet && length >= TagOffset)
        {
            new ReadOnlySpan<byte>(start, TagOffset).CopyTo(new Span<byte>(start - TagLength, TagOffset));
            Write(start - TagLength + TagOffset, tagProtocol, tag);
        }
        else if (_setup.IsCooked)
        {
            // What the header says of the payload comes behind the tag, and the header tells of the tag.
            ushort protocol = BinaryPrimitives.ReadUInt16BigEndian(new ReadOnlySpan<byte>(start, sizeof(ushort)));
            new ReadOnlySpan<byte>(start, CookedFilter.HeaderLength).CopyTo(new Span<byte>(start - TagLength, CookedFilter.HeaderLength));
            BinaryPrimitives.WriteUInt16BigEndian(new Span<byte>(start - TagLength, sizeof(ushort)), tagProtocol);
            Write(start - TagLength + CookedFilter.HeaderLength, tag, protocol);
        }
        else
        {
            return;
        }

        start -= TagLength;
        length += TagLength;
        original += TagLength;
    }

    private static void Write(byte* place, ushort first, ushort second)
    {
        BinaryPrimitives.WriteUInt16BigEndian(new Span<byte>(place, 2), first);
        BinaryPrimitives.WriteUInt16BigEndian(new Span<byte>(place + 2, 2), second);
    }
}
