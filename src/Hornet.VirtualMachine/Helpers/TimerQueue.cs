// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>
/// The timers of a machine by the address of their <c>struct bpf_timer</c>. Time stands still between runs: timers fire only when
/// <see cref="TakeDue"/> is asked for them, earliest first, so that the same calls give the same results.
/// </summary>
internal sealed unsafe class TimerQueue
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, Timer> _timers = [];
    private readonly SortedSet<Timer> _armed = new(Timer.ByTime);
    private ulong _sequence;

    /// <summary>When the next timer fires, in nanoseconds of the monotonic clock; null when none is armed.</summary>
    public ulong? NextDue
    {
        get
        {
            lock (_lock)
                return _armed.Min?.Due;
        }
    }

    /// <summary><c>bpf_timer_init</c>: 0, or <c>-EBUSY</c> when it is initialised already.</summary>
    public int Initialise(ulong* field, NativeMap map, byte* value, bool isRealtime)
    {
        lock (_lock)
        {
            if (!_timers.TryAdd((ulong)field, new Timer((ulong)field, map, (ulong)value, isRealtime)))
                return -Errno.EBUSY;
            // The kernel keeps a pointer here; programs see that there is something.
            *field = ++_sequence;
            return 0;
        }
    }

    /// <summary><c>bpf_timer_set_callback</c>: 0, or <c>-EINVAL</c> for a timer that is not initialised.</summary>
    public int SetCallback(ulong* field, ProgramCode code, ulong callback)
    {
        lock (_lock)
        {
            if (!_timers.TryGetValue((ulong)field, out Timer? timer))
                return -Errno.EINVAL;
            timer.Code = code;
            timer.Callback = callback;
            return 0;
        }
    }

    /// <summary><c>bpf_timer_start</c>: 0, or <c>-EINVAL</c> for a timer without a function to call.</summary>
    public int Start(ulong* field, ulong nanoseconds, bool isAbsolute, ProgramRun run)
    {
        lock (_lock)
        {
            if (!_timers.TryGetValue((ulong)field, out Timer? timer) || timer.Code is null)
                return -Errno.EINVAL;

            ulong now = run.MonotonicNanoseconds;
            ulong due;
            if (!isAbsolute)
            {
                due = now > ulong.MaxValue - nanoseconds ? ulong.MaxValue : now + nanoseconds;
            }
            else if (timer.IsRealtime)
            {
                ulong wall = run.WallClockNanoseconds;
                due = nanoseconds > wall ? now + (nanoseconds - wall) : now;
            }
            else
            {
                due = nanoseconds;
            }

            _armed.Remove(timer);
            timer.Due = due;
            timer.Order = ++_sequence;
            _armed.Add(timer);
            return 0;
        }
    }

    /// <summary><c>bpf_timer_cancel</c>: 1 when it was armed, 0 when not, <c>-EINVAL</c> for a timer that is not initialised.</summary>
    public int Cancel(ulong* field)
    {
        lock (_lock)
        {
            if (!_timers.TryGetValue((ulong)field, out Timer? timer))
                return -Errno.EINVAL;
            timer.Code = null;
            return _armed.Remove(timer) ? 1 : 0;
        }
    }

    /// <summary>Forgets a timer whose map value goes away.</summary>
    public void Release(ulong* field)
    {
        lock (_lock)
        {
            if (_timers.Remove((ulong)field, out Timer? timer))
                _armed.Remove(timer);
            *field = 0;
        }
    }

    /// <summary>Forgets the timers whose functions belong to code that is going away.</summary>
    public void Release(ProgramCode code)
    {
        lock (_lock)
        {
            foreach (Timer timer in _timers.Values)
            {
                if (ReferenceEquals(timer.Code, code))
                {
                    timer.Code = null;
                    _armed.Remove(timer);
                }
            }
        }
    }

    /// <summary>
    /// Takes the earliest timer that is due, disarmed, with the program and function it calls; null when none is. Timers that were started after
    /// <paramref name="mark"/> wait for the next time, so that a timer that starts itself anew does not fire for ever.
    /// </summary>
    public (Timer Timer, ProgramCode Code, ulong Callback)? TakeDue(ulong now, ulong mark)
    {
        lock (_lock)
        {
            foreach (Timer timer in _armed)
            {
                if (timer.Due > now)
                    return null;
                if (timer.Order > mark)
                    continue;
                _armed.Remove(timer);
                return timer.Code is { } code ? (timer, code, timer.Callback) : null;
            }

            return null;
        }
    }

    /// <summary>What timers started so far can be told from later ones by.</summary>
    public ulong Mark
    {
        get
        {
            lock (_lock)
                return _sequence;
        }
    }

    /// <summary>One timer.</summary>
    internal sealed class Timer(ulong field, NativeMap map, ulong value, bool isRealtime)
    {
        public static IComparer<Timer> ByTime { get; } = Comparer<Timer>.Create(
            (left, right) => left.Due != right.Due ? left.Due.CompareTo(right.Due) : left.Order.CompareTo(right.Order));

        /// <summary>The address of the <c>struct bpf_timer</c>.</summary>
        public ulong Field { get; } = field;

        /// <summary>The map it lies in.</summary>
        public NativeMap Map { get; } = map;

        /// <summary>The address of the map value it lies in.</summary>
        public ulong Value { get; } = value;

        /// <summary>Whether absolute times are wall-clock times.</summary>
        public bool IsRealtime { get; } = isRealtime;

        /// <summary>The program its function belongs to.</summary>
        public ProgramCode? Code { get; set; }

        /// <summary>The function to call.</summary>
        public ulong Callback { get; set; }

        /// <summary>When it fires, by the monotonic clock.</summary>
        public ulong Due { get; set; }

        /// <summary>Of timers due at the same time, the one that was started first fires first.</summary>
        public ulong Order { get; set; }
    }
}
