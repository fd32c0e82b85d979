// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text;
using Hornet.Bytecode;
using Hornet.Bytecode.Classic;
using Hornet.Packets;
using Hornet.Tests;
using Xunit.Abstractions;

namespace Hornet.PacketFilters.Tests.Listings;

/// <summary>Optimised listings beside those of <c>tcpdump -d</c>: how many are the same, by link type. HORNET_LISTINGS_OPTIMISED names a file for the report with the others.</summary>
public sealed class OptimisedListingTests(ITestOutputHelper output)
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Listings");

    /// <summary>The filters of common-ethernet.txt that list otherwise, each for its reason.</summary>
    private static readonly string[] Different =
    [
        // Bytes of TCP are looked for behind IPv6 headers as well.
        "tcp[tcpflags] & (tcp-syn|tcp-fin) != 0 and not src and dst net 192.168.1.0/24",
        "tcp[tcpflags] & tcp-syn != 0",
        "tcp[13] = 18",
        "port 53 and udp[10] & 0x80 = 0",
        // An address that is known decides whether it is of the network; libpcap's optimiser does not see through the mask.
        "host 10.0.0.1 and net 192.168.0.0/16",
        // The second tag stands where the first does, not behind it.
        "vlan 100 or vlan 200",
        // No port is greater than 65535; libpcap tests it.
        "src portrange 1024-65535",
    ];

    [ToolFact("tcpdump")]
    public void CommonFiltersForEthernetListAsTcpdumpListsThem()
    {
        string[] corpus = [.. Lines("common-ethernet.txt")];
        corpus.Length.ShouldBeGreaterThan(200);
        string[] others = [.. corpus.Where(e => Theirs("EN10MB", e) != Ours("EN10MB", e))];
        output.WriteLine($"{corpus.Length - others.Length} of {corpus.Length} the same");
        others.Except(Different).ShouldBeEmpty();
        others.Length.ShouldBeLessThan(corpus.Length / 20);
    }

    [ToolFact("tcpdump")]
    public void SharesByLinkType()
    {
        var report = new StringBuilder();
        var differences = new StringBuilder();
        int same = 0, all = 0;
        foreach (string link in Lines("links.txt"))
        {
            int sameHere = 0, allHere = 0;
            foreach (string expression in Lines("every.txt"))
            {
                string? theirs = Theirs(link, expression);
                string? ours = Ours(link, expression);
                if (theirs is null || ours is null)
                    continue;
                allHere++;
                if (theirs == ours)
                    sameHere++;
                else
                    differences.AppendLine($"== {link} {expression}").AppendLine(theirs).AppendLine("ours:").AppendLine(ours);
            }

            report.AppendLine($"{link,-26} {sameHere,4} of {allHere,4}");
            same += sameHere;
            all += allHere;
        }

        report.AppendLine($"all: {same} of {all} ({100.0 * same / all:F1} %)");
        output.WriteLine(report.ToString());
        if (Environment.GetEnvironmentVariable("HORNET_LISTINGS_OPTIMISED") is { } path)
            File.WriteAllText(path, report.ToString() + differences);
        (same * 100).ShouldBeGreaterThan(all * 60);
    }

    private static IEnumerable<string> Lines(string file) =>
        File.ReadLines(Path.Combine(Folder, file)).Where(line => line.Length > 0 && line[0] != '#');

    private static string? Theirs(string link, string expression)
    {
        (int status, string text) = Tool.Run("tcpdump", "-d", "-y", link, expression);
        return status == 0 ? text[text.IndexOf("(000)", StringComparison.Ordinal)..].TrimEnd() : null;
    }

    private static string? Ours(string link, string expression)
    {
        LinkTypes.TryParse(link, out LinkType type).ShouldBeTrue(link);
        try
        {
            bool isLive = expression is "inbound" or "outbound" || expression.StartsWith("ifindex", StringComparison.Ordinal);
            // tcpdump -d knows no network, and takes 0 for its mask.
            PacketFilterOptions options = new() { LinkType = type, Netmask = IPAddress.Any, IsLive = isLive };
            return ClassicText.Format(PacketFilter.Compile(expression, options).Classic.Instructions.AsSpan(), ClassicTextFormat.Listing).TrimEnd();
        }
        catch (BpfException)
        {
            return null;
        }
    }
}
