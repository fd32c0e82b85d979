// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Hornet.Bytecode;
using Hornet.Bytecode.Classic;
using Hornet.Packets;
using Hornet.Tests;
using Xunit.Abstractions;

namespace Hornet.PacketFilters.Tests.Listings;

/// <summary>
/// Unoptimised listings beside those of <c>tcpdump -O -d</c>: the same instructions, or the same refusal, or a difference that explained.txt accounts for.
/// </summary>
public sealed class ListingTests(ITestOutputHelper output)
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Listings");

    private const int LongestPreamble = 32;
    private const double FewestOptimised = 75;

    private static readonly HashSet<string> HasPreamble = ["IEEE802_11", "IEEE802_11_RADIO", "IEEE802_11_RADIO_AVS", "PRISM_HEADER", "PPI", "PFLOG"];

    private static readonly HashSet<string> OptimisedLinks =
        ["EN10MB", "LINUX_SLL", "LINUX_SLL2", "RAW", "NULL", "PPP", "C_HDLC", "FDDI", "SUNATM", "IEEE802_11", "IEEE802_11_RADIO", "PFLOG", "MTP2", "IPNET"];

    [ToolFact("tcpdump")]
    public void UnoptimisedListingsAreThoseOfTcpdumpButForWhatIsExplained()
    {
        List<Explanation> explanations = [.. Lines("explained.txt").Select(Explanation.Parse)];
        var unexplained = new StringBuilder();
        var report = new StringBuilder();
        int same = 0, behind = 0, all = 0;
        foreach (IGrouping<string, (string Link, string Expression)> link in Corpus().GroupBy(c => c.Link))
        {
            int sameHere = 0, behindHere = 0, refusedHere = 0, explainedHere = 0, allHere = 0;
            foreach ((_, string expression) in link)
            {
                allHere++;
                string? theirs = Theirs(link.Key, expression);
                string? ours = Ours(link.Key, expression, out string error);
                if (theirs == ours)
                {
                    sameHere++;
                    refusedHere += ours is null ? 1 : 0;
                }
                else if (explanations.FirstOrDefault(e => e.Fits(link.Key, expression)) is { } explanation)
                {
                    explanation.Uses++;
                    explainedHere++;
                }
                else if (theirs is not null && ours is not null && IsSameBehindPreamble(link.Key, theirs, ours))
                {
                    behindHere++;
                }
                else
                {
                    unexplained.AppendLine($"== {link.Key} {expression}").AppendLine($"tcpdump:\n{theirs ?? "refuses"}").AppendLine($"ours:\n{ours ?? error}");
                }
            }

            report.AppendLine($"{link.Key,-26} {sameHere,4} of {allHere,4} the same ({refusedHere} refused by both), {behindHere} behind the preamble, {explainedHere} explained");
            same += sameHere;
            behind += behindHere;
            all += allHere;
        }

        report.AppendLine($"all: {same} of {all} ({100.0 * same / all:F1} %), and {behind} behind the preamble");
        output.WriteLine(report.ToString());
        if (Environment.GetEnvironmentVariable("HORNET_LISTINGS") is { } path)
            File.WriteAllText(path, report.ToString() + unexplained);
        unexplained.ToString().ShouldBeEmpty();
        explanations.Where(e => e.Uses == 0).Select(e => e.Expression.ToString()).ShouldBeEmpty("explanations that explain nothing");
    }

    /// <summary>
    /// Optimised listings need not be the same to be right; how many are is reported by link type, and must not become fewer. Where an explained
    /// difference of meaning is the reason, the expression does not count.
    /// </summary>
    [ToolFact("tcpdump")]
    public void OptimisedListingsAreMostlyThoseOfTcpdump()
    {
        List<Explanation> explanations = [.. Lines("explained.txt").Select(Explanation.Parse)];
        var report = new StringBuilder();
        var others = new StringBuilder();
        int same = 0, all = 0;
        foreach (IGrouping<string, (string Link, string Expression)> link in Corpus().Where(c => OptimisedLinks.Contains(c.Link)).GroupBy(c => c.Link))
        {
            int sameHere = 0, allHere = 0;
            foreach ((_, string expression) in link.Where(c => !explanations.Exists(e => e.Fits(c.Link, c.Expression))))
            {
                string? theirs = Theirs(link.Key, expression, optimize: true);
                string? ours = Ours(link.Key, expression, out string error, optimize: true);
                allHere++;
                if (theirs == ours)
                    sameHere++;
                else
                    others.AppendLine($"== {link.Key} {expression}").AppendLine($"tcpdump:\n{theirs ?? "refuses"}").AppendLine($"ours:\n{ours ?? error}");
            }

            report.AppendLine($"{link.Key,-26} {sameHere,4} of {allHere,4} the same ({100.0 * sameHere / allHere:F1} %)");
            same += sameHere;
            all += allHere;
        }

        report.AppendLine($"all: {same} of {all} ({100.0 * same / all:F1} %)");
        output.WriteLine(report.ToString());
        if (Environment.GetEnvironmentVariable("HORNET_LISTINGS") is { } path)
            File.WriteAllText(path + ".optimised", report.ToString() + others);
        (100.0 * same / all).ShouldBeGreaterThan(FewestOptimised);
    }

    private static IEnumerable<(string Link, string Expression)> Corpus()
    {
        foreach (string link in Lines("links.txt"))
        {
            foreach (string expression in Lines("every.txt"))
                yield return (link, expression);
        }

        foreach (string line in Lines("own.txt"))
        {
            string[] parts = line.Split(' ', 2);
            yield return (parts[0], parts[1]);
        }
    }

    private static IEnumerable<string> Lines(string file) =>
        File.ReadLines(Path.Combine(Folder, file)).Where(line => line.Length > 0 && line[0] != '#');

    private static string? Theirs(string link, string expression, bool optimize = false)
    {
        string[] arguments = ["-d", "-y", link, expression];
        (int status, string text) = Tool.Run("tcpdump", optimize ? arguments : ["-O", .. arguments]);
        if (optimize && text.Contains("expression rejects all packets", StringComparison.Ordinal))
            return "(000) ret      #0";
        return status == 0 ? text.TrimEnd() : null;
    }

    private static string? Ours(string link, string expression, out string error, bool optimize = false)
    {
        LinkTypes.TryParse(link, out LinkType type).ShouldBeTrue(link);
        error = "";
        try
        {
            // tcpdump -d knows no network, and takes 0 for its mask.
            PacketFilterOptions options = new() { LinkType = type, Optimize = optimize, Netmask = IPAddress.Any, IsLive = IsLive(expression) };
            return ClassicText.Format(PacketFilter.Compile(expression, options).Classic.Instructions.AsSpan(), ClassicTextFormat.Listing).TrimEnd();
        }
        catch (BpfException e)
        {
            error = e.Message;
            return null;
        }
    }

    /// <summary>
    /// Whether all but the computation of header lengths at the start is the same. There tcpdump copies values into X that nobody uses, and adds to 0.
    /// </summary>
    private static bool IsSameBehindPreamble(string link, string theirs, string ours)
    {
        if (!HasPreamble.Contains(link))
            return false;
        ClassicInstruction[] left = ClassicText.Parse(theirs, ClassicTextFormat.Listing);
        ClassicInstruction[] right = ClassicText.Parse(ours, ClassicTextFormat.Listing);
        int same = 0;
        while (same < Math.Min(left.Length, right.Length) && left[^(same + 1)] == right[^(same + 1)])
            same++;
        return left.Length - same < LongestPreamble && Math.Abs(left.Length - right.Length) <= 2 && same > 2;
    }

    // On Linux libpcap's dead handle, as tcpdump -d has it, counts as live for these and as a file for vlan.
    private static bool IsLive(string expression) => expression is "inbound" or "outbound" || expression.StartsWith("ifindex", StringComparison.Ordinal);

    private sealed class Explanation(Regex links, Regex expression)
    {
        public Regex Expression => expression;

        public int Uses { get; set; }

        public static Explanation Parse(string line)
        {
            string[] parts = line.Split('\t', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            parts.Length.ShouldBe(3, line);
            return new Explanation(new Regex($"^({parts[0]})$"), new Regex($"^({parts[1]})$"));
        }

        public bool Fits(string link, string text) => links.IsMatch(link) && expression.IsMatch(text);
    }
}
