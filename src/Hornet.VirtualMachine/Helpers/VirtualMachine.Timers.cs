// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <content>Timers that programs started with <c>bpf_timer_start</c>.</content>
public sealed unsafe partial class VirtualMachine
{
    private readonly TimerRunner _timers;

    /// <summary>When the next timer fires, in nanoseconds of the monotonic clock; null when none was started.</summary>
    public ulong? NextTimer => Kernel.Timers.NextDue;

    /// <summary>
    /// Calls the functions of all timers that are due, earliest first. Timers never fire by themselves, so that the same calls give the same
    /// results. What a function starts anew fires at the next call at the earliest.
    /// </summary>
    /// <param name="now">The monotonic time in nanoseconds, for example of the packet that is replayed; null takes the machine's clock.</param>
    /// <returns>The timers that fired, in order.</returns>
    /// <exception cref="ExecutionException">A function did something it may not do. Timers behind it are still to fire.</exception>
    public IReadOnlyList<FiredTimer> RunDueTimers(ulong? now = null)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _timers.RunDue(now);
    }

    private void ReleaseTimers(NativeMap map, byte* value)
    {
        foreach (ValueField field in map.Fields.All)
        {
            if (field.Kind == ValueFieldKind.Timer)
                Kernel.Timers.Release((ulong*)(value + field.Offset));
        }
    }
}

/// <summary>A timer that fired.</summary>
/// <param name="Program">The program whose function was called.</param>
/// <param name="Map">The map whose value holds the timer.</param>
/// <param name="Due">When it was due, in nanoseconds of the monotonic clock.</param>
/// <param name="TraceLines">What the function printed.</param>
public sealed record FiredTimer(string Program, string Map, ulong Due, IReadOnlyList<string> TraceLines);
