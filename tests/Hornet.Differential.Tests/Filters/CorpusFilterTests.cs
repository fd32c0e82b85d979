// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Hornet.Objects;
using Hornet.VirtualMachines;
using Xunit.Abstractions;

namespace Hornet.Differential.Tests.Filters;

/// <summary>Every expression of the corpus, compiled in every way, decides as the reference evaluator does.</summary>
public sealed class CorpusFilterTests(ITestOutputHelper output)
{
    private const int PacketsPerExpression = 100;

    public static TheoryData<string> LinkTypes => [.. FilterCorpus.LinkTypes];

    [Fact]
    public void The_corpus_has_more_than_a_thousand_expressions_for_more_than_ten_link_types()
    {
        FilterCorpus.LinkTypes.Count.ShouldBeGreaterThan(10);
        FilterCorpus.LinkTypes.SelectMany(FilterCorpus.Expressions).Distinct().Count().ShouldBeGreaterThan(1000);
    }

    [Theory]
    [MemberData(nameof(LinkTypes))]
    public void Every_engine_decides_as_the_reference_evaluator(string linkType)
    {
        var comparer = new FilterComparer();
        var differences = new List<string>();
        foreach (string text in FilterCorpus.Expressions(linkType))
        {
            using CompiledExpression? expression = CompiledExpression.Compile(text, FilterCorpus.Options(linkType));
            expression.ShouldNotBeNull(text);
            expression.WithClassic().WithExtended(Engine.Interpreter, ProgramType.SocketFilter);
            foreach (Engine engine in TestedEngines.Compilers)
                expression.WithExtended(engine, ProgramType.SocketFilter);
            string? difference = FilterCorpus.PacketsFor(expression, PacketsPerExpression).Select(packet => comparer.Compare(expression, packet)).FirstOrDefault(found => found is not null);
            if (difference is not null)
                differences.Add($"`{text}`: {difference}");
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{linkType}: {comparer.Pairs:N0} pairs, {comparer.Decisions:N0} decisions, {comparer.Matches:N0} matches"));
        differences.ShouldBeEmpty();
    }
}
