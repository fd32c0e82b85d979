// SPDX-License-Identifier: Apache-2.0
using Hornet.Packets;

namespace Hornet.Cli.Filter;

/// <summary>How packets are printed.</summary>
internal sealed record PacketLineOptions
{
    /// <summary>What stands before a packet.</summary>
    public TimeForm Time { get; init; }

    /// <summary>How much of the headers is told.</summary>
    public PacketSummaryOptions Summary { get; init; } = new();

    /// <summary>Whether the bytes are printed in hexadecimal.</summary>
    public bool Hex { get; init; }

    /// <summary>Whether the bytes are printed as characters too.</summary>
    public bool Ascii { get; init; }

    /// <summary>Whether bytes begin with the link-layer header.</summary>
    public bool HexOfLink { get; init; }

    /// <summary>Whether packets are numbered.</summary>
    public bool Numbers { get; init; }
}

/// <summary>What stands before a packet: nothing, or its time, as <c>tcpdump</c>'s options have it.</summary>
internal enum TimeForm
{
    /// <summary>The time of day, where this machine is.</summary>
    TimeOfDay,

    /// <summary>Nothing (<c>-t</c>).</summary>
    None,

    /// <summary>Seconds since 1970 (<c>-tt</c>).</summary>
    Seconds,

    /// <summary>The time since the line before (<c>-ttt</c>).</summary>
    SincePrevious,

    /// <summary>Date and time of day (<c>-tttt</c>).</summary>
    Date,

    /// <summary>The time since the first line (<c>-ttttt</c>).</summary>
    SinceFirst,
}
