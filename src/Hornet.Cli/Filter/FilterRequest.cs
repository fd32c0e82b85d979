// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Hornet.Linux;
using Hornet.Packets;

namespace Hornet.Cli.Filter;

/// <summary>What <c>hornet filter</c> was asked for.</summary>
internal sealed record FilterRequest
{
    /// <summary>The verb, for messages.</summary>
    public required string Verb { get; init; }

    /// <summary>The expression; empty lets every packet pass.</summary>
    public required string Expression { get; init; }

    /// <summary>In which form to print the program; null to run it.</summary>
    public FilterForm? Form { get; init; }

    /// <summary>Whether the optimiser runs.</summary>
    public bool Optimize { get; init; } = true;

    /// <summary>The link type that was asked for.</summary>
    public LinkType? LinkType { get; init; }

    /// <summary>How many bytes of a packet are kept; null for as many as the file has, or the default.</summary>
    public uint? SnapLength { get; init; }

    /// <summary>The mask of the network; null when nobody said.</summary>
    public IPAddress? Netmask { get; init; }

    /// <summary>The capture file to read.</summary>
    public string? ReadFile { get; init; }

    /// <summary>The capture file to write.</summary>
    public string? WriteFile { get; init; }

    /// <summary>The interface to capture on.</summary>
    public string? Interface { get; init; }

    /// <summary>After how many matching packets to end.</summary>
    public long? Count { get; init; }

    /// <summary>Whether only the number of matching packets is printed.</summary>
    public bool CountsOnly { get; init; }

    /// <summary>Whether the filter's answer for each packet is printed.</summary>
    public bool Decisions { get; init; }

    /// <summary>What executes the filter; null for the best there is.</summary>
    public FilterEngine? Engine { get; init; }

    /// <summary>How packets are printed.</summary>
    public required PacketLineOptions Lines { get; init; }

    /// <summary>Whether results are JSON.</summary>
    public bool Json { get; init; }

    /// <summary>How to capture; the filter is not there yet.</summary>
    public PacketCaptureOptions Capture { get; init; } = PacketCaptureOptions.Default;

    /// <summary>Whether to capture by an XDP program.</summary>
    public bool ViaXdp { get; init; }

    /// <summary>Whether output is handed on packet by packet.</summary>
    public bool IsUnbuffered { get; init; }
}

/// <summary>The forms in which a filter can be printed.</summary>
internal enum FilterForm
{
    /// <summary>The listing of <c>tcpdump -d</c>.</summary>
    Listing,

    /// <summary>The C array of <c>tcpdump -dd</c>.</summary>
    CArray,

    /// <summary>The numbers of <c>tcpdump -ddd</c>.</summary>
    Decimal,

    /// <summary>Extended BPF, as a socket filter.</summary>
    SocketFilter,

    /// <summary>Extended BPF, as an XDP program.</summary>
    Xdp,

    /// <summary>Extended BPF, as a tc classifier.</summary>
    TrafficControl,

    /// <summary>Machine code.</summary>
    MachineCode,

    /// <summary>The listing with the part of the expression that each instruction came from.</summary>
    Explanation,

    /// <summary>The listing's blocks as a graph for Graphviz.</summary>
    Graph,
}
