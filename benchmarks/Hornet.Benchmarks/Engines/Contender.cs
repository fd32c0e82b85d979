// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

namespace Hornet.Benchmarks.Engines;

/// <summary>One program made ready to run on one engine: what is measured.</summary>
internal abstract class Contender : IDisposable
{
    private const double SampleMilliseconds = 1.5;
    private const double WarmUpMilliseconds = 200;

    private int _runs = 1;

    /// <summary>Creates a contender.</summary>
    /// <param name="engine">The engine's name, the head of its column.</param>
    protected Contender(string engine)
    {
        Engine = engine;
    }

    /// <summary>The engine's name.</summary>
    public string Engine { get; }

    /// <summary>At most how many runs may follow each other before <see cref="Drain"/>.</summary>
    public int MostRuns { get; init; } = 100_000_000;

    /// <summary>The nanoseconds a run took, by round.</summary>
    public List<double> Samples { get; } = [];

    /// <summary>Runs the program a number of times over the same packet.</summary>
    /// <returns>The low 32 bits of R0 of the last run.</returns>
    public abstract uint Run(int count);

    /// <summary>Takes away what runs leave behind, outside of what is timed.</summary>
    public virtual void Drain()
    {
    }

    /// <summary>Lets the runtime finish compiling, and finds out how many runs make a sample that a clock can measure.</summary>
    public void WarmUp()
    {
        long start = Stopwatch.GetTimestamp();
        double nanoseconds;
        do
        {
            // The runtime counts calls, and compiles what is called often in the background some 100 ms later.
            nanoseconds = Measure();
            _runs = Math.Clamp((int)(SampleMilliseconds * 1e6 / Math.Max(nanoseconds, 0.1)), 1, MostRuns);
        }
        while (Stopwatch.GetElapsedTime(start).TotalMilliseconds < WarmUpMilliseconds);
    }

    /// <summary>Takes one sample.</summary>
    public void Sample() => Samples.Add(Measure());

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Runs the program a number of times.</summary>
    /// <returns>The nanoseconds a run took.</returns>
    protected virtual double Time(int count)
    {
        double start = ThreadClock.Nanoseconds;
        Run(count);
        return (ThreadClock.Nanoseconds - start) / count;
    }

    private double Measure()
    {
        double nanoseconds = Time(_runs);
        Drain();
        return nanoseconds;
    }
}
