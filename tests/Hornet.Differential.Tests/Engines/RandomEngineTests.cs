// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Xunit.Abstractions;

namespace Hornet.Differential.Tests.Engines;

/// <summary>Random programs give the same on every engine, verified and checked; see <see cref="EngineSettings"/>.</summary>
public sealed class RandomEngineTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_engine_does_what_the_interpreter_does()
    {
        var comparers = CaseKind.All.ToDictionary(kind => kind, _ => new EngineComparer());
        long start = Stopwatch.GetTimestamp();
        int seed = Seeds.First;
        for (; seed - Seeds.First < EngineSettings.Programs && Stopwatch.GetElapsedTime(start) < EngineSettings.Time; seed++)
        {
            CaseKind kind = CaseKind.Of(seed);
            EngineSettings.Note(kind.Name, seed);
            EngineCase made = kind.Make(seed);
            if (comparers[kind].Compare(made) is { } difference)
                Assert.Fail(EngineReport.Explain($"{kind.Name} program of seed {seed}", made, difference, comparers[kind]));
        }

        output.WriteLine(Summary(comparers, Stopwatch.GetElapsedTime(start)));
    }

    private static string Summary(Dictionary<CaseKind, EngineComparer> comparers, TimeSpan time)
    {
        var text = new StringBuilder();
        int all = comparers.Values.Sum(comparer => comparer.Compared);
        text.AppendLine(CultureInfo.InvariantCulture, $"{all} programs from seed {Seeds.First} in {time.TotalSeconds:f0} s: {string.Join("; ", EngineComparer.Modes)}");
        foreach ((CaseKind kind, EngineComparer comparer) in comparers)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"  {kind.Name}: {comparer.Compared}, of which {comparer.Accepted} verified; {comparer.Unsettled} look at addresses");
        }

        return text.ToString();
    }
}
