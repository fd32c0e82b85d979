// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Hornet.Objects;
using Hornet.Runtime;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Tracing;

/// <summary>The examples of docs/tracing-hooks.md, run for real.</summary>
public sealed class TracingPageTests
{
    private static string Objects => TestFiles.InRepository("tests", "fixtures", "objects", "tracing");

    [Fact]
    public void The_page_shows_these_examples() =>
        DocumentationExamples.MissingFrom("docs/tracing-hooks.md", "tests/Hornet.Linux.Tests/Tracing/TracingPageTests.cs").ShouldBeEmpty();

    [KernelFact]
    public void A_tracepoint_counts_executions()
    {
        TraceFileSystemMount.Ensure();
        string path = Path.Combine(Objects, "trace_hooks.o");
        var Console = new StringWriter();

        // example: tracepoint
        using var kernel = new LinuxKernel();
        using KernelObject live = kernel.Load(BpfObject.Load(path), new KernelLoadOptions { Programs = ["on_exec"] });

        using KernelLink link = live.Program("on_exec").Attach();   // SEC("tp/sched/sched_process_exec")
        using Process child = Process.Start("/bin/true");
        child.WaitForExit();
        HashMap<int, ulong> executions = live.Maps.Hash<int, ulong>("executions");
        Console.WriteLine($"{link.Target}: {executions[child.Id]}");
        // end
        Console.ToString().ShouldBe("tracepoint/sched/sched_process_exec: 1\n");
    }

    [KernelFact]
    public void Targets_say_more_than_section_names()
    {
        using TracedObject traced = TracedObject.Load("trace_uprobes", "on_enter", "on_multi");
        var Console = new StringWriter();
        KernelProgram program = traced.Program("on_enter"), manyFunctions = traced.Program("on_multi");

        // example: targets
        using KernelLink one = program.Attach(new UprobeTarget("libc.so.6", "getaddrinfo") { Process = Environment.ProcessId, Cookie = 7 });
        using KernelLink many = manyFunctions.Attach(new UprobeMultiTarget("libc.so.6") { Pattern = "str[nl]*", Process = Environment.ProcessId });
        Console.WriteLine($"{one.Target}, {many.Target}");
        // end
        Console.ToString().ShouldBe($"uprobe/libc.so.6:getaddrinfo of process {Environment.ProcessId}, uprobe.multi/libc.so.6:str[nl]* of process {Environment.ProcessId}\n");
        many.GetInfo().ShouldBeOfType<UprobeMultiLinkInfo>();
    }

    [KernelFact]
    public void A_profile_samples_every_cpu()
    {
        using TracedObject traced = TracedObject.Load("trace_events", "on_any");
        KernelProgram program = traced.Program("on_any");

        // example: profile
        using KernelLink profile = program.Attach(PerfEventTarget.Software(SoftwareEvent.CpuClock) with { Frequency = 99 });
        // end
        profile.Target.ToString().ShouldBe("perf_event/cpu-clock at 99 Hz");
    }

    [KernelFact]
    public void An_iterator_is_read()
    {
        string path = Path.Combine(Objects, "trace_iterators.o");
        var Console = new StringWriter();

        // example: iterator
        using var kernel = new LinuxKernel();
        using KernelObject live = kernel.Load(BpfObject.Load(path), new KernelLoadOptions { Programs = ["list_elements"] });
        live.Maps.Hash<uint, ulong>("numbers")[7] = 49;

        using var link = (IteratorLink)live.Program("list_elements").Attach(new IteratorTarget { Map = live.Map("numbers") });
        Console.Write(link.ReadText());                             // 7=49
        // end
        Console.ToString().ShouldBe("7=49\n");
        link.ReadText().ShouldBe("7=50\n"); // the program counts how often it showed a value
    }
}
