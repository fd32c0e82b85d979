// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

namespace Hornet.Cli.Bench;

/// <summary>
/// Measures several things in turn, a short slice each, many times over: what else happens on the machine then slows all of them, and ratios between them
/// stay true where the figures themselves do not.
/// </summary>
internal static class RoundRobin
{
    private const int Rounds = 21;

    // .NET compiles what runs often anew a tenth of a second after it got warm; slices that are measured come after that.
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan ShortestSlice = TimeSpan.FromMilliseconds(2);

    /// <summary>Measures.</summary>
    /// <param name="programs">What to measure.</param>
    /// <param name="time">How long to measure each, in all rounds together and without the warm-up.</param>
    /// <param name="progress">Told how far it is, from 0 to 1; null for nobody.</param>
    /// <returns>A measurement for each, in the same order.</returns>
    public static Measurement[] Measure(IReadOnlyList<IMeasuredProgram> programs, TimeSpan time, Action<double>? progress = null)
    {
        TimeSpan slice = time / Rounds > ShortestSlice ? time / Rounds : ShortestSlice;
        int[] counts = [.. programs.Select(program => WarmUp(program, slice))];
        double[][] results = [.. programs.Select(_ => new double[Rounds])];
        for (int round = 0; round < Rounds; round++)
        {
            progress?.Invoke((double)round / Rounds);
            // Each round starts with another one, so that none always follows the same neighbour.
            for (int place = 0; place < programs.Count; place++)
            {
                int index = (round + place) % programs.Count;
                results[index][round] = programs[index].Run(counts[index]);
            }
        }

        return [.. results.Select(rounds => new Measurement(rounds))];
    }

    /// <summary>Runs a program until it is warm.</summary>
    /// <returns>How often it runs over each of its inputs in a slice.</returns>
    private static int WarmUp(IMeasuredProgram program, TimeSpan slice)
    {
        long start = Stopwatch.GetTimestamp();
        int count = 1;
        while (true)
        {
            // What an engine says it needed, not what the call took: that is longer where other CPUs must take part.
            double nanoseconds = program.Run(count) * program.InputCount;
            int last = count;
            count = (int)Math.Clamp(slice.TotalNanoseconds / Math.Max(nanoseconds, 0.1), 1, int.MaxValue / 2);
            if (Stopwatch.GetElapsedTime(start) >= WarmUpTime && count / 2 <= last)
                return count;
        }
    }
}
