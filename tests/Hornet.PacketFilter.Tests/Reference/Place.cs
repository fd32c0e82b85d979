// SPDX-License-Identifier: Apache-2.0
namespace Hornet.PacketFilters.Tests.Reference;

/// <summary>From where an offset counts.</summary>
internal enum PlaceBase
{
    /// <summary>The first byte of the packet.</summary>
    Packet,

    /// <summary>The link-layer header behind a radio header whose length the packet tells.</summary>
    LinkHeader,

    /// <summary>What a link-layer header encloses whose length the packet tells.</summary>
    Payload,
}

/// <summary>A place in a packet.</summary>
/// <param name="Base">From where it counts.</param>
/// <param name="Offset">How far; modulo 2^32.</param>
internal readonly record struct Place(PlaceBase Base, uint Offset)
{
    public static Place operator +(Place place, int distance) => place with { Offset = unchecked(place.Offset + (uint)distance) };

    public static Place Add(Place left, int right) => left + right;
}
