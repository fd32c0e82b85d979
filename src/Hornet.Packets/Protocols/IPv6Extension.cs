// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Hornet.Packets;

/// <summary>An IPv6 extension header (RFC 8200 section 4): hop-by-hop and destination options, routing, fragment, mobility, authentication.</summary>
public readonly ref struct IPv6Extension
{
    private readonly ReadOnlySpan<byte> _data;

    private IPv6Extension(IpProtocol kind, ReadOnlySpan<byte> data)
    {
        Kind = kind;
        _data = data;
    }

    /// <summary>Which extension header this is.</summary>
    public IpProtocol Kind { get; }

    /// <summary>What follows this header.</summary>
    public IpProtocol NextHeader => (IpProtocol)_data[0];

    /// <summary>The length of this header in bytes, at least 8.</summary>
    public int Length => LengthOf(Kind, _data[1]);

    /// <summary>For a fragment header, where the payload belongs in the whole packet in bytes; 0 for others.</summary>
    public int FragmentOffset => Kind == IpProtocol.Fragment ? BinaryPrimitives.ReadUInt16BigEndian(_data[2..]) & 0xfff8 : 0;

    /// <summary>For a fragment header, whether fragments follow this one.</summary>
    public bool MoreFragments => Kind == IpProtocol.Fragment && (_data[3] & 1) != 0;

    /// <summary>For a fragment header, the number that the fragments of one packet share; 0 for others.</summary>
    public uint Identification => Kind == IpProtocol.Fragment ? BinaryPrimitives.ReadUInt32BigEndian(_data[4..]) : 0;

    /// <summary>The captured bytes after this header.</summary>
    public ReadOnlySpan<byte> Payload => _data[Length..];

    /// <summary>Whether a protocol number is an extension header that this type reads.</summary>
    public static bool IsExtension(IpProtocol protocol) => protocol
        is IpProtocol.HopByHop or IpProtocol.Routing or IpProtocol.Fragment or IpProtocol.DestinationOptions or IpProtocol.Mobility or IpProtocol.Ah;

    /// <summary>Looks at the start of <paramref name="data"/>; false when it is too short or <paramref name="kind"/> is no extension header.</summary>
    public static bool TryParse(IpProtocol kind, ReadOnlySpan<byte> data, out IPv6Extension extension)
    {
        bool whole = IsExtension(kind) && data.Length >= 8 && data.Length >= LengthOf(kind, data[1]);
        extension = whole ? new IPv6Extension(kind, data) : default;
        return whole;
    }

    // The authentication header counts 4-byte units less two (RFC 4302), the fragment header has a fixed size.
    private static int LengthOf(IpProtocol kind, byte length) => kind switch
    {
        IpProtocol.Fragment => 8,
        IpProtocol.Ah => Math.Max((length + 2) * 4, 8),
        _ => (length + 1) * 8,
    };
}
