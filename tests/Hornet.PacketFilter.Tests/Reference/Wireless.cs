// SPDX-License-Identifier: Apache-2.0
using Hornet.PacketFilters.Syntax;

namespace Hornet.PacketFilters.Tests.Reference;

/// <summary>802.11 frames: a frame's type and direction bits say which of its four addresses are which.</summary>
internal static class Wireless
{
    /// <summary>Data frames.</summary>
    public static Condition IsData(Layer layer) => !Has(layer, 0, 4) & Has(layer, 0, 8);

    /// <summary>An address of a frame.</summary>
    public static Condition Host(Layer layer, FilterDirection direction, byte[] address)
    {
        Condition At(int offset) => Reads.Bytes(layer.LinkHeader + offset, address);
        Condition isControl = Reads.Byte(layer.LinkHeader, 0xc, 4);
        Condition hasTransmitter = !(isControl & (Reads.Byte(layer.LinkHeader, 0xf0, 0xc0) | Reads.Byte(layer.LinkHeader, 0xf0, 0xd0)));
        return direction switch
        {
            FilterDirection.Source => Source(layer, At),
            FilterDirection.Destination => Destination(layer, At),
            FilterDirection.SourceAndDestination => Source(layer, At) & Destination(layer, At),
            FilterDirection.Default or FilterDirection.SourceOrDestination => Source(layer, At) | Destination(layer, At),
            FilterDirection.Receiver => Has(layer, 0, 8) & At(4),
            FilterDirection.Transmitter => Has(layer, 0, 8) & hasTransmitter & At(10),
            FilterDirection.Address1 => At(4),
            FilterDirection.Address2 => hasTransmitter & At(10),
            FilterDirection.Address3 => !isControl & At(16),
            FilterDirection.Address4 => Reads.Byte(layer.LinkHeader + 1, 3, 3) & At(24),
            _ => throw new UnsupportedTestException($"{direction}"),
        };
    }

    /// <summary>A destination that is a group.</summary>
    public static Condition Multicast(Layer layer) => Destination(layer, offset => Reads.Byte(layer.LinkHeader + offset, 1, 1));

    private static Condition Source(Layer layer, Func<int, Condition> at)
    {
        Condition ofData = Has(layer, 0, 8)
            & ((!Has(layer, 1, 2) & at(10)) | (Has(layer, 1, 2) & ((!Has(layer, 1, 1) & at(16)) | (Has(layer, 1, 1) & at(24)))));
        return !Has(layer, 0, 4) & ((!Has(layer, 0, 8) & at(10)) | ofData);
    }

    private static Condition Destination(Layer layer, Func<int, Condition> at)
    {
        Condition ofData = Has(layer, 0, 8) & ((!Has(layer, 1, 1) & at(4)) | (Has(layer, 1, 1) & at(16)));
        return !Has(layer, 0, 4) & ((!Has(layer, 0, 8) & at(4)) | ofData);
    }

    private static Condition Has(Layer layer, int offset, uint bit) => Reads.Byte(layer.LinkHeader + offset, value => (value & bit) != 0);
}
