// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux.Tests.Tracing;

/// <summary>
/// That a disposed link has ended. Another test may be starting a process at the same moment, and until that executes its program it holds a copy of every
/// descriptor, the link's too: the end may come some milliseconds late.
/// </summary>
internal static class Detached
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Causes the event until it is not seen any more, and then once more.</summary>
    public static void ShouldSeeNoMore(Action cause, Func<ulong> count)
    {
        SpinWait.SpinUntil(() => !IsSeen(cause, count), Patience).ShouldBeTrue("the event is still seen");
        IsSeen(cause, count).ShouldBeFalse();
    }

    /// <summary>Waits for something that comes with the end of a link.</summary>
    public static void ShouldBecome<T>(Func<T> actual, T expected)
    {
        SpinWait.SpinUntil(() => Equals(actual(), expected), Patience);
        actual().ShouldBe(expected);
    }

    private static bool IsSeen(Action cause, Func<ulong> count)
    {
        ulong before = count();
        cause();
        return count() != before;
    }
}
