// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using Hornet.Benchmarks.Engines;
using Hornet.Bytecode.Classic;
using Hornet.Linux;
using Hornet.Objects;
using Hornet.PacketFilters;

namespace Hornet.Benchmarks.Filters;

/// <summary>
/// Packets a second of the same filter over the same capture in memory: libpcap, the kernel, and Hornet's engines. Each goes over the whole capture in turn; what is told are
/// medians, and medians of the ratios of a turn.
/// </summary>
internal sealed class FilterSpeed : IDisposable
{
    private const int Packets = 1_000_000;
    private const int KernelPackets = 100;
    private const int KernelRepeats = 2_000;

    /// <summary>The filter of the main table: 13 instructions as libpcap compiles it and as Hornet does.</summary>
    private const string Main = "ip and tcp port 8080";

    private static readonly string[] Others =
    [
        "arp", "tcp", "host 10.1.2.3 and udp port 53", "ip and tcp[tcpflags] & (tcp-syn|tcp-fin) != 0", "vlan and ip6 and tcp port 443",
        "((tcp or udp) and (dst port 443 or dst port 53)) or (vlan and (tcp or udp) and (dst port 443 or dst port 53))",
    ];

    private readonly FilterCapture _capture = new(Packets);
    private readonly uint[] _answers = new uint[Packets];

    public FilterSpeed() => PcapSpeed.Build(Peer);

    private string Peer => _capture.Beside("pcap_speed");

    /// <summary>Measures and prints.</summary>
    public void Run(int rounds)
    {
        PrintMain(rounds);
        PrintOthers(Math.Max(3, rounds / 2));
    }

    /// <inheritdoc/>
    public void Dispose() => _capture.Dispose();

    private void PrintMain(int rounds)
    {
        PacketFilter filter = PacketFilter.Compile(Main);
        using PcapSpeed libpcap = PcapSpeed.ForCapture(Peer, _capture.Path, Main);
        using var kernel = new KernelFilter(filter, _capture);
        using PacketFilterRunner classic = PacketFilterRunner.Create(filter, FilterEngine.Classic), interpreter = PacketFilterRunner.Create(filter, FilterEngine.Interpreter),
            jit = PacketFilterRunner.Create(filter, FilterEngine.Jit);
        (string Title, Func<(double, long)> Measure)[] ways =
        [
            ("libpcap (`pcap_offline_filter`)", () => libpcap.Ask("")),
            ($"kernel, its translation of the classic program, `BPF_PROG_TEST_RUN` repeating each of {KernelPackets} packets", () => (kernel.Measure(), -1)),
            ("Hornet, classic program, interpreted", () => Measure(classic)),
            ("Hornet, extended program, interpreted", () => Measure(interpreter)),
            ("Hornet, extended program, JIT", () => Measure(jit)),
            ("Hornet, extended program, JIT, a call a packet", () => MeasureEach(jit)),
        ];
        (List<double>[] samples, long passed) = TakeTurns(rounds, [.. ways.Select(way => way.Measure)]);
        var table = new MarkdownTable("way", "ns a packet", "million packets a second", "times libpcap");
        for (int i = 0; i < ways.Length; i++)
        {
            double median = Spread.Of(samples[i]).Median;
            table.Add(ways[i].Title, Spread.Format(median), (1000 / median).ToString("0.0", CultureInfo.InvariantCulture), Spread.OfRatios(samples[0], samples[i]).ToRatio());
        }

        table.Print(string.Create(
            CultureInfo.InvariantCulture,
            $"`{Main}` ({filter.Classic.Instructions.Length} instructions) over {Packets:#,0} packets in memory, {_capture.Bytes / 1_000_000} MB, of which {passed:#,0} match"));
    }

    private void PrintOthers(int rounds)
    {
        var table = new MarkdownTable("filter", "instructions", "match", "libpcap, ns a packet", "Hornet's JIT, ns a packet", "times libpcap");
        foreach (string expression in Others)
        {
            PacketFilter filter = PacketFilter.Compile(expression);
            using PcapSpeed libpcap = PcapSpeed.ForCapture(Peer, _capture.Path, expression);
            using PacketFilterRunner jit = PacketFilterRunner.Create(filter, FilterEngine.Jit);
            (List<double>[] samples, long passed) = TakeTurns(rounds, () => libpcap.Ask(""), () => Measure(jit));
            table.Add(
                $"`{expression.Replace("|", "\\|", StringComparison.Ordinal)}`",
                filter.Classic.Instructions.Length.ToString(CultureInfo.InvariantCulture),
                passed.ToString("#,0", CultureInfo.InvariantCulture),
                Spread.Of(samples[0]).ToTime(),
                Spread.Of(samples[1]).ToTime(),
                Spread.OfRatios(samples[0], samples[1]).ToRatio());
        }

        table.Print("Other filters over the same packets");
    }

    /// <summary>Has each way go over the capture, one after the other, as often as asked; the first turn lets .NET compile and is not kept.</summary>
    private static (List<double>[] Samples, long Passed) TakeTurns(int rounds, params Func<(double, long)>[] ways)
    {
        List<double>[] samples = [.. ways.Select(_ => new List<double>())];
        long passed = -1;
        for (int round = -1; round < rounds; round++)
        {
            for (int i = 0; i < ways.Length; i++)
            {
                (double nanoseconds, long count) = ways[i]();
                if (round >= 0)
                    samples[i].Add(nanoseconds);
                if (count < 0)
                    continue;
                if (passed >= 0 && passed != count)
                    throw new InvalidOperationException($"One way lets {count} packets pass, others {passed}.");
                passed = count;
            }
        }

        return (samples, passed);
    }

    private (double Nanoseconds, long Passed) Measure(PacketFilterRunner runner)
    {
        long start = Stopwatch.GetTimestamp();
        runner.Run(_capture.Memory, _capture.Places, _answers);
        double nanoseconds = Stopwatch.GetElapsedTime(start).TotalNanoseconds / Packets;
        return (nanoseconds, _answers.LongCount(answer => answer != 0));
    }

    private (double Nanoseconds, long Passed) MeasureEach(PacketFilterRunner runner)
    {
        long start = Stopwatch.GetTimestamp();
        long passed = 0;
        for (int i = 0; i < Packets; i++)
            passed += runner.Matches(_capture[i]) ? 1 : 0;
        return (Stopwatch.GetElapsedTime(start).TotalNanoseconds / Packets, passed);
    }

    /// <summary>The classic program as the kernel runs it: translated to extended BPF and compiled, over some of the packets.</summary>
    private sealed class KernelFilter : IDisposable
    {
        private readonly KernelProgram _program;
        private readonly byte[][] _packets;

        public KernelFilter(PacketFilter filter, FilterCapture capture)
        {
            // As a classifier, because test runs give those the packet from its Ethernet header on, as a packet socket does its filter.
            _program = KernelProgram.Load(ProgramType.SchedulerClassifier, ClassicTranslator.Translate(filter.Classic.Instructions.AsSpan()));
            _packets = [.. Enumerable.Range(0, KernelPackets).Select(i => capture[i * (Packets / KernelPackets)].ToArray())];
        }

        public double Measure()
        {
            // The kernel tells whole nanoseconds without the fraction.
            const double Fraction = 0.5;
            double sum = 0;
            foreach (byte[] packet in _packets)
                sum += _program.TestRun(new TestRunInput { Data = packet, DataOutSize = 0, Repeat = KernelRepeats }).DurationNanoseconds + Fraction;
            return sum / _packets.Length;
        }

        public void Dispose() => _program.Dispose();
    }
}
