// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

namespace Hornet.Linux.Tests;

/// <summary>Waits for what another process does, for a bounded time.</summary>
internal static class Wait
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    /// <summary>Asks until there is an answer.</summary>
    public static T Until<T>(Func<T?> ask)
        where T : class
    {
        Stopwatch clock = Stopwatch.StartNew();
        while (true)
        {
            if (ask() is { } answer)
                return answer;
            if (clock.Elapsed > Longest)
                throw new TimeoutException("What the test waits for did not happen.");
            Thread.Sleep(10);
        }
    }
}
