// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Hornet.Packets;

/// <summary>An ARP packet (RFC 826) with addresses of any length.</summary>
public readonly ref struct ArpHeader
{
    private const int FixedLength = 8;

    private readonly ReadOnlySpan<byte> _data;

    private ArpHeader(ReadOnlySpan<byte> data) => _data = data;

    /// <summary>The kind of hardware address; 1 is Ethernet.</summary>
    public ushort HardwareType => BinaryPrimitives.ReadUInt16BigEndian(_data);

    /// <summary>The kind of protocol address.</summary>
    public EtherType ProtocolType => (EtherType)BinaryPrimitives.ReadUInt16BigEndian(_data[2..]);

    /// <summary>The length of a hardware address in bytes.</summary>
    public int HardwareLength => _data[4];

    /// <summary>The length of a protocol address in bytes.</summary>
    public int ProtocolLength => _data[5];

    /// <summary>1 request, 2 reply, 3 and 4 the same for reverse ARP.</summary>
    public ushort Operation => BinaryPrimitives.ReadUInt16BigEndian(_data[6..]);

    /// <summary>The sender's hardware address.</summary>
    public ReadOnlySpan<byte> SenderHardware => _data.Slice(FixedLength, HardwareLength);

    /// <summary>The sender's protocol address.</summary>
    public ReadOnlySpan<byte> SenderProtocol => _data.Slice(FixedLength + HardwareLength, ProtocolLength);

    /// <summary>The target's hardware address.</summary>
    public ReadOnlySpan<byte> TargetHardware => _data.Slice(FixedLength + HardwareLength + ProtocolLength, HardwareLength);

    /// <summary>The target's protocol address.</summary>
    public ReadOnlySpan<byte> TargetProtocol => _data.Slice(FixedLength + (2 * HardwareLength) + ProtocolLength, ProtocolLength);

    /// <summary>Looks at the start of <paramref name="data"/>; false when it is too short for the addresses it announces.</summary>
    public static bool TryParse(ReadOnlySpan<byte> data, out ArpHeader header)
    {
        bool whole = data.Length >= FixedLength && data.Length >= FixedLength + (2 * (data[4] + data[5]));
        header = whole ? new ArpHeader(data) : default;
        return whole;
    }
}
