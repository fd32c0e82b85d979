// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Hornet.Benchmarks.Filters;

/// <summary>The tables of <c>benchmarks/filters.sh</c>: packet filters beside libpcap and the kernel.</summary>
internal static class FilterBenchmarks
{
    private const int DefaultRounds = 9;

    /// <summary>Measures.</summary>
    /// <param name="arguments">Which part (<c>speed</c>, <c>compile</c>; <c>all</c> or none for both), and the number of rounds.</param>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        string part = arguments.Length > 0 ? arguments[0] : "all";
        int rounds = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : DefaultRounds;
        Console.WriteLine($"\nMeasured on: {Engines.EngineBenchmarks.Machine()}.");
        if (part is "all" or "speed")
        {
            using var speed = new FilterSpeed();
            speed.Run(rounds);
        }

        if (part is "all" or "compile")
            FilterCompileTimes.Run();
        return 0;
    }
}
