// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Runtime.InteropServices;
using Hornet.Benchmarks.Engines.Captures;

namespace Hornet.Benchmarks.Engines;

/// <summary>The tables of <c>benchmarks/engines.sh</c>: how fast programs run, by engine, beside the kernel and C.</summary>
internal static class EngineBenchmarks
{
    private const int DefaultRounds = 25;
    private const int CaptureRounds = 5;

    /// <summary>Measures.</summary>
    /// <param name="arguments">Which part (<c>programs</c>, <c>maps</c>, <c>compile</c>, <c>capture</c>; <c>all</c> or none for all), the number of rounds, part of the name of the rows that are wanted.</param>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        if (arguments is ["cold", string engine, string program])
            return CompileTimes.RunCold(engine, program);
        string part = arguments.Length > 0 ? arguments[0] : "all";
        int rounds = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : DefaultRounds;
        string filter = arguments.Length > 2 ? arguments[2] : "";
        Console.WriteLine($"\nMeasured on: {Machine()}.");
        if (part is "all" or "programs")
        {
            using var table = new EngineTable(rounds, filter);
            table.Run();
        }

        if (part is "all" or "maps")
        {
            using var table = new MapTable(rounds);
            table.Run();
        }

        if (part is "all" or "compile")
            CompileTimes.Run(rounds);
        if (part is "all" or "capture")
        {
            using var table = new CaptureTable();
            table.Run(CaptureRounds);
        }

        return 0;
    }

    /// <summary>What it is measured on, in words.</summary>
    public static string Machine()
    {
        string? model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim();
        return $"{Environment.ProcessorCount} processors ({model ?? RuntimeInformation.ProcessArchitecture.ToString()}), Linux {Environment.OSVersion.Version}, {RuntimeInformation.FrameworkDescription}";
    }
}
