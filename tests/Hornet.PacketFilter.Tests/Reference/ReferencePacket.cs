// SPDX-License-Identifier: Apache-2.0
namespace Hornet.PacketFilters.Tests.Reference;

/// <summary>A packet as the reference evaluator reads it.</summary>
internal sealed class ReferencePacket(byte[] data, uint wireLength)
{
    /// <summary>
    /// Whether a read outside the packet or a division by 0 has ended the filter: the packet does not match, whatever else is evaluated
    /// before someone looks.
    /// </summary>
    public bool HasEnded { get; private set; }

    /// <summary>Where the link-layer header begins, when the packet tells.</summary>
    public uint LinkHeader { get; set; }

    /// <summary>Where the link layer's payload begins, when the packet tells.</summary>
    public uint Payload { get; set; }

    /// <summary>The length on the wire.</summary>
    public uint WireLength => wireLength;

    /// <summary>Ends the filter.</summary>
    public uint End()
    {
        HasEnded = true;
        return 0;
    }

    /// <summary>The offset from the first byte of the packet, modulo 2^32.</summary>
    public uint Resolve(Place place) => unchecked(place.Offset + place.Base switch
    {
        PlaceBase.LinkHeader => LinkHeader,
        PlaceBase.Payload => Payload,
        _ => 0,
    });

    /// <summary>Reads 1, 2 or 4 bytes in network order; a read that is not wholly inside the packet ends the filter.</summary>
    public uint Read(uint offset, int size)
    {
        if ((ulong)offset + (uint)size > (ulong)data.Length)
            return End();
        uint value = 0;
        for (int i = 0; i < size; i++)
            value = (value << 8) | data[(int)offset + i];
        return value;
    }

    /// <summary>Reads at a place.</summary>
    public uint Read(Place place, int size) => Read(Resolve(place), size);
}
