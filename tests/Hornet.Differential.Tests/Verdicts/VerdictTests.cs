// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using Hornet.Tests;
using Xunit.Abstractions;

namespace Hornet.Differential.Tests.Verdicts;

/// <summary>
/// Random programs get the verdicts that the running kernel gives. <c>HORNET_VERDICT_PROGRAMS=100000</c> asks about more of them,
/// <c>HORNET_SEED</c> about others.
/// </summary>
public sealed class VerdictTests(ITestOutputHelper output)
{
    private const int UsualPrograms = 2000;
    private const int MostReports = 5;

    private readonly Dictionary<Agreement, int> _counts = [];
    private readonly Dictionary<(Agreement Agreement, string Words), (int Count, int Seed, Comparison First)> _disagreements = [];
    private readonly List<string> _faults = [];

    private static int Programs =>
        int.TryParse(Environment.GetEnvironmentVariable("HORNET_VERDICT_PROGRAMS"), CultureInfo.InvariantCulture, out int programs) ? programs : UsualPrograms;

    [KernelFact]
    public void What_is_accepted_is_accepted_by_the_kernel_and_does_no_wrong()
    {
        using var comparer = new VerdictComparer();
        for (int seed = Seeds.First; seed < Seeds.First + Programs && _faults.Count < MostReports; seed++)
            Try(seed, comparer);
        output.WriteLine(Summary());
        _faults.ShouldBeEmpty(string.Join('\n', _faults));
    }

    private void Try(int seed, VerdictComparer comparer)
    {
        VerdictProgram program = VerdictGenerator.Make(seed);
        Comparison comparison = comparer.Compare(program);
        _counts[comparison.Agreement] = _counts.GetValueOrDefault(comparison.Agreement) + 1;
        if (comparison.Agreement is Agreement.Imprecise or Agreement.OtherMessage)
        {
            (Agreement, string) key = (comparison.Agreement, Comparison.Words($"{comparison.Hornet} | {comparison.Kernel}"));
            (int count, int first, Comparison example) = _disagreements.GetValueOrDefault(key, (0, seed, comparison));
            _disagreements[key] = (count + 1, first, example);
        }
        else if (comparison.Agreement == Agreement.Unsound)
        {
            VerdictProgram small = VerdictShrinker.Shrink(program, comparison, comparer);
            _faults.Add($"seed {seed}: Hornet accepts a {program.Hook.Type} program, the kernel says: {comparison.Kernel}\n{Listing.Of(small.Code.AsSpan())}\n{comparer.Compare(small).Log}");
        }
        else if (comparison.Agreement == Agreement.BothAccept && AcceptedRuns.FirstViolation(program, seed) is { } violation)
        {
            _faults.Add($"seed {seed}: the accepted {program.Hook.Type} program does wrong: {violation}\n{Listing.Of(program.Code.AsSpan())}");
        }
    }

    private string Summary()
    {
        int all = Math.Max(1, _counts.Values.Sum());
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{all} programs from seed {Seeds.First}:");
        foreach (Agreement agreement in Enum.GetValues<Agreement>())
            text.AppendLine(CultureInfo.InvariantCulture, $"  {agreement}: {_counts.GetValueOrDefault(agreement)} ({100.0 * _counts.GetValueOrDefault(agreement) / all:f3} %)");
        foreach (((Agreement agreement, _), (int count, int seed, Comparison first)) in _disagreements.OrderByDescending(entry => entry.Value.Count))
            text.AppendLine(CultureInfo.InvariantCulture, $"  {count} times {agreement}, first seed {seed}: Hornet '{first.Hornet}', kernel '{first.Kernel}'");
        return text.ToString();
    }
}
