// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Hornet.PacketFilters;
using Hornet.PacketFilters.Tests.Generation;
using Hornet.Packets;
using Hornet.Tests;

namespace Hornet.Differential.Tests.Filters;

/// <summary>The corpus of expressions, a file for each link type, and packets to run them on.</summary>
internal static class FilterCorpus
{
    private static readonly string Folder = TestFiles.InRepository("tests", "Hornet.PacketFilter.Tests", "Corpus");

    /// <summary>The link types, by tcpdump's names.</summary>
    public static IReadOnlyList<string> LinkTypes { get; } =
        [.. Directory.EnumerateFiles(Folder, "*.txt").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    public static IReadOnlyList<string> Expressions(string linkType) =>
        [.. File.ReadLines(Path.Combine(Folder, linkType + ".txt")).Where(line => line.Length > 0 && line[0] != '#')];

    public static PacketFilterOptions Options(string linkType) => new()
    {
        LinkType = Hornet.Packets.LinkTypes.TryParse(linkType, out LinkType type) ? type : throw new ArgumentException($"no link type {linkType}", nameof(linkType)),
        Netmask = IPAddress.Parse("255.255.255.0"),
    };

    /// <summary>Packets made for an expression, and on Ethernet those of the sample capture.</summary>
    public static IEnumerable<byte[]> PacketsFor(CompiledExpression expression, int generated)
    {
        LinkType link = expression.Filter.Options.LinkType;
        var random = new Random(expression.Filter.Source.Text.Length + Seeds.First);
        for (int i = 0; i < generated; i++)
            yield return PacketGenerator.Next(random, link, expression.Pool);
        if (link != LinkType.Ethernet)
            yield break;
        foreach (byte[] packet in Sample)
            yield return packet;
    }

    /// <summary>The packets of the sample capture.</summary>
    public static IReadOnlyList<byte[]> Sample { get; } = ReadSample();

    private static List<byte[]> ReadSample()
    {
        var packets = new List<byte[]>();
        using var reader = CaptureReader.Open(TestFiles.InRepository("samples", "packets.pcap"));
        while (reader.TryRead(out CapturedPacket packet))
            packets.Add(packet.Data.ToArray());
        return packets;
    }
}
