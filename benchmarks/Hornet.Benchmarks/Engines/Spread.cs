// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Hornet.Benchmarks.Engines;

/// <summary>A figure that was taken many times: its median and how far it spread.</summary>
/// <param name="Median">The median.</param>
/// <param name="Low">A tenth of the samples is lower.</param>
/// <param name="High">A tenth of the samples is higher.</param>
internal readonly record struct Spread(double Median, double Low, double High)
{
    /// <summary>Summarises samples.</summary>
    public static Spread Of(IEnumerable<double> samples)
    {
        double[] sorted = [.. samples.Order()];
        return new Spread(sorted[sorted.Length / 2], sorted[sorted.Length / 10], sorted[^(1 + (sorted.Length / 10))]);
    }

    /// <summary>Summarises the ratios of two figures that were taken in the same rounds.</summary>
    public static Spread OfRatios(IEnumerable<double> figures, IEnumerable<double> others) => Of(figures.Zip(others, (figure, other) => figure / other));

    /// <summary>The median as a time in nanoseconds.</summary>
    public string ToTime() => Format(Median);

    /// <summary>The median as a ratio, with its spread.</summary>
    public string ToRatio() => string.Create(CultureInfo.InvariantCulture, $"{Median:0.00} ({Low:0.00} to {High:0.00})");

    /// <summary>A time in nanoseconds with about three digits.</summary>
    public static string Format(double nanoseconds) => nanoseconds.ToString(
        Math.Abs(nanoseconds) switch
        {
            < 10 => "0.00",
            < 100 => "0.0",
            _ => "#,0",
        },
        CultureInfo.InvariantCulture);
}
