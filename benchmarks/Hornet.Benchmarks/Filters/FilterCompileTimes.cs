// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using Hornet.Benchmarks.Engines;
using Hornet.PacketFilters;

namespace Hornet.Benchmarks.Filters;

/// <summary>How long filters of many hosts take to compile, beside libpcap.</summary>
internal static class FilterCompileTimes
{
    private static readonly int[] Hosts = [1, 10, 100, 200, 400, 800, 1_000];
    private static readonly TimeSpan Enough = TimeSpan.FromMilliseconds(200);

    /// <summary>Measures and prints.</summary>
    public static void Run()
    {
        string folder = Directory.CreateTempSubdirectory("hornet-filters-").FullName;
        try
        {
            string program = Path.Combine(folder, "pcap_speed");
            PcapSpeed.Build(program);
            using PcapSpeed libpcap = PcapSpeed.ForCompiling(program);
            var table = new MarkdownTable("hosts", "libpcap, ms", "its instructions", "Hornet, classic, ms", "its instructions", "times libpcap", "Hornet, extended and JIT, ms");
            foreach (int count in Hosts)
                table.Add(Measure(libpcap, count));
            table.Print("Compiling `host A or host B or …`, milliseconds");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string[] Measure(PcapSpeed libpcap, int hosts)
    {
        // Addresses without an order that a compiler could make ranges of.
        var random = new Random(hosts);
        string expression = string.Join(" or ", Enumerable.Range(0, hosts).Select(_ => string.Create(CultureInfo.InvariantCulture, $"host {random.Next(1, 224)}.{random.Next(256)}.{random.Next(256)}.{random.Next(256)}")));
        (double nanoseconds, long instructions) = libpcap.Ask(expression);
        int own = 0;
        double classic = Best(() => own = PacketFilter.Compile(expression).Classic.Instructions.Length);
        double jit = Best(() => PacketFilterRunner.Create(PacketFilter.Compile(expression), FilterEngine.Jit).Dispose());
        return
        [
            hosts.ToString("#,0", CultureInfo.InvariantCulture), Milliseconds(nanoseconds), instructions.ToString("#,0", CultureInfo.InvariantCulture),
            Milliseconds(classic), own.ToString("#,0", CultureInfo.InvariantCulture), (nanoseconds / classic).ToString(nanoseconds / classic < 10 ? "0.0" : "#,0", CultureInfo.InvariantCulture), Milliseconds(jit),
        ];
    }

    /// <summary>The best of the times that fit into a while, in nanoseconds.</summary>
    private static double Best(Action action)
    {
        double best = double.MaxValue;
        long begin = Stopwatch.GetTimestamp();
        do
        {
            long start = Stopwatch.GetTimestamp();
            action();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds);
        }
        while (Stopwatch.GetElapsedTime(begin) < Enough);
        return best;
    }

    private static string Milliseconds(double nanoseconds) => (nanoseconds / 1e6).ToString(
        nanoseconds switch
        {
            < 1e6 => "0.000",
            < 1e8 => "0.0",
            _ => "#,0",
        },
        CultureInfo.InvariantCulture);
}
