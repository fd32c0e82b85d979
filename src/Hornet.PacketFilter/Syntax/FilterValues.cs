// SPDX-License-Identifier: Apache-2.0
using System.Collections.Frozen;

namespace Hornet.PacketFilters.Syntax;

/// <summary>The names that stand for values after one keyword only. They are known in letters of any case.</summary>
internal static class FilterValues
{
    /// <summary>The bits of 802.11's frame control that are the type.</summary>
    public const byte WlanTypeMask = 0x0c;

    /// <summary>The bits that are the subtype.</summary>
    public const byte WlanSubtypeMask = 0xf0;

    /// <summary>The bits of RNR in a supervisory control field; <c>rnr</c> is also a keyword of pf.</summary>
    public const byte ReceiverNotReady = 0x05;

    /// <summary>Types of 802.11 frames, in their bits of frame control.</summary>
    public static FrozenDictionary<string, byte> WlanTypes { get; } = Table<byte>(
        ("mgt", 0x00), ("management", 0x00), ("ctl", 0x04), ("control", 0x04), ("data", 0x08));

    /// <summary>Subtypes of 802.11 frames with the types they belong to, in the bits of frame control (IEEE 802.11, 9.2.4.1.3).</summary>
    public static FrozenDictionary<string, byte> WlanSubtypes { get; } = Table<byte>(
        ("assocreq", 0x00), ("assoc-req", 0x00), ("assocresp", 0x10), ("assoc-resp", 0x10), ("reassocreq", 0x20), ("reassoc-req", 0x20),
        ("reassocresp", 0x30), ("reassoc-resp", 0x30), ("probereq", 0x40), ("probe-req", 0x40), ("proberesp", 0x50), ("probe-resp", 0x50),
        ("beacon", 0x80), ("atim", 0x90), ("disassoc", 0xa0), ("disassociation", 0xa0), ("auth", 0xb0), ("authentication", 0xb0),
        ("deauth", 0xc0), ("deauthentication", 0xc0),
        ("ps-poll", 0xa4), ("rts", 0xb4), ("cts", 0xc4), ("ack", 0xd4), ("cf-end", 0xe4), ("cf-end-ack", 0xf4),
        ("data", 0x08), ("data-cf-ack", 0x18), ("data-cf-poll", 0x28), ("data-cf-ack-poll", 0x38), ("null", 0x48), ("cf-ack", 0x58),
        ("cf-poll", 0x68), ("cf-ack-poll", 0x78), ("qos-data", 0x88), ("qos-data-cf-ack", 0x98), ("qos-data-cf-poll", 0xa8),
        ("qos-data-cf-ack-poll", 0xb8), ("qos", 0xc8), ("qos-cf-poll", 0xe8), ("qos-cf-ack-poll", 0xf8));

    /// <summary>Directions of 802.11 frames: To DS (1) and From DS (2).</summary>
    public static FrozenDictionary<string, uint> WlanDirections { get; } = Table(("nods", 0u), ("tods", 1u), ("fromds", 2u), ("dstods", 3u));

    /// <summary>Kinds of 802.2 frames, with the bits of the control field that say so.</summary>
    public static FrozenDictionary<string, (LlcKind Kind, byte Subtype)> LlcKinds { get; } = Table(
        ("i", (LlcKind.Information, (byte)0)), ("s", (LlcKind.Supervisory, (byte)0)), ("u", (LlcKind.Unnumbered, (byte)0)),
        ("rr", (LlcKind.SupervisorySubtype, (byte)0x01)), ("rnr", (LlcKind.SupervisorySubtype, ReceiverNotReady)), ("rej", (LlcKind.SupervisorySubtype, (byte)0x09)),
        ("ui", (LlcKind.UnnumberedSubtype, (byte)0x03)), ("ua", (LlcKind.UnnumberedSubtype, (byte)0x63)), ("disc", (LlcKind.UnnumberedSubtype, (byte)0x43)),
        ("dm", (LlcKind.UnnumberedSubtype, (byte)0x0f)), ("sabme", (LlcKind.UnnumberedSubtype, (byte)0x6f)), ("test", (LlcKind.UnnumberedSubtype, (byte)0xe3)),
        ("xid", (LlcKind.UnnumberedSubtype, (byte)0xaf)), ("frmr", (LlcKind.UnnumberedSubtype, (byte)0x87)));

    /// <summary>Why OpenBSD's packet filter logged a packet.</summary>
    public static FrozenDictionary<string, uint> PfReasons { get; } = Table(
        ("match", 0u), ("bad-offset", 1u), ("fragment", 2u), ("short", 3u), ("normalize", 4u), ("memory", 5u), ("bad-timestamp", 6u), ("congestion", 7u),
        ("ip-option", 8u), ("proto-cksum", 9u), ("state-mismatch", 10u), ("state-insert", 11u), ("state-limit", 12u), ("src-limit", 13u), ("synproxy", 14u));

    /// <summary>What OpenBSD's packet filter did with a packet.</summary>
    public static FrozenDictionary<string, uint> PfActions { get; } = Table(
        ("pass", 0u), ("accept", 0u), ("block", 1u), ("drop", 1u), ("scrub", 2u), ("noscrub", 3u), ("nat", 4u), ("nonat", 5u), ("binat", 6u),
        ("nobinat", 7u), ("rdr", 8u), ("nordr", 9u), ("synproxy-drop", 10u));

    private static FrozenDictionary<string, T> Table<T>(params (string Name, T Value)[] rows) =>
        rows.ToFrozenDictionary(row => row.Name, row => row.Value, StringComparer.OrdinalIgnoreCase);
}
