// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>Performance events as the carriers of programs: tracepoints, kprobes, uprobes, counters and samplers.</summary>
internal static unsafe class PerfEvent
{
    /// <summary>The number of a task that means every task.</summary>
    public const int AnyProcess = -1;

    /// <summary>The number of a CPU that means every CPU.</summary>
    public const int AnyCpu = -1;

    /// <summary><c>PERF_TYPE_TRACEPOINT</c>.</summary>
    public const uint TracepointType = 2;

    /// <summary>Opens an event.</summary>
    /// <param name="doing">What for.</param>
    /// <param name="attributes">What is counted.</param>
    /// <param name="process">In which task, <see cref="AnyProcess"/> for all, 0 for the calling thread.</param>
    /// <param name="cpu">On which CPU, <see cref="AnyCpu"/> for all, which needs a task.</param>
    /// <param name="likelyCause">What an error number most often means here; an empty text for nothing known. Null knows nothing.</param>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public static BpfHandle Open(string doing, PerfEventAttributes attributes, int process, int cpu, Func<int, string>? likelyCause = null)
    {
        attributes.Size = (uint)sizeof(PerfEventAttributes);
        long fd = NativeMethods.PerfEventOpen(NativeMethods.PerfEventOpenNumber, &attributes, process, cpu, -1, NativeMethods.PerfCloseOnExec);
        if (fd >= 0)
            return new BpfHandle((int)fd);
        int errno = Marshal.GetLastPInvokeError();
        string hint = likelyCause?.Invoke(errno) ?? "";
        throw new SystemCallException(doing, "perf_event_open", errno, hint.Length > 0 ? hint : CommonCause(errno));
    }

    /// <summary>Attaches a program to an event, by a BPF link where the kernel has those for events.</summary>
    /// <param name="program">The program.</param>
    /// <param name="target">What the event stands for.</param>
    /// <param name="perfEvent">The event; it is the link's from now on, and is closed when attaching fails.</param>
    /// <param name="cookie">What <c>bpf_get_attach_cookie</c> answers; 0 for none.</param>
    /// <param name="mode">By which interface.</param>
    /// <param name="cleanUp">What is to be done after detaching, also when attaching fails.</param>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public static KernelLink Attach(KernelProgram program, KernelTarget target, BpfHandle perfEvent, ulong cookie, ProbeAttachMode mode, Action? cleanUp = null)
    {
        BpfHandle? link = null;
        try
        {
            link = mode is ProbeAttachMode.Auto or ProbeAttachMode.Link ? Link(program, target, perfEvent, cookie, mode) : null;
            if (link is null)
                Set(program, target, perfEvent, cookie);
            Enable(program, target, perfEvent);
            if (link is null || cleanUp is not null)
                return new PerfEventLink(program, target, perfEvent, link, cleanUp);
            perfEvent.Dispose(); // the kernel's link keeps the event
            return new BpfLink(program, target, link);
        }
        catch
        {
            link?.Dispose();
            perfEvent.Dispose();
            cleanUp?.Invoke();
            throw;
        }
    }

    /// <summary>The number of a unit in sysfs, or null where the kernel does not have it.</summary>
    public static uint? UnitType(string unit)
    {
        string path = $"/sys/bus/event_source/devices/{unit}/type";
        return File.Exists(path) && uint.TryParse(File.ReadAllText(path).AsSpan().Trim(), out uint type) ? type : null;
    }

    /// <summary>Which bit of <c>config</c> a format entry <c>config:N</c> of a unit in sysfs names (the first of a range), or null where there is none.</summary>
    public static int? FormatBit(string unit, string entry)
    {
        string path = $"/sys/bus/event_source/devices/{unit}/format/{entry}";
        if (!File.Exists(path))
            return null;
        string text = File.ReadAllText(path).Trim();
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string bits = text[(colon + 1)..].Split('-', ',')[0];
        return int.TryParse(bits, out int bit) ? bit : null;
    }

    /// <summary>Links by <c>BPF_LINK_CREATE</c>; null on kernels before 5.15, which cannot.</summary>
    private static BpfHandle? Link(KernelProgram program, KernelTarget target, BpfHandle perfEvent, ulong cookie, ProbeAttachMode mode)
    {
        var attributes = new LinkCreateAttributes
        {
            ProgramFd = (uint)program.Handle.FileDescriptor,
            Target = (uint)perfEvent.FileDescriptor,
            AttachType = (uint)AttachType.PerfEvent,
            PerfCookie = cookie,
        };
        int fd = BpfSyscall.Call(BpfCommand.LinkCreate, ref attributes);
        if (fd >= 0)
            return new BpfHandle(fd);
        if (fd == -SyscallErrors.Invalid && mode == ProbeAttachMode.Auto && !HasLinks(program))
            return null;
        throw new BpfSyscallException(target.Attaching(program), BpfCommand.LinkCreate, -fd, likelyCause: LinkCause(-fd));
    }

    /// <summary>Whether this kernel has links for events: those that have look at the descriptor first, and find it bad.</summary>
    private static bool HasLinks(KernelProgram program)
    {
        var attributes = new LinkCreateAttributes
        {
            ProgramFd = (uint)program.Handle.FileDescriptor,
            Target = uint.MaxValue,
            AttachType = (uint)AttachType.PerfEvent,
        };
        return BpfSyscall.Call(BpfCommand.LinkCreate, ref attributes) == -SyscallErrors.BadDescriptor;
    }

    private static void Set(KernelProgram program, KernelTarget target, BpfHandle perfEvent, ulong cookie)
    {
        if (cookie != 0)
            throw new BpfException($"{target.Attaching(program)}: a cookie needs a BPF link on the event, which this way of attaching does not make and kernels before 5.15 do not have; attach without a cookie.");
        if (NativeMethods.InputOutputControl(perfEvent.FileDescriptor, NativeMethods.PerfSetBpf, program.Handle.FileDescriptor) < 0)
        {
            int errno = Marshal.GetLastPInvokeError();
            throw new SystemCallException(target.Attaching(program), "ioctl(PERF_EVENT_IOC_SET_BPF)", errno, LinkCause(errno));
        }
    }

    private static void Enable(KernelProgram program, KernelTarget target, BpfHandle perfEvent)
    {
        if (NativeMethods.InputOutputControl(perfEvent.FileDescriptor, NativeMethods.PerfEnable, 0) < 0)
            throw new SystemCallException(target.Attaching(program), "ioctl(PERF_EVENT_IOC_ENABLE)", Marshal.GetLastPInvokeError());
    }

    private static string LinkCause(int errno) => errno switch
    {
        SyscallErrors.Invalid => "the program's type or the hook it was loaded for does not go with this event",
        SyscallErrors.AccessDenied => "the program reads more of its context than this tracepoint has",
        SyscallErrors.TooBig => "as many programs as the kernel allows (64) are attached to this event",
        SyscallErrors.Exists => "the event has a program already",
        _ => "",
    };

    private static string CommonCause(int errno) => errno switch
    {
        SyscallErrors.NotPermitted when KernelEnvironment.Read().Lockdown == Lockdown.Confidentiality =>
            "the kernel is locked down (confidentiality), which forbids to trace it; start it without lockdown=confidentiality",
        SyscallErrors.NotPermitted or SyscallErrors.AccessDenied =>
            "missing privilege: run as root or with CAP_PERFMON; /proc/sys/kernel/perf_event_paranoid says how strict the kernel is",
        SyscallErrors.NotImplemented => "this kernel was built without performance events (CONFIG_PERF_EVENTS)",
        SyscallErrors.NoProcess => "there is no such process or thread; it may have ended",
        _ => "",
    };
}
