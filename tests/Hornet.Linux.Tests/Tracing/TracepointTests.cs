// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Hornet.Bytecode;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Tracing;

/// <summary>Tracepoints by perf event, raw, and raw with types.</summary>
public sealed class TracepointTests
{
    private const ulong GetProcessGroupNumber = 121;

    [KernelTheory]
    [InlineData(ProbeAttachMode.Auto)]
    [InlineData(ProbeAttachMode.Link)]
    [InlineData(ProbeAttachMode.PerfEvent)]
    public void A_tracepoint_runs_the_program_until_it_is_disposed(ProbeAttachMode mode)
    {
        TraceFileSystemMount.Ensure();
        using TracedObject traced = TracedObject.Load("trace_hooks", "on_getpgid");
        KernelLink link = traced.Program("on_getpgid").Attach(new TracepointTarget("syscalls", "sys_enter_getpgid") { Mode = mode });
        using (link)
        {
            TracedCalls.GetProcessGroup(0x7ffffff1);
            TracedCalls.GetProcessGroup(0x7ffffff2);
            TraceRecord seen = traced.Record(0);
            (seen.Count, seen.First, seen.Second, seen.Thread, seen.Cookie).ShouldBe((2UL, 0x7ffffff2UL, GetProcessGroupNumber, (ulong)TracedCalls.GetThread(), 0UL));
        }

        Detached.ShouldSeeNoMore(() => TracedCalls.GetProcessGroup(0x7ffffff3), () => traced.Record(0).Count);
        link.ShouldBeOfType(mode == ProbeAttachMode.PerfEvent ? typeof(PerfEventLink) : typeof(BpfLink));
        link.Dispose(); // once more does nothing
    }

    [KernelTheory]
    [InlineData(ProbeAttachMode.Link)]
    [InlineData(ProbeAttachMode.PerfEvent)]
    public void A_link_that_is_referenced_outlives_garbage_collections(ProbeAttachMode mode)
    {
        TraceFileSystemMount.Ensure();
        using TracedObject traced = TracedObject.Load("trace_hooks", "on_getpgid");
        using KernelLink link = traced.Program("on_getpgid").Attach(new TracepointTarget("syscalls", "sys_enter_getpgid") { Mode = mode });
#pragma warning disable RS0030 // the collection is what is tested
        GC.Collect(2, GCCollectionMode.Forced, blocking: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(2, GCCollectionMode.Forced, blocking: true);
#pragma warning restore RS0030
        TracedCalls.GetProcessGroup(0x7ffffff1);
        traced.Record(0).Count.ShouldBe(1UL);
    }

    [KernelFact]
    public void The_section_name_attaches_a_tracepoint()
    {
        TraceFileSystemMount.Ensure();
        using TracedObject traced = TracedObject.Load("trace_hooks", "on_getpgid");
        using KernelLink link = traced.Program("on_getpgid").Attach();
        TracedCalls.GetProcessGroup(0x7ffffff1);
        traced.Record(0).Count.ShouldBe(1UL);
        link.Target.ShouldBe(new TracepointTarget("syscalls", "sys_enter_getpgid"));
        link.Target.ToString().ShouldBe("tracepoint/syscalls/sys_enter_getpgid");
        Should.Throw<BpfException>(() => link.Update(traced.Program("on_getpgid"))).Message.ShouldBe(
            "The link of 'on_getpgid' to tracepoint/syscalls/sys_enter_getpgid cannot be updated: the kernel cannot replace the program of this kind of link; attach the other program, then dispose this link.");
    }

    [KernelFact]
    public void A_tracepoint_sees_the_execution_of_another_process()
    {
        TraceFileSystemMount.Ensure();
        using TracedObject traced = TracedObject.Load("trace_hooks", "on_exec");
        using KernelLink link = traced.Program("on_exec").Attach();
        using Process child = Process.Start("/bin/true");
        child.WaitForExit();
        byte[] count = new byte[8];
        traced.Map("executions").Lookup(BitConverter.GetBytes(child.Id), count).ShouldBeTrue();
        BitConverter.ToUInt64(count).ShouldBe(1UL);
        traced.Map("executions").Lookup(BitConverter.GetBytes(Environment.ProcessId), count).ShouldBeFalse();
    }

    [KernelTheory]
    [InlineData("on_raw_enter", 1)]
    [InlineData("on_typed_enter", 2)]
    public void A_raw_tracepoint_runs_the_program_until_it_is_disposed(string program, uint record)
    {
        using TracedObject traced = TracedObject.Load("trace_hooks", program);
        using (KernelLink link = traced.Program(program).Attach())
        {
            TracedCalls.GetProcessGroup(0x7ffffff4);
            TraceRecord seen = traced.Record(record);
            (seen.Count, seen.First, seen.Second, seen.Cookie).ShouldBe((1UL, 0x7ffffff4UL, GetProcessGroupNumber, 0UL));
            link.Target.ToString().ShouldBe(record == 1 ? "raw_tp/sys_enter" : "tp_btf/sys_enter");
        }

        Detached.ShouldSeeNoMore(() => TracedCalls.GetProcessGroup(0x7ffffff5), () => traced.Record(record).Count);
    }

    [KernelFact]
    public void Programs_see_the_cookies_they_were_attached_with()
    {
        TraceFileSystemMount.Ensure();
        using TracedObject traced = TracedObject.Load("trace_hooks", "on_getpgid", "on_raw_enter", "on_typed_enter");
        using KernelLink first = traced.Program("on_getpgid").Attach(new TracepointTarget("syscalls", "sys_enter_getpgid") { Cookie = ulong.MaxValue });
        using KernelLink second = traced.Program("on_raw_enter").Attach(new RawTracepointTarget("sys_enter") { Cookie = 22 });
        using KernelLink third = traced.Program("on_typed_enter").Attach(new TracingTarget { Cookie = 33 });
        TracedCalls.GetProcessGroup(0x7ffffff6);
        new[] { traced.Record(0).Cookie, traced.Record(1).Cookie, traced.Record(2).Cookie }.ShouldBe([ulong.MaxValue, 22UL, 33UL]);
    }

    [KernelFact]
    public void A_writable_raw_tracepoint_is_attached()
    {
        using TracedObject traced = TracedObject.Load("trace_hooks", "on_test_finish");
        using KernelProgram tested = KernelProgram.Load(Objects.ProgramType.SocketFilter, [new Instruction(0xb7), new Instruction(0x95)]);
        using (traced.Program("on_test_finish").Attach())
            tested.TestRun(new TestRunInput { Data = new byte[64] });
        traced.Record(3).Count.ShouldBe(1UL);
        Detached.ShouldSeeNoMore(() => tested.TestRun(new TestRunInput { Data = new byte[64] }), () => traced.Record(3).Count);
    }

    [KernelFact]
    public void An_unknown_tracepoint_is_refused_with_names_near_it()
    {
        TraceFileSystemMount.Ensure();
        using TracedObject traced = TracedObject.Load("trace_hooks", "on_getpgid", "on_raw_enter");
        Should.Throw<BpfException>(() => traced.Program("on_getpgid").Attach(new TracepointTarget("syscalls", "sys_enter_getpgit"))).Message
            .ShouldStartWith("attaching the program \"on_getpgid\" to tracepoint/syscalls/sys_enter_getpgit: this kernel has no tracepoint 'sys_enter_getpgit' in the category 'syscalls'; near it are sys_enter_getpgid,");
        Should.Throw<BpfException>(() => traced.Program("on_getpgid").Attach(new TracepointTarget("syscall", "sys_enter_getpgid"))).Message
            .ShouldEndWith("no tracepoint category 'syscall'; there is syscalls/sys_enter_getpgid.");
        BpfSyscallException refusal = Should.Throw<BpfSyscallException>(() => traced.Program("on_raw_enter").Attach(new RawTracepointTarget("sched_process_exek")));
        refusal.Errno.ShouldBe(2);
        refusal.LikelyCause.ShouldStartWith("this kernel has no tracepoint 'sched_process_exek'; near it are sched_process_exec, ");
    }

    [KernelFact]
    public void A_program_of_another_type_is_refused_before_the_kernel_is_asked()
    {
        using TracedObject traced = TracedObject.Load("trace_hooks", "on_raw_enter");
        Should.Throw<BpfException>(() => traced.Program("on_raw_enter").Attach(new TracepointTarget("syscalls", "sys_enter_getpgid"))).Message
            .ShouldEndWith("this hook takes tracepoint programs, and this one is of the type raw_tracepoint.");
        Should.Throw<BpfException>(() => traced.Program("on_raw_enter").Attach(new TracingTarget())).Message.ShouldEndWith("this hook takes tracing programs, and this one is of the type raw_tracepoint.");
    }

    [KernelFact]
    public void A_section_without_target_says_what_to_give()
    {
        using TracedObject traced = TracedObject.Load("trace_hooks", "without_target");
        Should.Throw<BpfException>(() => traced.Program("without_target").Attach()).Message
            .ShouldBe("Attaching the program 'without_target': its section 'tracepoint' does not tell where (it could be tracepoint/CATEGORY/NAME); give a TracepointTarget.");
    }

    [KernelFact]
    public void A_pinned_link_goes_on_until_its_pin_is_removed()
    {
        string folder = "/sys/fs/bpf";
        using TracedObject traced = TracedObject.Load("trace_hooks", "on_raw_enter");
        string path = $"{folder}/hornet-tracing-{Guid.NewGuid():N}";
        try
        {
            using (KernelLink link = traced.Program("on_raw_enter").Attach())
                link.Pin(path);
            TracedCalls.GetProcessGroup(1);
            traced.Record(1).Count.ShouldBe(1UL);
        }
        finally
        {
            File.Delete(path);
        }

        Detached.ShouldSeeNoMore(() => TracedCalls.GetProcessGroup(1), () => traced.Record(1).Count);
    }
}
