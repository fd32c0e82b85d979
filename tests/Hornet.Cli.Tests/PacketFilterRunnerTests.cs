// SPDX-License-Identifier: Apache-2.0
using Hornet.PacketFilters;
using Hornet.Packets;
using Hornet.Tests;
using Hornet.VirtualMachines;

namespace Hornet.Cli.Tests;

/// <summary>Filters run over packets in memory by every engine.</summary>
public sealed class PacketFilterRunnerTests
{
    [Fact]
    public void The_page_shows_this_example() =>
        DocumentationExamples.MissingFrom("docs/capture.md", "tests/Hornet.Cli.Tests/PacketFilterRunnerTests.cs").ShouldBeEmpty();

    [Fact]
    public void Matches_are_counted()
    {
        string path = TestFiles.InRepository("samples", "packets.pcap");
        int matches = 0;

        // example: runner
        PacketFilter filter = PacketFilter.Compile("tcp port 80");
        using var runner = PacketFilterRunner.Create(filter);
        using var reader = CaptureReader.Open(path);
        while (reader.TryRead(out CapturedPacket packet))
            matches += runner.Matches(packet.Data, packet.OriginalLength) ? 1 : 0;
        // end

        matches.ShouldBeGreaterThan(20);
        runner.Engine.ShouldBe(FilterEngine.Jit);
    }

    [Theory]
    [InlineData("tcp port 80")]
    [InlineData("ip6 and udp port 53")]
    [InlineData("vlan and (udp port 5000 or icmp6)")]
    [InlineData("len > 500 or arp")]
    [InlineData("")]
    public void Engines_agree_one_by_one_and_together(string expression)
    {
        PacketFilter filter = PacketFilter.Compile(expression, new PacketFilterOptions { SnapLength = 96 });
        var memory = new List<byte>();
        var places = new List<PacketPlace>();
        using (CaptureReader reader = CaptureReader.Open(TestFiles.InRepository("samples", "packets.pcap")))
        {
            while (reader.TryRead(out CapturedPacket packet))
            {
                places.Add(new PacketPlace(memory.Count, packet.CapturedLength, packet.OriginalLength));
                memory.AddRange(packet.Data);
            }
        }

        byte[] bytes = [.. memory];
        uint[]? expected = null;
        foreach (FilterEngine engine in Enum.GetValues<FilterEngine>())
        {
            using PacketFilterRunner runner = PacketFilterRunner.Create(filter, engine);
            uint[] values = new uint[places.Count];
            runner.Run(bytes, places.ToArray(), values);
            values.ShouldBe(places.Select(place => runner.Run(bytes.AsSpan(place.Start, place.Length), place.WireLength)));
            (expected ??= values).ShouldBe(values, engine.ToString());
        }

        expected!.ShouldContain(96u);
    }

    [Fact]
    public void Chains_of_any_length_are_followed()
    {
        // Twenty destination options of eight bytes, and TCP behind them.
        byte[] options = [.. Enumerable.Range(0, 20).SelectMany(i => (byte[])[(byte)(i == 19 ? 6 : 60), 0, 1, 4, 0, 0, 0, 0])];
        byte[] packet = [.. new byte[12], 0x86, 0xdd, 0x60, 0, 0, 0, 0, 180, 60, 64, .. new byte[32], .. options, .. new byte[20]];
        using PacketFilterRunner runner = PacketFilterRunner.Create(PacketFilter.Compile("not ip and (arp or not not ip6 protochain 6)"));

        runner.Engine.ShouldBe(FilterEngine.Classic);
        runner.Matches(packet).ShouldBeTrue();
    }
}
