// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Hornet.Compiler.Ssa;
using Hornet.PacketFilters.Syntax;
using Hornet.PacketFilters.Tests.Names;
using Hornet.Tests;

namespace Hornet.PacketFilters.Tests.Syntax;

public sealed class FilterParserTests
{
    /// <summary>Expressions and their trees.</summary>
    public static TheoryData<string, string> Trees
    {
        get
        {
            var trees = new TheoryData<string, string>();
            IEnumerable<string> lines = File.ReadLines(TestFiles.InRepository("tests", "Hornet.PacketFilter.Tests", "Syntax", "trees.txt"));
            foreach (string[] columns in lines.Where(line => !line.StartsWith("# ", StringComparison.Ordinal)).Distinct().Select(line => line.Split(" => ")).Where(columns => columns.Length == 2))
                trees.Add(columns[0], columns[1]);
            return trees;
        }
    }

    [Theory]
    [MemberData(nameof(Trees))]
    public void Parses_to_its_tree(string expression, string tree) => Parse(expression).ToString().ShouldBe(tree);

    [Theory]
    [InlineData("tcp\nand\r\nudp", "(and (tcp) (udp))")]
    [InlineData("\t tcp \n", "(tcp)")]
    [InlineData("\n", "(every)")]
    public void Takes_line_ends_as_space(string expression, string tree) => Parse(expression).ToString().ShouldBe(tree);

    [Theory]
    [InlineData("tcp and src port 80", "src port 80")]
    [InlineData("port 80 or  443", "443")]
    [InlineData("host 10.0.0.1 and net 10.0.0.0 mask 255.0.0.0", "net 10.0.0.0 mask 255.0.0.0")]
    [InlineData("tcp and ip[0] & 0xf != 5", "ip[0] & 0xf != 5")]
    [InlineData("tcp and not  udp", "not  udp")]
    [InlineData("tcp or vlan (100)", "vlan (100)")]
    [InlineData("tcp or type mgt subtype beacon", "type mgt subtype beacon")]
    public void Knows_where_a_test_stands(string expression, string right) =>
        Parse(expression).ShouldBeAssignableTo<Combination>()!.Right.Span.Text.ToString().ShouldBe(right);

    [Theory]
    [InlineData("(")]
    [InlineData("not ")]
    [InlineData("! ")]
    [InlineData("host (")]
    [InlineData("len > (")]
    [InlineData("len > -")]
    [InlineData("ip[")]
    [InlineData("(len + ")]
    [InlineData("tcp and (")]
    public void Refuses_to_nest_deeper_than_its_limit(string opening)
    {
        string text = string.Concat(Enumerable.Repeat(opening, 100_000));
        Should.Throw<PacketFilterException>(() => Parse(text));
    }

    [Fact]
    public void Nests_as_deep_as_its_limit()
    {
        const int Deep = FilterParser.MaximumNesting;
        Parse($"{new string('(', Deep)}tcp{new string(')', Deep)}").ToString().ShouldBe("(tcp)");
        Parse($"{string.Concat(Enumerable.Repeat("not ", Deep))}tcp").ShouldBeOfType<Negation>();
        Should.Throw<PacketFilterException>(() => Parse($"{new string('(', Deep + 1)}tcp{new string(')', Deep + 1)}"))
            .Reason.ShouldContain("nest deeper than 500");
    }

    [Fact]
    public void Bounds_the_operators_of_arithmetic()
    {
        Parse($"len = 1{string.Concat(Enumerable.Repeat(" + 1", FilterParser.MaximumOperators))}").ShouldBeOfType<RelationTest>();
        Should.Throw<PacketFilterException>(() => Parse($"len = 1{string.Concat(Enumerable.Repeat(" + 1", FilterParser.MaximumOperators + 1))}"))
            .Reason.ShouldContain("more than 1000 operators");
    }

    [Fact]
    public void Parses_a_hundred_thousand_terms()
    {
        string text = string.Join(" or ", Enumerable.Range(0, 100_000).Select(i => $"host 10.{i >> 16}.{(i >> 8) & 255}.{i & 255}"));
        Stopwatch watch = Stopwatch.StartNew();
        FilterNode node = Parse(text);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        node.LeftSpine().Steps.Length.ShouldBe(99_999);
        node.ToString().Length.ShouldBeGreaterThan(1_000_000);
        node.Equals(Parse(text)).ShouldBeFalse("they stand in two sources");
        node.ShouldBe(node);
    }

    [Fact]
    public void The_left_spine_is_in_the_order_of_evaluation()
    {
        (FilterNode first, var steps) = Parse("tcp and (udp or icmp) or arp and not rarp").LeftSpine();
        first.ToString().ShouldBe("(tcp)");
        steps.Select(step => $"{step.GetType().Name} {step.Right}").ShouldBe(["Conjunction (or (udp) (icmp))", "Disjunction (arp)", "Conjunction (not (rarp))"]);
    }

    private static FilterNode Parse(string expression) => FilterParser.Parse(new SourceText("filter", expression), TestNames.Files);
}
