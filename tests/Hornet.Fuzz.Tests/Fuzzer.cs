// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;

namespace Hornet.Fuzz.Tests;

/// <summary>A parser under test: it may refuse an input with one of its typed errors, and must do nothing worse.</summary>
/// <param name="Name">The name of the target.</param>
/// <param name="Seeds">Good inputs.</param>
/// <param name="Dictionary">Words of the format.</param>
/// <param name="Parse">Parses the input, and uses what it made as a caller would.</param>
/// <param name="IsTypedError">Whether an exception is one the documentation promises.</param>
internal sealed record FuzzTarget(
    string Name,
    IReadOnlyList<byte[]> Seeds,
    IReadOnlyList<byte[]> Dictionary,
    Action<byte[]> Parse,
    Func<Exception, bool> IsTypedError);

/// <summary>Feeds damaged inputs to a target for a bounded time and reports the first that crashes it, hangs it or makes it allocate without bound.</summary>
internal static class Fuzzer
{
    /// <summary>No input of these sizes can need longer, even on a busy machine.</summary>
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(5);

    /// <summary>Far more than any target needs for its seeds.</summary>
    private const long MostBytesAnInput = 64L << 20;

    /// <summary>Seconds a target gets; <c>HORNET_FUZZ_SECONDS</c> asks for longer runs.</summary>
    public static TimeSpan Budget { get; } = TimeSpan.FromSeconds(
        double.TryParse(Environment.GetEnvironmentVariable("HORNET_FUZZ_SECONDS"), CultureInfo.InvariantCulture, out double seconds) ? seconds : 10);

    /// <summary>Runs the target; returns the number of inputs tried.</summary>
    public static long Run(FuzzTarget target, TimeSpan budget, int seed)
    {
        foreach (byte[] good in target.Seeds)
            Try(target, good, mustParse: true);

        Mutator mutator = new(target.Seeds, target.Dictionary, seed);
        Stopwatch clock = Stopwatch.StartNew();
        long inputs = 0;
        while (clock.Elapsed < budget)
        {
            for (int i = 0; i < 16; i++, inputs++)
                Try(target, mutator.Next(), mustParse: false);
        }

        return inputs;
    }

    private static void Try(FuzzTarget target, byte[] input, bool mustParse)
    {
        long allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        try
        {
            target.Parse(input);
        }
        catch (Exception error) when (!mustParse && target.IsTypedError(error))
        {
            // Refused, as it should be.
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"{target.Name}: {error.GetType().Name} for the input {Describe(input)}", error);
        }

        TimeSpan took = Stopwatch.GetElapsedTime(start);
        took.ShouldBeLessThan(Hang, $"{target.Name} hung on the input {Describe(input)}");
        (GC.GetAllocatedBytesForCurrentThread() - allocatedBefore)
            .ShouldBeLessThan(MostBytesAnInput, $"{target.Name} allocated without bound for the input {Describe(input)}");
    }

    private static string Describe(byte[] input) =>
        $"({input.Length} bytes, base64) {Convert.ToBase64String(input.AsSpan(0, Math.Min(input.Length, 24_000)))}";
}
