// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Hornet.Packets;

/// <summary>
/// The pcapng format (draft-ietf-opsawg-pcapng): blocks with their length at both ends. Packets come from Enhanced, Simple and obsolete
/// Packet Blocks; blocks of other types (name resolution, statistics, decryption secrets, custom ...) are skipped.
/// </summary>
internal sealed class PcapngReader : CaptureReader
{
    /// <summary>Far more than any section header or interface description needs.</summary>
    private const uint MaximumDescriptionLength = 16 * 1024 * 1024;

    /// <summary>The largest packet of any link type, and room for options.</summary>
    private const uint MaximumPacketBlockLength = LinkTypes.LargestPacket + (128 * 1024);

    /// <summary>The obsolete Packet Block counts interfaces with 16 bits; nothing real comes near.</summary>
    private const int MaximumInterfaces = 65536;

    private const int EnhancedHeaderLength = 28;
    private const int SimpleHeaderLength = 12;

    private readonly List<CaptureInterface> _interfaces = [];
    private bool _bigEndian;
    private bool _ended;

    public PcapngReader(CaptureInput input, CaptureSource source, CaptureReaderOptions options)
        : base(input, source, options)
    {
        if (!Input.TryFill(12) || !TryFillBlock(SectionLength(), MaximumDescriptionLength, "section header block"))
        {
            throw new CaptureFormatException(
                $"Opening a capture: the file ends inside its section header block; {Input.Available} bytes are there.", 0) { IsTruncation = true };
        }

        StartSection();
    }

    public override CaptureFormat Format => CaptureFormat.Pcapng;

    public override IReadOnlyList<CaptureInterface> Interfaces => _interfaces;

    public override bool TryRead(out CapturedPacket packet)
    {
        packet = default;
        while (!_ended)
        {
            if (!Input.TryFill(12))
            {
                _ended = true;
                if (Input.Available > 0)
                    EndInsideRecord("block header", Input.Position, 12);
                return false;
            }

            uint type = ReadUInt32(Input.Span);
            switch (type)
            {
                case PcapngBlock.EnhancedPacket or PcapngBlock.Packet or PcapngBlock.SimplePacket:
                    return TryReadPacket(type, out packet);
                case PcapngBlock.SectionHeader:
                    if (TryFillDescription(SectionLength(), "section header block"))
                        StartSection();
                    break;
                case PcapngBlock.InterfaceDescription:
                    if (TryFillDescription(BlockLength(20), "interface description block"))
                        AddInterface();
                    break;
                default:
                    SkipBlock();
                    break;
            }
        }

        return false;
    }

    private bool TryReadPacket(uint type, out CapturedPacket packet)
    {
        packet = default;
        int headerLength = type == PcapngBlock.SimplePacket ? SimpleHeaderLength : EnhancedHeaderLength;
        uint blockLength = BlockLength((uint)headerLength + 4);
        bool whole = TryFillBlock(blockLength, MaximumPacketBlockLength, "packet block");
        if (!whole)
        {
            _ended = true;
            EndInsideRecord("packet block", Input.Position, blockLength);
            if (Options.Truncation != TruncationHandling.Keep || Input.Available < headerLength)
                return false;
        }

        ReadOnlySpan<byte> block = Input.Span;
        int index = type switch
        {
            PcapngBlock.EnhancedPacket => (int)Math.Min(ReadUInt32(block[8..]), int.MaxValue),
            PcapngBlock.Packet => ReadUInt16(block[8..]),
            _ => 0,
        };
        if (index >= _interfaces.Count)
            throw Damaged($"the packet belongs to interface {index}, but the section has described {_interfaces.Count}");
        CaptureInterface source = _interfaces[index];
        uint original = ReadUInt32(block[(headerLength - 4)..]);
        uint captured = type == PcapngBlock.SimplePacket
            ? (source.SnapLength > 0 ? Math.Min(original, (uint)source.SnapLength) : original)
            : ReadUInt32(block[(headerLength - 8)..]);
        if (captured > source.LinkType.MaximumPacketLength())
            throw Damaged($"it says {captured} bytes were captured; {source.LinkType.Name()} packets have {source.LinkType.MaximumPacketLength()} at most");
        if (captured > blockLength - headerLength - 4)
            throw Damaged($"it says {captured} bytes were captured, more than the block of {blockLength} bytes holds");

        int length = whole ? (int)captured : Math.Min((int)captured, Input.Available - headerLength);
        int kept = source.SnapLength > 0 ? Math.Min(length, source.SnapLength) : length;
        long timestamp = type == PcapngBlock.SimplePacket
            ? 0
            : PcapngTimestamp.ToNanoseconds(((ulong)ReadUInt32(block[12..]) << 32) | ReadUInt32(block[16..]), source.UnitsPerSecond, source.TimestampOffset);
        packet = new CapturedPacket(Input.Slice(headerLength, kept), timestamp, (int)Math.Min(original, int.MaxValue), source.LinkType, index);
        Input.Advance(whole ? (int)blockLength : Input.Available);
        PacketCount++;
        return true;
    }

    /// <summary>Reads the byte order of the section header at the start of the window, and its length.</summary>
    private uint SectionLength()
    {
        uint magic = BinaryPrimitives.ReadUInt32LittleEndian(Input.Span[8..]);
        if (magic != PcapngBlock.ByteOrderMagic && BinaryPrimitives.ReverseEndianness(magic) != PcapngBlock.ByteOrderMagic)
            throw Damaged($"the section header's byte order is {magic:x8}, neither 1a2b3c4d nor 4d3c2b1a");
        _bigEndian = magic != PcapngBlock.ByteOrderMagic;
        return BlockLength(28);
    }

    private void StartSection()
    {
        ReadOnlySpan<byte> block = Input.Span;
        ushort major = ReadUInt16(block[12..]);
        ushort minor = ReadUInt16(block[14..]);
        if (major != 1)
            throw Damaged($"the section has pcapng version {major}.{minor}; 1.0 is known");
        _interfaces.Clear();
        Input.Advance((int)ReadUInt32(block[4..]));
    }

    private void AddInterface()
    {
        if (_interfaces.Count == MaximumInterfaces)
            throw Damaged($"the section describes more than {MaximumInterfaces} interfaces");
        ReadOnlySpan<byte> block = Input.Span;
        int blockLength = (int)ReadUInt32(block[4..]);
        uint snapLength = ReadUInt32(block[12..]);
        var described = new CaptureInterface(LinkTypes.FromFile(ReadUInt16(block[8..])), snapLength > int.MaxValue ? 0 : (int)snapLength);
        ReadOnlySpan<byte> options = block[16..(blockLength - 4)];
        while (options.Length >= 4)
        {
            ushort code = ReadUInt16(options);
            int length = ReadUInt16(options[2..]);
            if (code == PcapngBlock.OptionEnd)
                break;
            int padded = (length + 3) & ~3;
            if (padded > options.Length - 4)
                throw Damaged($"option {code} of an interface says {length} bytes, but {options.Length - 4} are left in its block");
            described = WithOption(described, code, options.Slice(4, length));
            options = options[(4 + padded)..];
        }

        _interfaces.Add(described);
        Input.Advance(blockLength);
    }

    private CaptureInterface WithOption(CaptureInterface described, ushort code, ReadOnlySpan<byte> value)
    {
        switch (code)
        {
            case PcapngBlock.OptionInterfaceName:
                return described with { Name = System.Text.Encoding.UTF8.GetString(value).TrimEnd('\0') };
            case PcapngBlock.OptionTimestampResolution when value.Length == 1:
                return PcapngTimestamp.TryGetUnits(value[0], out ulong units)
                    ? described with { UnitsPerSecond = units }
                    : throw Damaged($"the timestamp resolution {value[0]:x2} of an interface is finer than 64 bits can count");
            case PcapngBlock.OptionTimestampOffset when value.Length == 8:
                return described with
                {
                    TimestampOffset = _bigEndian ? BinaryPrimitives.ReadInt64BigEndian(value) : BinaryPrimitives.ReadInt64LittleEndian(value),
                };
            case PcapngBlock.OptionFcsLength when value.Length == 1:
                // The option counts bits.
                return described with { FcsLength = value[0] / 8 };
            case PcapngBlock.OptionTimestampResolution or PcapngBlock.OptionTimestampOffset or PcapngBlock.OptionFcsLength:
                throw Damaged($"option {code} of an interface has {value.Length} bytes");
            default:
                return described;
        }
    }

    private void SkipBlock()
    {
        uint blockLength = BlockLength(PcapngBlock.Overhead);
        long start = Input.Position;
        if (!Input.Skip(blockLength - 4) || !Input.TryFill(4))
        {
            _ended = true;
            EndInsideRecord("block", start, blockLength);
            return;
        }

        uint trailer = ReadUInt32(Input.Span);
        if (trailer != blockLength)
            throw LengthsDiffer(blockLength, trailer, start);
        Input.Advance(4);
    }

    private bool TryFillDescription(uint blockLength, string name)
    {
        if (TryFillBlock(blockLength, MaximumDescriptionLength, name))
            return true;
        _ended = true;
        EndInsideRecord(name, Input.Position, blockLength);
        return false;
    }

    private bool TryFillBlock(uint blockLength, uint maximum, string name)
    {
        if (blockLength > maximum)
            throw Damaged($"its {name} says it has {blockLength} bytes; {maximum} is the most that makes sense");
        if (!Input.TryFill((int)blockLength))
            return false;
        CheckTrailer(blockLength);
        return true;
    }

    /// <summary>The total length of the block at the start of the window.</summary>
    private uint BlockLength(uint minimum)
    {
        uint length = ReadUInt32(Input.Span[4..]);
        if (length < minimum || length % 4 != 0)
            throw Damaged($"the block says it has {length} bytes; it needs a multiple of 4, at least {minimum}");
        return length;
    }

    private void CheckTrailer(uint blockLength)
    {
        uint trailer = ReadUInt32(Input.Span[((int)blockLength - 4)..]);
        if (trailer != blockLength)
            throw LengthsDiffer(blockLength, trailer, Input.Position);
    }

    private CaptureFormatException LengthsDiffer(uint blockLength, uint trailer, long start)
    {
        _ended = true;
        return new CaptureFormatException(
            $"Reading a pcapng capture after packet {PacketCount}: the block at byte {start} says {blockLength} bytes at its start and {trailer} at its end.", start);
    }

    private CaptureFormatException Damaged(string what)
    {
        _ended = true;
        return new CaptureFormatException($"Reading a pcapng capture after packet {PacketCount}: at byte {Input.Position}, {what}.", Input.Position);
    }

    private ushort ReadUInt16(ReadOnlySpan<byte> bytes) =>
        _bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private uint ReadUInt32(ReadOnlySpan<byte> bytes) =>
        _bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
