// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>
/// Overflows of a performance counter, for programs of the type <see cref="ProgramType.PerfEvent"/>: every so many events, or so many times a second, the program
/// runs where the event happened. Made by <see cref="Software"/>, <see cref="Hardware"/>, <see cref="Cache"/>, <see cref="Raw"/>, <see cref="Breakpoint"/> and
/// <see cref="Unit"/>.
/// </summary>
/// <remarks>Without further options every task on every CPU is watched, with one event for each CPU that is online now.</remarks>
/// <example><code>using KernelLink link = program.Attach(PerfEventTarget.Software(SoftwareEvent.CpuClock) with { Frequency = 99 });</code></example>
public sealed record PerfEventTarget : KernelTarget
{
    private const uint HardwareType = 0, SoftwareType = 1, CacheType = 3, RawType = 4, BreakpointType = 5;

    private readonly string _name;
    private readonly uint _type;
    private readonly ulong _config, _config1, _config2;
    private readonly uint _breakpoint;
    private readonly bool _isClock;

    private PerfEventTarget(string name, uint type, ulong config, ulong config1 = 0, ulong config2 = 0, uint breakpoint = 0, bool isClock = false)
    {
        _name = name;
        _type = type;
        _config = config;
        _config1 = config1;
        _config2 = config2;
        _breakpoint = breakpoint;
        _isClock = isClock;
    }

    /// <summary>The program runs at every so manieth event; for clocks a time in nanoseconds. 0 where <see cref="Frequency"/> is given; otherwise 0 means 1, except for clocks and hardware.</summary>
    public ulong Period { get; init; }

    /// <summary>How many times a second the program runs, about; the kernel adapts the period, and <c>/proc/sys/kernel/perf_event_max_sample_rate</c> is the limit.</summary>
    public ulong Frequency { get; init; }

    /// <summary>The one process to watch: its threads as they are when attaching, and with <see cref="Inherit"/> those they start; 0 for all processes.</summary>
    public int Process { get; init; }

    /// <summary>The one thread to watch; 0 for all.</summary>
    public int Thread { get; init; }

    /// <summary>The one CPU to watch, or null for all.</summary>
    public int? Cpu { get; init; }

    /// <summary>Whether threads and processes that the watched ones start are watched too.</summary>
    public bool Inherit { get; init; }

    /// <summary>Whether events in user space are left out.</summary>
    public bool ExcludeUser { get; init; }

    /// <summary>Whether events in the kernel are left out.</summary>
    public bool ExcludeKernel { get; init; }

    /// <summary>What <c>bpf_get_attach_cookie</c> answers in the program; 0 for none. Linux 5.15 and later.</summary>
    public ulong Cookie { get; init; }

    /// <summary>By which interface of the kernel. <see cref="ProbeAttachMode.TraceFileSystem"/> is the same as <see cref="ProbeAttachMode.PerfEvent"/> here.</summary>
    public ProbeAttachMode Mode { get; init; }

    internal override bool CanReplaceProgram => false;

    /// <summary>An event that the kernel itself counts; every kernel and machine has these.</summary>
    public static PerfEventTarget Software(SoftwareEvent softwareEvent) =>
        new(Name(softwareEvent), SoftwareType, (ulong)softwareEvent, isClock: softwareEvent is SoftwareEvent.CpuClock or SoftwareEvent.TaskClock);

    /// <summary>An event that processors of every kind count.</summary>
    public static PerfEventTarget Hardware(HardwareEvent hardwareEvent) => new(Name(hardwareEvent), HardwareType, (ulong)hardwareEvent);

    /// <summary>Accesses of a cache of the processor.</summary>
    /// <param name="cache">The cache.</param>
    /// <param name="access">Which accesses.</param>
    /// <param name="misses">Whether only misses count.</param>
    public static PerfEventTarget Cache(HardwareCache cache, HardwareCacheAccess access = HardwareCacheAccess.Read, bool misses = true) =>
        new($"{Name(cache)}-{Name(access)}{(misses ? "-misses" : "")}", CacheType, (ulong)cache | ((ulong)access << 8) | (misses ? 1UL << 16 : 0));

    /// <summary>An event by the number that the processor's manual gives it.</summary>
    public static PerfEventTarget Raw(ulong config) => new($"r{config:x}", RawType, config);

    /// <summary>Accesses of a place in memory, of the watched process or thread, or with an address of the kernel.</summary>
    /// <param name="address">The address.</param>
    /// <param name="length">How many bytes: 1, 2, 4 or 8; for <see cref="BreakpointAccess.Execute"/> the size of an address.</param>
    /// <param name="access">Which accesses.</param>
    public static PerfEventTarget Breakpoint(ulong address, int length, BreakpointAccess access) =>
        new($"mem:0x{address:x}/{length}", BreakpointType, 0, address, (ulong)length, (uint)access);

    /// <summary>An event of another unit that <c>/sys/bus/event_source/devices</c> lists.</summary>
    /// <param name="unit">The unit, for example <c>msr</c>.</param>
    /// <param name="config">The event's settings, as its <c>format</c> and <c>events</c> folders tell.</param>
    /// <param name="config1">More settings.</param>
    /// <param name="config2">More settings.</param>
    /// <exception cref="BpfException">This machine does not have the unit.</exception>
    public static PerfEventTarget Unit(string unit, ulong config, ulong config1 = 0, ulong config2 = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(unit);
        uint type = PerfEvent.UnitType(unit) ?? throw new BpfException($"Looking for the performance unit '{unit}': this machine has none of that name (/sys/bus/event_source/devices lists them).");
        return new PerfEventTarget($"{unit}/config=0x{config:x}/", type, config, config1, config2);
    }

    /// <summary>The section name of such a program, and the event.</summary>
    public override string ToString()
    {
        string rate = Frequency != 0 ? string.Create(CultureInfo.InvariantCulture, $" at {Frequency} Hz") : Period > 1 ? string.Create(CultureInfo.InvariantCulture, $" every {Period}") : "";
        string where = Cpu is { } cpu ? string.Create(CultureInfo.InvariantCulture, $" on CPU {cpu}") : "";
        return $"perf_event/{_name}{rate}{UprobeTarget.ProcessText(Process)}{(Thread == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" of thread {Thread}"))}{where}";
    }

    internal override KernelLink Attach(KernelProgram program)
    {
        RequireType(program, ProgramType.PerfEvent);
        PerfEventAttributes attributes = Attributes(program);
        List<Func<KernelLink?>> attachments = [];
        foreach (int task in Tasks(program))
        {
            // An event of every CPU needs a task; without one, each CPU has its own.
            int[] cpus = Cpu is { } cpu ? [cpu] : task == PerfEvent.AnyProcess ? OnlineCpus() : [PerfEvent.AnyCpu];
            attachments.AddRange(cpus.Select(each => (Func<KernelLink?>)(() => AttachOne(program, attributes, task, each))));
        }

        if (attachments is [var only] && only() is { } single)
            return single;
        LinkGroup group = LinkGroup.Create(program, this, attachments);
        return group.Links.Length > 0 ? group : throw NoProcess(program);
    }

    /// <summary>The CPUs of a list such as <c>0-3,5</c>.</summary>
    internal static int[] ParseCpus(string list) =>
    [
        .. list.Trim().Split(',', StringSplitOptions.RemoveEmptyEntries).SelectMany(range =>
        {
            string[] ends = range.Split('-');
            int first = int.Parse(ends[0], CultureInfo.InvariantCulture);
            return Enumerable.Range(first, int.Parse(ends[^1], CultureInfo.InvariantCulture) - first + 1);
        }),
    ];

    private static int[] OnlineCpus() => ParseCpus(File.ReadAllText("/sys/devices/system/cpu/online"));

    private static string Name<T>(T value)
        where T : struct, Enum => string.Concat(value.ToString().Select((letter, i) => char.IsUpper(letter) && i > 0 ? $"-{char.ToLowerInvariant(letter)}" : char.ToLowerInvariant(letter).ToString()));

    /// <summary>Attaches to one event; null for a thread of the process that has ended since its threads were listed.</summary>
    private KernelLink? AttachOne(KernelProgram program, in PerfEventAttributes attributes, int task, int cpu)
    {
        try
        {
            return PerfEvent.Attach(program, this, PerfEvent.Open(Attaching(program), attributes, task, cpu, LikelyCause), Cookie, Mode);
        }
        catch (SystemCallException error) when (error.Errno == SyscallErrors.NoProcess && Process != 0)
        {
            return null;
        }
    }

    private SystemCallException NoProcess(KernelProgram program) =>
        new(Attaching(program), string.Create(CultureInfo.InvariantCulture, $"reading /proc/{Process}/task"), SyscallErrors.NoProcess, $"there is no process {Process} (any more)");

    private PerfEventAttributes Attributes(KernelProgram program)
    {
        if (Period != 0 && Frequency != 0)
            throw new BpfException($"{Attaching(program)}: give a period or a frequency, not both.");
        if (Period == 0 && Frequency == 0 && (_isClock || _type is HardwareType or CacheType or RawType))
            throw new BpfException($"{Attaching(program)}: give a period or a frequency; without one the program would run at every single count.");
        if (Process != 0 && Thread != 0)
            throw new BpfException($"{Attaching(program)}: give a process or a thread, not both.");
        return new PerfEventAttributes
        {
            Type = _type,
            Config = _config,
            Config1 = _config1,
            Config2 = _config2,
            BreakpointType = _breakpoint,
            SamplePeriod = Frequency != 0 ? Frequency : Math.Max(Period, 1),
            Flags = PerfEventAttributes.Disabled
                | (Frequency != 0 ? PerfEventAttributes.Frequency : 0)
                | (Inherit ? PerfEventAttributes.Inherit : 0)
                | (ExcludeUser ? PerfEventAttributes.ExcludeUser : 0)
                | (ExcludeKernel ? PerfEventAttributes.ExcludeKernel : 0),
        };
    }

    /// <summary>The tasks to watch: the kernel's events are of threads.</summary>
    private int[] Tasks(KernelProgram program)
    {
        if (Thread != 0)
            return [Thread];
        if (Process == 0)
            return [PerfEvent.AnyProcess];
        string folder = string.Create(CultureInfo.InvariantCulture, $"/proc/{Process}/task");
        try
        {
            return [.. Directory.EnumerateDirectories(folder).Select(path => int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture))];
        }
        catch (DirectoryNotFoundException)
        {
            throw NoProcess(program);
        }
    }

    private string LikelyCause(int errno) => errno switch
    {
        SyscallErrors.NoProcess => "there is no such process or thread (any more)",
        SyscallErrors.NoEntry or SyscallErrors.NotSupported or SyscallErrors.NoDevice when _type is HardwareType or CacheType or RawType =>
            "this machine has no such hardware counter (virtual machines often have none); software events such as cpu-clock are everywhere",
        SyscallErrors.NoEntry => "this kernel does not have the event",
        SyscallErrors.NoSpace => "all breakpoints of the processor are in use (x86 has four)",
        SyscallErrors.Invalid when _type == BreakpointType => "the address is not aligned to the length, the length or the access is not one that the processor has (x86: 1, 2, 4 or 8 bytes; writes, or reads and writes, or execution)",
        SyscallErrors.Invalid => "the settings do not go together, or the frequency is above /proc/sys/kernel/perf_event_max_sample_rate",
        SyscallErrors.NotSupported => "the event cannot interrupt at overflow, so it can run no program",
        _ => "",
    };
}
