// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Hornet.Differential.Tests.Engines;

/// <summary>
/// How long random programs are run: <c>HORNET_ENGINE_SECONDS=36000</c> for ten hours, <c>HORNET_ENGINE_PROGRAMS=5</c> for five programs. Without them two
/// minutes where <c>CI</c> is set, and some seconds elsewhere. <c>HORNET_ENGINE_LOG</c> names a file that has the seed that runs, for programs that bring the
/// process down.
/// </summary>
internal static class EngineSettings
{
    private const double SecondsInIntegration = 120;
    private const double UsualSeconds = 20;

    private static readonly string? Log = Environment.GetEnvironmentVariable("HORNET_ENGINE_LOG");

    /// <summary>How long to go on.</summary>
    public static TimeSpan Time { get; } = Number("HORNET_ENGINE_SECONDS") is { } seconds
        ? TimeSpan.FromSeconds(seconds)
        : Programs < long.MaxValue ? TimeSpan.MaxValue : TimeSpan.FromSeconds(string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI")) ? UsualSeconds : SecondsInIntegration);

    /// <summary>How many programs to run at most.</summary>
    public static long Programs => Number("HORNET_ENGINE_PROGRAMS") is { } programs ? (long)programs : long.MaxValue;

    /// <summary>Says which program runs now.</summary>
    public static void Note(string kind, int seed)
    {
        if (Log is not null)
            File.WriteAllText(Log, $"{kind} {seed}\n");
    }

    private static double? Number(string name) =>
        double.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out double number) ? number : null;
}
