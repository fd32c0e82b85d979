// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>
/// The thread that compiles programs which have become hot: one in the process, below normal priority, started when there is something to do and gone
/// when there has been nothing for a while.
/// </summary>
internal static class BackgroundCompiler
{
    /// <summary>The most programs that wait at a time; others stay in the interpreter and ask again.</summary>
    public const int Capacity = 256;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly object Gate = new();
    private static readonly Queue<ProgramTier> Waiting = new();
    private static bool _isRunning;

    /// <summary>Adds a program to those that wait.</summary>
    /// <returns>Whether there was room.</returns>
    public static bool TryAdd(ProgramTier tier)
    {
        lock (Gate)
        {
            if (Waiting.Count >= Capacity)
            {
                return false;
            }

            Waiting.Enqueue(tier);
            Wake();
            return true;
        }
    }

    private static void Wake()
    {
        if (_isRunning)
        {
            Monitor.Pulse(Gate);
            return;
        }

        _isRunning = true;
        new Thread(Work) { IsBackground = true, Priority = ThreadPriority.BelowNormal, Name = "Hornet compiler" }.Start();
    }

    private static void Work()
    {
        while (true)
        {
            ProgramTier? next;
            lock (Gate)
            {
                if (Waiting.Count == 0 && !Monitor.Wait(Gate, Patience) && Waiting.Count == 0)
                {
                    _isRunning = false;
                    return;
                }

                if (!Waiting.TryDequeue(out next))
                {
                    continue;
                }
            }

            next.CompileInBackground();
        }
    }
}
