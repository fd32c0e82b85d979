// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Packets;

/// <summary>Numbers of the pcapng format (draft-ietf-opsawg-pcapng).</summary>
internal static class PcapngBlock
{
    /// <summary>Section Header Block; a palindrome, so that it reads the same in both byte orders.</summary>
    public const uint SectionHeader = 0x0a0d0d0a;

    public const uint InterfaceDescription = 1;

    /// <summary>Packet Block, obsolete but found in old files.</summary>
    public const uint Packet = 2;

    public const uint SimplePacket = 3;
    public const uint EnhancedPacket = 6;

    public const uint ByteOrderMagic = 0x1a2b3c4d;

    /// <summary>Block type and two total lengths.</summary>
    public const int Overhead = 12;

    public const ushort OptionEnd = 0;
    public const ushort OptionInterfaceName = 2;
    public const ushort OptionTimestampResolution = 9;
    public const ushort OptionFcsLength = 13;
    public const ushort OptionTimestampOffset = 14;
}
