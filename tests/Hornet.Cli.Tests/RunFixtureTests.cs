// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Hornet.Tests;

namespace Hornet.Cli.Tests;

/// <summary><c>hornet run</c> over objects with maps of every kind, tail calls and buffers of records.</summary>
public sealed class RunFixtureTests
{
    private static readonly string Capture = TestFiles.InRepository("samples", "packets.pcap");

    [Fact]
    public void Maps_of_maps_show_what_their_maps_hold()
    {
        using JsonDocument json = Run("map_in_map", "--packets", Capture);
        JsonElement table = MapOf(json, "table");
        table.GetProperty("type").GetString().ShouldBe("array_of_maps");
        JsonElement entry = table.GetProperty("entries").EnumerateArray().Single(e => e.GetProperty("key").GetInt64() == 5);
        entry.GetProperty("value")[0].GetProperty("value").GetInt64().ShouldBe(json.RootElement.GetProperty("packets").GetInt64());
    }

    [Fact]
    public void Arrays_of_programs_show_the_names_of_their_programs()
    {
        using JsonDocument json = Run("tail_calls", "--program", "entry", "--packets", Capture);
        json.RootElement.GetProperty("maps").EnumerateArray()
            .Where(map => map.GetProperty("type").GetString() == "prog_array")
            .SelectMany(map => map.GetProperty("entries").EnumerateArray())
            .Select(entry => entry.GetProperty("value").GetString())
            .ShouldContain("ends_here");
    }

    [Fact]
    public void Every_kind_of_map_is_listed()
    {
        using JsonDocument json = Run("btf_maps", "--packets", Capture);
        json.RootElement.GetProperty("maps").GetArrayLength().ShouldBeGreaterThan(10);
    }

    [Fact]
    public void Rings_show_the_records_that_programs_wrote()
    {
        using JsonDocument json = Run("ring_buffer", "--program", RingProgram(), "--context", new string('0', 128), "--repeat", "3");
        json.RootElement.GetProperty("packets").GetInt64().ShouldBe(3);
        // Each run copies one record into the perf buffer and one into the ring; the ring also gets the one that was reserved, unless the task's number is odd.
        MapOf(json, "samples").GetProperty("entries").GetArrayLength().ShouldBe(3);
        MapOf(json, "events").GetProperty("entries").GetArrayLength().ShouldBeOneOf(3, 6);
        MapOf(json, "events").GetProperty("entries").EnumerateArray().Count(entry => entry.GetProperty("value").GetString()!.Contains("636f70696564", StringComparison.Ordinal)).ShouldBe(3);
    }

    private static string RingProgram() =>
        Objects.BpfObject.Load(Fixture("ring_buffer")).Programs.First(program => program.Type == Objects.ProgramType.Tracepoint).Name;

    private static string Fixture(string name) => TestFiles.InRepository("tests", "fixtures", "objects", "clang-v3", name + ".o");

    private static JsonDocument Run(string fixture, params string[] options) => JsonDocument.Parse(CommandLine.Run(["run", Fixture(fixture), .. options, "--json"]).Text);

    private static JsonElement MapOf(JsonDocument json, string name) => json.RootElement.GetProperty("maps").EnumerateArray().Single(map => map.GetProperty("name").GetString() == name);
}
