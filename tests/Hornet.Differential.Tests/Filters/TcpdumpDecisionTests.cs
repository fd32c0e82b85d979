// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Hornet.Bytecode.Classic;
using Hornet.Tests;
using Xunit.Abstractions;

namespace Hornet.Differential.Tests.Filters;

/// <summary>
/// What the installed libpcap compiles the corpus to, run on the same packets: where it decides otherwise than the reference evaluator, the reason is
/// one of <c>Corpus/libpcap-differs.tsv</c>. Packets that are too short for an expression are left out: whether such a packet matches depends on the
/// order of the tests.
/// </summary>
public sealed class TcpdumpDecisionTests(ITestOutputHelper output)
{
    private const int PacketsPerExpression = 60;

    private static readonly List<(Regex LinkType, Regex Expression, string Reason)> Explained = ReadExplained();

    [ToolFact("tcpdump")]
    public void Differences_are_explained()
    {
        var unexplained = new ConcurrentBag<string>();
        var reasons = new ConcurrentDictionary<string, int>();
        foreach (string linkType in FilterCorpus.LinkTypes)
        {
            int same = 0, different = 0, refused = 0;
            Parallel.ForEach(FilterCorpus.Expressions(linkType), new ParallelOptions { MaxDegreeOfParallelism = 2 }, text =>
            {
                string? difference = FirstDifference(linkType, text, out bool isRefused);
                if (difference is null)
                {
                    Interlocked.Increment(ref same);
                    return;
                }

                Interlocked.Increment(ref isRefused ? ref refused : ref different);
                string? reason = Explained.Find(entry => entry.LinkType.IsMatch(linkType) && entry.Expression.IsMatch(text)).Reason;
                if (reason is null)
                    unexplained.Add($"{linkType}\t{text}\t{difference}");
                else
                    reasons.AddOrUpdate(reason, 1, (_, count) => count + 1);
            });
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{linkType,-22} {same,5} decide alike, {different,3} otherwise, {refused,3} libpcap does not compile: {same / (double)(same + different):P1} of those it compiles"));
        }

        foreach ((string reason, int count) in reasons.OrderByDescending(entry => entry.Value))
            output.WriteLine($"{count,4}  {reason}");
        unexplained.Order(StringComparer.Ordinal).ShouldBeEmpty();
        Explained.Select(entry => entry.Reason).Except(reasons.Keys).ShouldBeEmpty("explained, but no longer so");
    }

    private static string? FirstDifference(string linkType, string text, out bool isRefused)
    {
        isRefused = false;
        using CompiledExpression? expression = CompiledExpression.Compile(text, FilterCorpus.Options(linkType) with { Netmask = IPAddress.Any });
        expression.ShouldNotBeNull(text);
        string[][] ways = [["-O"], []];
        foreach (string[] optimize in ways)
        {
            (int status, string compiled) = Tool.Run("tcpdump", [.. optimize, "-ddd", "-y", linkType, "--", text]);
            if (status != 0)
            {
                if (compiled.Contains("rejects all packets", StringComparison.Ordinal))
                    compiled = "1\n6 0 0 0\n";
                else
                {
                    isRefused = true;
                    return compiled.Trim();
                }
            }

            compiled = string.Join('\n', compiled.Split('\n').Where(line => line.Length > 0 && char.IsAsciiDigit(line[0])));
            var filter = new ClassicFilter(ClassicText.Parse(compiled, ClassicTextFormat.Decimal), ClassicSemantics.Libpcap);
            var decision = new FilterDecision("libpcap", true, false, packet => filter.Matches(packet));
            // Without an interface tcpdump takes the network's mask to be 0.
            foreach (byte[] packet in FilterCorpus.PacketsFor(expression, PacketsPerExpression))
            {
                var expected = expression.Reference(decision, packet, packet.Length);
                if (!expected.HasEnded && decision.Matches(packet) != expected.Matches)
                    return $"{(optimize.Length > 0 ? "-O" : "optimised")}: {(expected.Matches ? "no match" : "match")} of {Convert.ToHexStringLower(packet)}";
            }
        }

        return null;
    }

    private static List<(Regex LinkType, Regex Expression, string Reason)> ReadExplained() =>
    [
        .. File.ReadLines(TestFiles.InRepository("tests", "Hornet.PacketFilter.Tests", "Corpus", "libpcap-differs.tsv"))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split('\t'))
            .Select(fields => (Whole(fields[0]), Whole(fields[1]), fields[2])),
    ];

    private static Regex Whole(string pattern) => new($"^(?:{pattern})$");
}
