// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

namespace Hornet.Linux.Tests.Infrastructure;

/// <summary>For what the kernel does on its own time: packets that were sent are handled a little later when the machine is busy.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Fails unless a value becomes the expected one in time, or when it is another one in the end.</summary>
    public static void ShouldBe<T>(Func<T> actual, T expected)
    {
        long start = Stopwatch.GetTimestamp();
        while (!EqualityComparer<T>.Default.Equals(actual(), expected) && Stopwatch.GetElapsedTime(start) < Patience)
            Thread.Sleep(5);
        actual().ShouldBe(expected);
    }
}
