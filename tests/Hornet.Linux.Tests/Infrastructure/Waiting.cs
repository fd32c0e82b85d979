// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux.Tests.Infrastructure;

/// <summary>Waits, for a bounded time, for what the kernel or another process does in its own.</summary>
internal static class Waiting
{
    /// <summary>Waits for a condition, and fails when it does not come true in time.</summary>
    public static void Until(Func<bool> condition, TimeSpan patience, Func<string> otherwise)
    {
        if (!SpinWait.SpinUntil(condition, patience))
            throw new TimeoutException($"Within {patience.TotalSeconds} s: {otherwise()}.");
    }

    /// <summary>Asks until there is an answer, and gives it.</summary>
    public static T For<T>(Func<T?> ask)
        where T : class
    {
        T? answer = null;
        Until(() => (answer = ask()) is not null, TimeSpan.FromSeconds(20), () => "what the test waits for did not happen");
        return answer!;
    }

    /// <summary>Waits for a count.</summary>
    public static void For(Func<ulong> count, ulong expected)
    {
        Until(() => count() >= expected, TimeSpan.FromSeconds(20), () => $"the count is {count()}, not {expected}");
        count().ShouldBe(expected);
    }
}
