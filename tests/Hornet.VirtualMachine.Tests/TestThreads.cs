// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>Work on several threads at a time.</summary>
internal static class TestThreads
{
    /// <summary>Does work on threads of its own, waits for them, and fails when one failed or hangs.</summary>
    /// <param name="count">How many threads.</param>
    /// <param name="work">What each does; it gets its number, from 0.</param>
    public static void Run(int count, Action<int> work)
    {
        Exception? failure = null;
        Thread[] threads = [.. Enumerable.Range(0, count).Select(number => new Thread(() =>
        {
            try
            {
                work(number);
            }
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref failure, exception, null);
            }
        }) { IsBackground = true })];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join(TimeSpan.FromSeconds(60)).ShouldBeTrue("a thread hangs");
        failure.ShouldBeNull();
    }
}
