// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Hornet.Compiler.Ssa;
using Hornet.PacketFilters.Lowering;
using Hornet.PacketFilters.Syntax;

namespace Hornet.PacketFilters.Tests.Lowering;

public sealed class LongExpressionTests
{
    private const int SmallStack = 256 * 1024;

    [Fact]
    public void ChainsOfThousandsOfTestsAreLoweredOnASmallStack()
    {
        string[] terms = [.. Enumerable.Range(0, 5000).Select(i => $"ip host 10.{i >> 8 & 255}.{i & 255}.1")];
        foreach (string separator in (string[])[" or ", " and "])
            Lower(string.Join(separator, terms)).Blocks.Count.ShouldBe(4 * 5000 + 2);
        Lower(string.Concat(terms.Select((term, i) => term + (i % 2 == 0 ? " or " : " and "))) + "tcp").Blocks.Count.ShouldBeGreaterThan(20_000);
    }

    [Fact]
    public void LongSumsAreLoweredOnASmallStack() =>
        Lower(string.Join(" + ", Enumerable.Range(0, 1000)) + " = ip[0]").Blocks.Count.ShouldBe(4);

    [Fact]
    public void TagsInChoicesAreLoweredForEachDepthOnce()
    {
        var watch = Stopwatch.StartNew();
        string choice = "(vlan or ip)";
        Function function = Lower(string.Join(" and ", Enumerable.Repeat(choice, 60)) + " and tcp");
        function.Blocks.Count.ShouldBeLessThan(20_000);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    private static Function Lower(string expression)
    {
        FilterNode syntax = FilterParser.Parse(new SourceText("filter", expression), PacketFilterOptions.Default.Names);
        Function? function = null;
        var thread = new Thread(() => function = FilterLowering.Lower(syntax, PacketFilterOptions.Default, FilterTarget.Classic), SmallStack);
        thread.Start();
        thread.Join();
        return function.ShouldNotBeNull();
    }
}
