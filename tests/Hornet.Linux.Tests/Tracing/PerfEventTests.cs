// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Hornet.Bytecode;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Tracing;

/// <summary>Counters whose overflows run a program.</summary>
public sealed unsafe class PerfEventTests
{
    [KernelTheory]
    [InlineData(ProbeAttachMode.Link)]
    [InlineData(ProbeAttachMode.PerfEvent)]
    public void A_busy_thread_is_sampled_about_as_often_as_asked_for(ProbeAttachMode mode)
    {
        using TracedObject programs = TracedObject.Load("trace_events", "on_sample");
        PerfEventTarget target = PerfEventTarget.Software(SoftwareEvent.CpuClock) with { Period = 1_000_000, Thread = TracedCalls.GetThread(), Mode = mode };
        ulong count;
        using (KernelLink link = programs.Program("on_sample").Attach(target))
        {
            TimeSpan busy = Burn(TimeSpan.FromMilliseconds(150));
            count = programs.Record(0).Count;

            // Each millisecond of the thread's time is a sample, but for some that a busy machine may lose.
            count.ShouldBeInRange((ulong)busy.TotalMilliseconds / 3, (ulong)busy.TotalMilliseconds + 20);
            (programs.Record(0).First, programs.Record(0).Thread).ShouldBe((1_000_000UL, (ulong)TracedCalls.GetThread()));
            link.Target.ToString().ShouldBe($"perf_event/cpu-clock every 1000000 of thread {TracedCalls.GetThread()}");
            link.ShouldNotBeOfType<LinkGroup>();
            count = programs.Record(0).Count;
        }

        Detached.ShouldSeeNoMore(() => Burn(TimeSpan.FromMilliseconds(30)), () => programs.Record(0).Count);
    }

    [KernelFact]
    public void Every_cpu_is_sampled_at_a_frequency()
    {
        using var traced = new TracedProgram();
        using TracedObject programs = TracedObject.Load("trace_events", "on_any");
        using (KernelLink link = programs.Program("on_any").Attach(PerfEventTarget.Software(SoftwareEvent.CpuClock) with { Frequency = 999 }))
        {
            LinkGroup group = link.ShouldBeOfType<LinkGroup>();
            group.Links.Length.ShouldBe(PerfEventTarget.ParseCpus(File.ReadAllText("/sys/devices/system/cpu/online")).Length);
            traced.Do("burn 200").ShouldBe("200000000");
            Samples(programs, traced.Id).ShouldBeGreaterThan(5UL);
            Should.Throw<BpfException>(() => link.Pin("/sys/fs/bpf/hornet-never")).Message.ShouldContain("its attachments have a kernel link each; pin those (Links)");
        }

        Detached.ShouldSeeNoMore(() => traced.Do("burn 50"), () => Samples(programs, traced.Id));
    }

    [KernelTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_process_is_sampled_and_with_inheritance_those_it_starts(bool inherit)
    {
        const string Busy = "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; echo $$";
        using TracedObject programs = TracedObject.Load("trace_events", "on_any");
        using Process shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"read line; {Busy}; sh -c '{Busy}'; read line"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        try
        {
            PerfEventTarget target = PerfEventTarget.Software(SoftwareEvent.TaskClock) with { Period = 1_000_000, Process = shell.Id, Inherit = inherit };
            using KernelLink link = programs.Program("on_any").Attach(target);
            shell.StandardInput.WriteLine();
            shell.StandardOutput.ReadLine().ShouldBe(shell.Id.ToString(CultureInfo.InvariantCulture));
            int child = int.Parse(shell.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
            Samples(programs, shell.Id).ShouldBeGreaterThan(5UL);
            child.ShouldNotBe(shell.Id);
            if (inherit)
                Samples(programs, child).ShouldBeGreaterThan(5UL);
            else
                Samples(programs, child).ShouldBe(0UL);
            Samples(programs, Environment.ProcessId).ShouldBe(0UL);
        }
        finally
        {
            shell.Kill();
            shell.WaitForExit();
        }
    }

    [KernelFact]
    public void Each_page_fault_runs_the_program_once()
    {
        using TracedObject programs = TracedObject.Load("trace_events", "on_sample");
        const int Pages = 256;
        int size = Environment.SystemPageSize;
        byte* memory = (byte*)NativeMethods.MemoryMap(null, (nuint)(Pages * size), NativeMethods.ProtectReadWrite, NativeMethods.MapPrivate | NativeMethods.MapAnonymous, -1, 0);
        try
        {
            TracedCalls.AdviseMemory(memory, (nuint)(Pages * size), TracedCalls.NoHugePages);
            ulong count;
            using (programs.Program("on_sample").Attach(PerfEventTarget.Software(SoftwareEvent.PageFaults) with { Thread = TracedCalls.GetThread(), Cookie = 17 }))
            {
                Touch(memory, Pages, size);
                count = programs.Record(0).Count;
            }

            // The runtime itself may fault a few pages in.
            count.ShouldBeInRange((ulong)Pages, Pages + 64UL);
            programs.Record(0).Cookie.ShouldBe(17UL);
        }
        finally
        {
            _ = NativeMethods.MemoryUnmap(memory, (nuint)(Pages * size));
        }
    }

    [KernelFact]
    public void A_breakpoint_sees_each_write_of_a_variable()
    {
        using TracedObject programs = TracedObject.Load("trace_events", "on_sample");
        int* variable = (int*)NativeMemory.AlignedAlloc(64, 64);
        try
        {
            PerfEventTarget target = PerfEventTarget.Breakpoint((ulong)variable, 4, BreakpointAccess.Write) with { Thread = TracedCalls.GetThread(), ExcludeKernel = true };
            using (programs.Program("on_sample").Attach(target))
            {
                Volatile.Write(ref variable[0], 1);
                Volatile.Write(ref variable[1], 2); // beside it
                Volatile.Write(ref variable[0], 3);
                Volatile.Read(ref variable[0]).ShouldBe(3);
                programs.Record(0).Count.ShouldBe(2UL);
            }

            Detached.ShouldSeeNoMore(() => Volatile.Write(ref variable[0], 4), () => programs.Record(0).Count);
        }
        finally
        {
            NativeMemory.AlignedFree(variable);
        }
    }

    [KernelFact]
    public void What_cannot_be_counted_is_refused_with_the_reason()
    {
        using TracedObject programs = TracedObject.Load("trace_events", "on_sample");
        KernelProgram program = programs.Program("on_sample");
        Should.Throw<BpfException>(() => program.Attach()).Message.ShouldContain("its section does not tell which event; give one, such as PerfEventTarget.Software(SoftwareEvent.CpuClock) with a frequency");
        Should.Throw<BpfException>(() => program.Attach(PerfEventTarget.Software(SoftwareEvent.CpuClock))).Message.ShouldContain("give a period or a frequency");
        Should.Throw<BpfException>(() => program.Attach(PerfEventTarget.Software(SoftwareEvent.CpuClock) with { Period = 1, Frequency = 1 })).Message.ShouldContain("not both");
        Should.Throw<BpfException>(() => PerfEventTarget.Unit("no-such-unit", 0)).Message.ShouldContain("this machine has none of that name");
        Should.Throw<SystemCallException>(() => program.Attach(PerfEventTarget.Breakpoint(0x1001, 8, BreakpointAccess.Write) with { Thread = TracedCalls.GetThread() })).Hint.ShouldContain("not aligned");
        int gone;
        using (var traced = new TracedProgram())
            gone = traced.Id;
        SystemCallException vanished = Should.Throw<SystemCallException>(() => program.Attach(PerfEventTarget.Software(SoftwareEvent.PageFaults) with { Process = gone }));
        (vanished.Errno, vanished.Hint).ShouldBe((3, $"there is no process {gone} (any more)"));
        if (!Directory.Exists("/sys/bus/event_source/devices/cpu"))
        {
            Should.Throw<SystemCallException>(() => program.Attach(PerfEventTarget.Hardware(HardwareEvent.CpuCycles) with { Frequency = 99 })).Hint
                .ShouldStartWith("this machine has no such hardware counter (virtual machines often have none)");
            Should.Throw<SystemCallException>(() => program.Attach(PerfEventTarget.Cache(HardwareCache.LastLevel) with { Period = 1000 })).Hint.ShouldStartWith("this machine has no such hardware counter");
            Should.Throw<SystemCallException>(() => program.Attach(PerfEventTarget.Raw(0x1c2) with { Period = 1000 })).Hint.ShouldStartWith("this machine has no such hardware counter");
        }
    }

    [Fact]
    public void Events_are_named_as_perf_names_them()
    {
        PerfEventTarget.Software(SoftwareEvent.PageFaults).ToString().ShouldBe("perf_event/page-faults");
        (PerfEventTarget.Hardware(HardwareEvent.CpuCycles) with { Frequency = 99, Cpu = 1 }).ToString().ShouldBe("perf_event/cpu-cycles at 99 Hz on CPU 1");
        PerfEventTarget.Raw(0x1c2).ToString().ShouldBe("perf_event/r1c2");
        PerfEventTarget.Breakpoint(0x1000, 4, BreakpointAccess.Write).ToString().ShouldBe("perf_event/mem:0x1000/4");
        PerfEventTarget.ParseCpus("0-2,5,7-8\n").ShouldBe([0, 1, 2, 5, 7, 8]);
    }

    private static ulong Samples(TracedObject programs, int process)
    {
        byte[] count = new byte[8];
        return programs.Map("samples").Lookup(BitConverter.GetBytes(process), count) ? BitConverter.ToUInt64(count) : 0;
    }

    /// <summary>Keeps the thread busy until it has run for a time, however busy the machine is.</summary>
    private static TimeSpan Burn(TimeSpan time)
    {
        long started = Stopwatch.GetTimestamp();
        TimeSpan start = TracedCalls.ThreadTime();
        while (TracedCalls.ThreadTime() - start < time && Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(1))
        {
        }

        return TracedCalls.ThreadTime() - start;
    }

    private static void Touch(byte* memory, int pages, int size)
    {
        for (int i = 0; i < pages; i++)
            Volatile.Write(ref memory[i * size], 1);
    }
}
