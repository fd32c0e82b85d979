// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>Calls the functions of timers that are due, on a run of its own.</summary>
internal sealed unsafe class TimerRunner(IProgramEnvironment environment) : IDisposable
{
    private readonly Lock _lock = new();
    private ProgramRun? _run;

    /// <summary>Calls the functions of all timers that are due at a time, or by the machine's clock.</summary>
    public IReadOnlyList<FiredTimer> RunDue(ulong? now)
    {
        lock (_lock)
        {
            TimerQueue timers = environment.Kernel.Timers;
            _run ??= new ProgramRun(environment);
            _run.FixedTime = now;
            ulong time = _run.MonotonicNanoseconds;
            ulong mark = timers.Mark;
            List<FiredTimer> fired = [];
            while (timers.TakeDue(time, mark) is { } due)
            {
                Fire(_run, due.Timer, due.Code, due.Callback);
                fired.Add(new FiredTimer(due.Code.Spec.Name, due.Timer.Map.Name, due.Timer.Due, [.. _run.TraceLines]));
            }

            return fired;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _run?.Dispose();

    private static void Fire(ProgramRun run, TimerQueue.Timer timer, ProgramCode code, ulong callback)
    {
        NativeMap map = timer.Map;
        int keySize = Math.Max(map.KeySize, sizeof(uint));
        run.PrepareMemory(null, 0, isWritable: false, "memory");
        byte* key = run.Scratch.Push(keySize);
        try
        {
            FindKey(map, timer.Value, key);
            run.RunningTimer = timer.Field;
            run.Execute(code, map.Handle, (ulong)key, timer.Value, (Operation*)callback);
        }
        finally
        {
            run.RunningTimer = 0;
            run.Scratch.Pop(keySize);
        }
    }

    /// <summary>Finds the key of a value, which the kernel has at hand before or instead of it.</summary>
    private static void FindKey(NativeMap map, ulong value, byte* key)
    {
        ElementCursor cursor = default;
        while (map.MoveNext(ref cursor, 0))
        {
            if ((ulong)cursor.Value != value)
                continue;
            if (cursor.Key == null)
                *(uint*)key = cursor.Index;
            else
                Buffer.MemoryCopy(cursor.Key, key, map.KeySize, map.KeySize);
            return;
        }
    }
}
