// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Hornet.Packets;

/// <summary>The classic pcap format (draft-ietf-opsawg-pcap): a 24-byte file header, then records.</summary>
internal sealed class PcapReader : CaptureReader
{
    private const int FileHeaderLength = 24;

    private readonly PcapVariant _variant;
    private readonly CaptureInterface[] _interfaces;
    private readonly LinkType _linkType;
    private readonly int _snapLength;
    private readonly uint _maximumLength;
    private readonly LengthOrder _lengthOrder;
    private bool _ended;

    public PcapReader(CaptureInput input, CaptureSource source, CaptureReaderOptions options, PcapVariant variant)
        : base(input, source, options)
    {
        _variant = variant;
        if (!input.TryFill(FileHeaderLength))
        {
            throw new CaptureFormatException(
                $"Opening a capture: the file ends inside the pcap file header; {FileHeaderLength} bytes are needed, {input.Available} are there.", 0) { IsTruncation = true };
        }

        ReadOnlySpan<byte> header = input.Span;
        ushort major = ReadUInt16(header[4..]);
        ushort minor = ReadUInt16(header[6..]);
        _lengthOrder = LengthOrderOf(major, minor);
        uint snapLength = ReadUInt32(header[16..]);
        uint link = ReadUInt32(header[20..]);

        // Bits 0 to 15 the type, bit 26 says that bits 28 to 31 count the 16-bit words of the frame check sequence.
        _linkType = LinkTypes.FromFile((ushort)link);
        int? fcs = (link & 0x0400_0000) != 0 ? (int)(link >> 28) * 2 : null;
        _maximumLength = _linkType.MaximumPacketLength();
        _snapLength = snapLength is 0 or > int.MaxValue ? 0 : (int)snapLength;
        _interfaces =
        [
            new CaptureInterface(_linkType, _snapLength, fcs) { UnitsPerSecond = variant.Nanoseconds ? 1_000_000_000u : 1_000_000u },
        ];
        input.Advance(FileHeaderLength);
    }

    /// <summary>Which of the two lengths of a record comes first. Version 2.3 changed it, and some writers did not notice.</summary>
    private enum LengthOrder
    {
        CapturedFirst,
        Unsure,
        OriginalFirst,
    }

    public override CaptureFormat Format => _variant.Nanoseconds ? CaptureFormat.PcapNanosecond : CaptureFormat.Pcap;

    public override IReadOnlyList<CaptureInterface> Interfaces => _interfaces;

    public override bool TryRead(out CapturedPacket packet)
    {
        packet = default;
        if (_ended)
            return false;
        int headerLength = _variant.RecordHeaderLength;
        if (!Input.TryFill(headerLength))
        {
            _ended = true;
            if (Input.Available > 0)
                EndInsideRecord("record header", Input.Position, headerLength);
            return false;
        }

        ReadOnlySpan<byte> header = Input.Span;
        uint seconds = ReadUInt32(header);
        uint fraction = ReadUInt32(header[4..]);
        uint captured = ReadUInt32(header[8..]);
        uint original = ReadUInt32(header[12..]);
        if (_lengthOrder == LengthOrder.OriginalFirst || (_lengthOrder == LengthOrder.Unsure && captured > original))
            (captured, original) = (original, captured);
        if (captured > _maximumLength)
        {
            _ended = true;
            throw new CaptureFormatException(
                $"Reading packet {PacketCount + 1} of a capture: the record at byte {Input.Position} says {captured} bytes were captured; {_linkType.Name()} packets have {_maximumLength} at most.",
                Input.Position);
        }

        int length = (int)captured;
        if (!Input.TryFill(headerLength + length))
        {
            _ended = true;
            EndInsideRecord("record", Input.Position, headerLength + length);
            length = Input.Available - headerLength;
            if (Options.Truncation != TruncationHandling.Keep)
                return false;
        }

        // Records longer than the file's own limit exist; like tcpdump, hand over no more than the limit.
        int kept = _snapLength > 0 ? Math.Min(length, _snapLength) : length;
        long timestamp = (seconds * 1_000_000_000L) + (_variant.Nanoseconds ? fraction : fraction * 1000L);
        packet = new CapturedPacket(Input.Slice(headerLength, kept), timestamp, (int)Math.Min(original, int.MaxValue), _linkType);
        Input.Advance(headerLength + length);
        PacketCount++;
        return true;
    }

    private static LengthOrder LengthOrderOf(ushort major, ushort minor)
    {
        // 543 is the version that Digital's own pcap wrote.
        if (major == 543)
            return LengthOrder.OriginalFirst;
        if (major != 2)
            throw new CaptureFormatException($"Opening a capture: pcap version {major}.{minor} is not known; 2.4 is the usual one.", 4);
        return minor switch
        {
            < 3 => LengthOrder.OriginalFirst,
            3 => LengthOrder.Unsure,
            _ => LengthOrder.CapturedFirst,
        };
    }

    private ushort ReadUInt16(ReadOnlySpan<byte> bytes) =>
        _variant.BigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private uint ReadUInt32(ReadOnlySpan<byte> bytes) =>
        _variant.BigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
