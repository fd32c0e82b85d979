// SPDX-License-Identifier: Apache-2.0
namespace Hornet.PacketFilters.Tests.Reference;

/// <summary>The headers of IPv4 and IPv6.</summary>
internal static class InternetHeader
{
    /// <summary>How many headers are passed at most where programs have no loops.</summary>
    public const int LongestChain = 8;

    /// <summary>Where the transport's header begins behind an IPv4 header.</summary>
    public static uint Transport(ReferencePacket packet, Place header)
    {
        uint start = packet.Resolve(header);
        return start + ((packet.Read(start, 1) & 0xf) * 4);
    }

    /// <summary>Whether an IPv4 packet is whole or the first of its fragments.</summary>
    public static Condition IsFirstFragment(Place header) => !Reads.Half(header + 6, value => (value & 0x1fff) != 0);

    /// <summary>
    /// Where a protocol's header begins behind an IPv6 header and its extensions, each of which says what follows and how long it is. Null when
    /// the protocol is not there, or only the later part of it, or behind more headers than are passed.
    /// </summary>
    public static uint? FindBehindExtensions(ReferencePacket packet, Place header, uint protocol)
    {
        uint start = packet.Resolve(header);
        uint next = packet.Read(start + 6, 1);
        uint offset = start + 40;
        for (int passed = 0; !packet.HasEnded; passed++)
        {
            if (next == protocol)
                return offset;
            if (passed == LongestChain)
                return null;
            switch (next)
            {
                case 44:
                    if ((packet.Read(offset + 2, 2) & 0xfff8) != 0)
                        return null;
                    next = packet.Read(offset, 1);
                    offset += 8;
                    break;
                case 51:
                    next = packet.Read(offset, 1);
                    offset += (packet.Read(offset + 1, 1) + 2) * 4;
                    break;
                case 0 or 43 or 60 or 135 or 139 or 140:
                    next = packet.Read(offset, 1);
                    offset += (packet.Read(offset + 1, 1) + 1) * 8;
                    break;
                default:
                    return null;
            }
        }

        return null;
    }
}
