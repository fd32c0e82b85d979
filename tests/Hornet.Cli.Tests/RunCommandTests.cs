// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Hornet.Packets;
using Hornet.Tests;

namespace Hornet.Cli.Tests;

public sealed class RunCommandTests : IDisposable
{
    private static readonly string Sample = TestFiles.InRepository("samples", "count_protocols.o");
    private static readonly string Capture = TestFiles.InRepository("samples", "packets.pcap");
    private readonly string _folder = Directory.CreateTempSubdirectory("hornet-run-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Json_has_the_documented_fields()
    {
        using JsonDocument json = Json("--json");
        json.RootElement.GetProperty("program").GetString().ShouldBe("count_protocols");
        json.RootElement.GetProperty("engine").GetString().ShouldBe("interpreter");
        json.RootElement.GetProperty("packets").GetInt64().ShouldBe(CountPackets(Capture));
        json.RootElement.GetProperty("nanosecondsPerPacket").GetDouble().ShouldBeGreaterThan(0);
        json.RootElement.GetProperty("actions").GetProperty("XDP_PASS").GetInt64().ShouldBe(CountPackets(Capture));
        json.RootElement.GetProperty("variables").GetProperty("packets_seen").GetInt64().ShouldBe(CountPackets(Capture));
        JsonElement map = json.RootElement.GetProperty("maps").EnumerateArray().Single();
        map.GetProperty("name").GetString().ShouldBe("protocols");
        map.GetProperty("type").GetString().ShouldBe("hash");
    }

    [ToolTheory("tcpdump")]
    [InlineData("ARP", "arp")]
    [InlineData("IGMP", "ip proto 2")]
    [InlineData("GRE", "ip proto 47")]
    [InlineData("ICMP", "ip proto 1")]
    [InlineData("ICMPV6", "ip6 proto 58")]
    [InlineData("SCTP", "ip proto 132 or ip6 proto 132")]
    [InlineData("TCP", "ip proto 6 or ip6 proto 6")]
    [InlineData("UDP", "ip proto 17 or ip6 proto 17")]
    public void Counts_by_protocol_what_tcpdump_counts(string protocol, string filter)
    {
        using JsonDocument json = Json("--json");
        JsonElement entry = json.RootElement.GetProperty("maps")[0].GetProperty("entries").EnumerateArray().Single(e => e.GetProperty("key").GetString() == protocol);
        // The word vlan moves the offsets of all that follows it, so each depth of tags is a count of its own.
        long expected = new[] { filter, $"vlan and ({filter})", $"vlan and vlan and ({filter})" }.Sum(f => TcpdumpCount(Capture, f));
        entry.GetProperty("value").GetProperty("packets").GetInt64().ShouldBe(expected);
    }

    [Fact]
    public void Set_changes_a_constant_before_loading()
    {
        using JsonDocument json = Json("--json", "--set", "drop_port=53");
        long dropped = json.RootElement.GetProperty("actions").GetProperty("XDP_DROP").GetInt64();
        dropped.ShouldBeGreaterThan(0);
        json.RootElement.GetProperty("variables").GetProperty("packets_dropped").GetInt64().ShouldBe(dropped);
        json.RootElement.GetProperty("variables").GetProperty("drop_port").GetInt64().ShouldBe(53);
    }

    [Fact]
    public void Write_keeps_the_packets_that_were_let_through()
    {
        string output = Path.Combine(_folder, "out.pcap");
        using JsonDocument json = Json("--json", "--set", "drop_port=53", "--write", output);
        CountPackets(output).ShouldBe(json.RootElement.GetProperty("actions").GetProperty("XDP_PASS").GetInt64());
    }

    [Fact]
    public void Repeat_goes_through_the_packets_again()
    {
        using JsonDocument json = Json("--json", "--repeat", "3");
        json.RootElement.GetProperty("packets").GetInt64().ShouldBe(3 * CountPackets(Capture));
    }

    [Fact]
    public void Text_tells_program_cost_actions_maps_and_variables()
    {
        string text = CommandLine.Run("run", Sample, "--packets", Capture).Text;
        text.ShouldContain("count_protocols (xdp)");
        text.ShouldContain("ns a packet (interpreter)");
        text.ShouldContain("XDP_PASS");
        text.ShouldContain("protocols (hash)");
        text.ShouldContain("packets_seen");
    }

    [Fact]
    public void Packets_can_come_from_the_command_line()
    {
        string arp = "ffffffffffff 020000000001 0806 0001080006040001 020000000001 c0000201 000000000000 c0000202";
        using JsonDocument json = JsonDocument.Parse(CommandLine.Run("run", Sample, "--packet", arp, "--json").Text);
        JsonElement entry = json.RootElement.GetProperty("maps")[0].GetProperty("entries").EnumerateArray().Single();
        entry.GetProperty("key").GetString().ShouldBe("ARP");
        entry.GetProperty("value").GetProperty("bytes").GetInt64().ShouldBe(42);
    }

    [Theory]
    [InlineData(2, "could not find", "run", "missing.o", "--packets", "x.pcap")]
    [InlineData(2, "'nothing'", "run", "SAMPLE", "--program", "nothing", "--packets", "CAPTURE")]
    [InlineData(2, "--packets", "run", "SAMPLE")]
    [InlineData(2, "no global variable", "run", "SAMPLE", "--packets", "CAPTURE", "--set", "nothing=1")]
    [InlineData(2, "drop_port", "run", "SAMPLE", "--packets", "CAPTURE", "--set", "drop_port=70000")]
    [InlineData(2, "NAME=VALUE", "run", "SAMPLE", "--packets", "CAPTURE", "--set", "drop_port")]
    [InlineData(2, "1 or more", "run", "SAMPLE", "--packets", "CAPTURE", "--repeat", "0")]
    [InlineData(2, "capture", "run", "SAMPLE", "--packets", "SAMPLE")]
    [InlineData(2, "ELF", "run", "CAPTURE", "--packets", "CAPTURE")]
    public void Says_what_is_wrong_with_the_input(int exitCode, string expected, params string[] arguments)
    {
        CommandLine.Result result = CommandLine.Run([.. arguments.Select(a => a switch { "SAMPLE" => Sample, "CAPTURE" => Capture, _ => a })]);
        result.Errors.ShouldContain(expected, Case.Insensitive);
        result.ExitCode.ShouldBe(exitCode);
    }

    private static JsonDocument Json(params string[] options) => JsonDocument.Parse(CommandLine.Run(["run", Sample, "--packets", Capture, .. options]).Text);

    private static long CountPackets(string file)
    {
        using CaptureReader reader = CaptureReader.Open(file);
        while (reader.TryRead(out _))
        {
        }

        return reader.PacketCount;
    }

    private static long TcpdumpCount(string file, string filter)
    {
        using Process tcpdump = Process.Start(new ProcessStartInfo(TestMachine.FindTool("tcpdump")!, ["-n", "-t", "-r", file, filter])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> errors = tcpdump.StandardError.ReadToEndAsync();
        int lines = tcpdump.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
        tcpdump.WaitForExit();
        tcpdump.ExitCode.ShouldBe(0, string.Create(CultureInfo.InvariantCulture, $"tcpdump -r {file} '{filter}': {errors.Result}"));
        return lines;
    }
}
