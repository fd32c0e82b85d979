// SPDX-License-Identifier: Apache-2.0
using System.Collections.Frozen;
using System.Globalization;

namespace Hornet.Packets;

/// <summary>The texts of <see cref="LinkType"/>, and what capture files need to know about them.</summary>
public static class LinkTypes
{
    /// <summary>The most bytes a packet of any type has: 128 MiB, for D-Bus and USB.</summary>
    internal const int LargestPacket = 128 * 1024 * 1024;

    private static readonly FrozenDictionary<LinkType, LinkTypeRegistry.Entry> ByType = LinkTypeRegistry.Entries.ToFrozenDictionary(entry => entry.Type);

    private static readonly FrozenDictionary<string, LinkType> ByName =
        LinkTypeRegistry.Entries.ToFrozenDictionary(entry => entry.Name, entry => entry.Type, StringComparer.OrdinalIgnoreCase);

    /// <summary>All link types of the registry, by number.</summary>
    public static IEnumerable<LinkType> All => LinkTypeRegistry.Entries.Select(entry => entry.Type);

    /// <summary>The name tcpdump uses, for example <c>EN10MB</c>; the number for a type that is not in the registry.</summary>
    public static string Name(this LinkType type) =>
        ByType.TryGetValue(type, out LinkTypeRegistry.Entry entry) ? entry.Name : ((int)type).ToString(CultureInfo.InvariantCulture);

    /// <summary>What the type stands for, for example <c>Ethernet</c>; null for a type that is not in the registry.</summary>
    public static string? Description(this LinkType type) => ByType.TryGetValue(type, out LinkTypeRegistry.Entry entry) ? entry.Description : null;

    /// <summary>Finds a type by the name tcpdump uses (case does not matter; a leading <c>DLT_</c> or <c>LINKTYPE_</c> may be there), or by its number.</summary>
    public static bool TryParse(string name, out LinkType type)
    {
        ArgumentNullException.ThrowIfNull(name);
        foreach (string prefix in (ReadOnlySpan<string>)["DLT_", "LINKTYPE_"])
        {
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                name = name[prefix.Length..];
        }

        if (ByName.TryGetValue(name, out type))
            return true;
        if (name.Equals("ETHERNET", StringComparison.OrdinalIgnoreCase))
        {
            type = LinkType.Ethernet;
            return true;
        }

        bool isNumber = ushort.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number);
        type = isNumber ? FromFile(number) : default;
        return isNumber;
    }

    /// <summary>
    /// The link type of a number in a file. Old writers stored their system's own <c>DLT_</c> number for the types where the registry has
    /// another one; those numbers were never given to other types, so they are mapped here.
    /// </summary>
    public static LinkType FromFile(ushort number) => number switch
    {
        11 => LinkType.AtmRfc1483,
        12 or 14 => LinkType.Raw,
        15 => LinkType.SlipBsdos,
        16 => LinkType.PppBsdos,
        19 => LinkType.AtmClip,
        _ => (LinkType)number,
    };

    /// <summary>The most bytes a captured packet of this type can have: what libpcap accepts, 256 KiB for all but a few types.</summary>
    public static uint MaximumPacketLength(this LinkType type) => type switch
    {
        LinkType.Dbus or LinkType.UsbLinuxMmapped or LinkType.Usbpcap or LinkType.UsbDarwin => LargestPacket,
        LinkType.Ebhscr => 8 * 1024 * 1024,
        _ => 256 * 1024,
    };
}
