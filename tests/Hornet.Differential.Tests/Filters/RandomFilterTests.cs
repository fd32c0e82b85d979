// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Hornet.Objects;
using Hornet.PacketFilters;
using Hornet.PacketFilters.Tests.Generation;
using Hornet.Packets;
using Hornet.VirtualMachines;
using Xunit.Abstractions;

namespace Hornet.Differential.Tests.Filters;

/// <summary>
/// Random expressions on random packets: every compiler and engine decides as the reference evaluator does. <c>HORNET_FILTER_PAIRS=1000000</c>
/// says how many pairs of an expression and a packet, <c>HORNET_SEED</c> where to begin.
/// </summary>
public sealed class RandomFilterTests(ITestOutputHelper output)
{
    private const int PacketsPerExpression = 250;

    private static readonly long Pairs =
        long.TryParse(Environment.GetEnvironmentVariable("HORNET_FILTER_PAIRS"), CultureInfo.InvariantCulture, out long pairs) ? pairs : 200_000;

    [Fact]
    public void Compiled_filters_decide_as_the_reference_evaluator()
    {
        var comparer = new FilterComparer();
        var watch = Stopwatch.StartNew();

        // Some expressions have no meaning on their link type and make no pairs.
        int expressions = (int)Math.Max(1, Pairs * 5 / 4 / PacketsPerExpression);
        Config config = Config.QuickThrowOnFailure
            .WithMaxTest(expressions).WithStartSize(1).WithEndSize(expressions)
            .WithReplay((ulong)Seeds.First, 1, 0);
        Prop.ForAll(Cases, test => Check(test, comparer)).Check(config);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{comparer.Pairs:N0} pairs of {expressions:N0} expressions, {comparer.Decisions:N0} decisions; {comparer.Matches:N0} matches, {comparer.Truncated:N0} packets too short; {watch.Elapsed.TotalSeconds:F0} s"));
        comparer.Pairs.ShouldBeGreaterThanOrEqualTo(Pairs);
        comparer.Matches.ShouldBeGreaterThan(comparer.Pairs / 20);
    }

    private static readonly ProgramType[] Types = [ProgramType.SocketFilter, ProgramType.SchedulerClassifier, ProgramType.Xdp];

    private static Arbitrary<FilterCase> Cases { get; } = Arb.From(
        ArbMap.Default.GeneratorFor<int>().Select(FilterCase.Of),
        test => test.Expression.Shrink().Select(smaller => test with { Expression = smaller }));

    private static void Check(FilterCase test, FilterComparer comparer)
    {
        var options = new PacketFilterOptions { LinkType = test.Link, Netmask = IPAddress.Parse("255.255.255.0") };
        using CompiledExpression? expression = CompiledExpression.Compile(test.Expression.ToString(), options);
        if (expression is null)
            return;
        expression.WithClassic().WithExtended(Engine.Interpreter, ProgramType.SocketFilter).WithExtended(Engine.Interpreter, ProgramType.SocketFilter, optimize: false);
        foreach (Engine engine in TestedEngines.Compilers)
        {
            if (test.Seed % 4 == 3)
                expression.WithScan(engine);
            else
                expression.WithExtended(engine, Types[test.Seed % 4]);
        }

        var random = new Random(test.Seed);
        for (int i = 0; i < PacketsPerExpression; i++)
        {
            byte[] packet = PacketGenerator.Next(random, test.Link, expression.Pool);
            if (comparer.Compare(expression, packet) is { } difference)
                throw new InvalidOperationException($"`{test.Expression}` on {test.Link}: {difference}");
        }
    }

    /// <summary>An expression for a link type, and where its packets begin.</summary>
    internal sealed record FilterCase(LinkType Link, ExpressionTree Expression, int Seed)
    {
        public static FilterCase Of(int seed)
        {
            var random = new Random(seed);
            LinkType link = random.Next(3) == 0 ? LinkType.Ethernet : TestedLinkTypes.All[random.Next(TestedLinkTypes.All.Length)];
            return new FilterCase(link, new ExpressionGenerator(random, link).Next(random.Next(1, 7)), seed & int.MaxValue);
        }
    }
}
