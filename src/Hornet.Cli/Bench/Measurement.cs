// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Cli.Bench;

/// <summary>Times of one thing that was measured in several rounds, in nanoseconds a run.</summary>
internal sealed class Measurement
{
    private readonly double[] _sorted;

    /// <summary>Takes the rounds.</summary>
    public Measurement(IEnumerable<double> rounds)
    {
        _sorted = [.. rounds.Order()];
        ArgumentOutOfRangeException.ThrowIfZero(_sorted.Length, nameof(rounds));
    }

    /// <summary>The number of rounds.</summary>
    public int Rounds => _sorted.Length;

    /// <summary>The middle of the rounds: noise of the machine, which only ever adds, moves it less than a mean.</summary>
    public double Median => Quantile(0.5);

    /// <summary>The quickest round.</summary>
    public double Least => _sorted[0];

    /// <summary>How far apart the middle half of the rounds lies, as a part of the median.</summary>
    public double Spread => Median == 0 ? 0 : (Quantile(0.75) - Quantile(0.25)) / Median;

    private double Quantile(double part)
    {
        double place = part * (_sorted.Length - 1);
        int below = (int)place;
        double above = _sorted[Math.Min(below + 1, _sorted.Length - 1)];
        return _sorted[below] + ((place - below) * (above - _sorted[below]));
    }
}
