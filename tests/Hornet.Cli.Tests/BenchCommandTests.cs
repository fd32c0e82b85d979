// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Hornet.Cli.Bench;
using Hornet.Tests;

namespace Hornet.Cli.Tests;

public sealed class BenchCommandTests
{
    private static readonly string Sample = TestFiles.InRepository("samples", "count_protocols.o");
    private static readonly string Capture = TestFiles.InRepository("samples", "packets.pcap");

    [Fact]
    public void Json_has_a_figure_for_each_engine_and_for_the_call()
    {
        using JsonDocument json = JsonDocument.Parse(CommandLine.Run("bench", Sample, "--packets", Capture, "--engine", "interpreter", "--seconds", "0.05", "--json").Text);
        json.RootElement.GetProperty("program").GetString().ShouldBe("count_protocols");
        json.RootElement.GetProperty("reference").GetString().ShouldBe("interpreter");
        JsonElement row = json.RootElement.GetProperty("engines").EnumerateArray().Single();
        row.GetProperty("engine").GetString().ShouldBe("interpreter");
        row.GetProperty("call").GetDouble().ShouldBeGreaterThan(0);
        row.GetProperty("nanoseconds").GetDouble().ShouldBeGreaterThan(row.GetProperty("call").GetDouble());
        row.GetProperty("ratio").GetDouble().ShouldBe(1);
        row.TryGetProperty("firstCompileMilliseconds", out _).ShouldBeFalse();
    }

    [Fact]
    public void Text_is_a_table_with_a_row_for_each_engine()
    {
        string text = CommandLine.Run("bench", Sample, "--engine", "interpreter", "--seconds", "0.05").Text;
        text.ShouldStartWith("count_protocols (xdp), 294 instructions, over a packet of 64 zero bytes");
        text.Split('\n').Single(line => line.StartsWith("interpreter", StringComparison.Ordinal)).ShouldContain("1.00");
    }

    [Theory]
    [InlineData("--engine", "interpreter,abacus")]
    [InlineData("--seconds", "0")]
    [InlineData("--context", "00")]
    [InlineData("--packets", "no-such-file.pcap")]
    public void Wrong_arguments_are_refused(string option, string value)
    {
        CommandLine.Result result = CommandLine.Run("bench", Sample, option, value);
        result.ExitCode.ShouldBe(2);
        result.Errors.ShouldNotBeEmpty();
    }

    [Fact]
    public void A_measurement_tells_the_middle_and_how_far_the_middle_half_is_apart()
    {
        Measurement measurement = new([9, 1, 3, 2, 4]);
        measurement.Median.ShouldBe(3);
        measurement.Least.ShouldBe(1);
        measurement.Spread.ShouldBe((4.0 - 2.0) / 3.0);
    }

    [Fact]
    public void Programs_are_measured_in_turn_and_as_often_as_fills_their_time()
    {
        List<(string Name, int Count)> runs = [];
        Measurement[] times = RoundRobin.Measure([new Fake("slow", 1_000_000, runs), new Fake("fast", 1_000, runs)], TimeSpan.FromMilliseconds(210));
        times[0].Median.ShouldBe(1_000_000);
        times[1].Median.ShouldBe(1_000);
        var measured = runs.TakeLast(times[0].Rounds * 2).ToList();
        measured.Where(run => run.Name == "slow").ShouldAllBe(run => run.Count == 10);
        measured.Where(run => run.Name == "fast").ShouldAllBe(run => run.Count == 10_000);
        measured.Chunk(2).ShouldAllBe(round => round[0].Name != round[1].Name);
    }

    /// <summary>Says it takes always the same time.</summary>
    private sealed class Fake(string name, double nanoseconds, List<(string Name, int Count)> runs) : IMeasuredProgram
    {
        public int InputCount => 1;

        public double Run(int count)
        {
            runs.Add((name, count));
            Thread.Sleep(1);
            return nanoseconds;
        }
    }
}
