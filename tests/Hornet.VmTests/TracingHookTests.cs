// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Runtime.InteropServices;
using Hornet.Bytecode;
using Hornet.Linux;
using Shouldly;

namespace Hornet.VmTests;

/// <summary>Tracing hooks that the tests of Hornet.Linux run too, here by what older kernels have for them.</summary>
internal static class TracingHookTests
{
    private const string Missing = "/tmp/no_folder";
    private const int Unused = 999_999_999; // no process has this number

    [VmFact]
    public static void A_tracepoint_is_attached_in_each_way()
    {
        foreach (ProbeAttachMode mode in Enum.GetValues<ProbeAttachMode>())
        {
            using Fixture fixture = Fixture.Load("vm_other", "tracepoint");
            using (fixture.Program("tracepoint").Attach(new TracepointTarget("syscalls", "sys_enter_rmdir") { Mode = mode }))
                RemoveMissing(3);
            RemoveMissing(1);
            fixture[0].ShouldBe(3, mode.ToString());
        }
    }

    [VmFact]
    public static void Raw_tracepoints_see_each_call_with_and_without_types()
    {
        using Fixture fixture = Fixture.Load("vm_other", "raw", "typed");
        using (fixture.Program("raw").Attach())
        using (fixture.Program("typed").Attach())
            RemoveMissing(2);
        RemoveMissing(1);
        (fixture[1], fixture[2]).ShouldBe((2, 2));
    }

    [VmFact]
    public static void An_iterator_lists_the_threads_of_this_process()
    {
        using Fixture fixture = Fixture.Load("vm_other", "list_tasks");
        using var link = (IteratorLink)fixture.Program("list_tasks").Attach();
        string[] lines = link.ReadText().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.ShouldContain($"{Environment.ProcessId}/{Environment.ProcessId}");
        lines.ShouldAllBe(line => line.StartsWith($"{Environment.ProcessId}/"));
        lines.Length.ShouldBeGreaterThan(1);
    }

    [VmFact]
    public static void An_iterator_is_limited_to_one_thread()
    {
        using Fixture fixture = Fixture.Load("vm_other", "list_tasks");
        using var link = (IteratorLink)fixture.Program("list_tasks").Attach(new IteratorTarget { Thread = Environment.ProcessId });
        link.ReadText().ShouldBe($"{Environment.ProcessId}/{Environment.ProcessId}\n");
    }

    [VmFact]
    public static void A_function_of_the_C_library_is_probed_in_each_way()
    {
        foreach (ProbeAttachMode mode in Enum.GetValues<ProbeAttachMode>())
        {
            using Fixture fixture = Fixture.Load("vm_other", "enter_user", "leave_user");
            using (fixture.Program("enter_user").Attach(new UprobeTarget("libc.so.6", "getsid") { Mode = mode }))
            using (fixture.Program("leave_user").Attach(new UprobeTarget("libc.so.6", "getsid") { IsReturn = true, Mode = mode }))
            {
                Calls.GetSession(Environment.ProcessId).ShouldBe(0);
                Calls.GetSession(Unused).ShouldBe(Calls.NoProcess);
            }

            Calls.GetSession(Unused).ShouldBe(Calls.NoProcess);
            (fixture[9], fixture[10]).ShouldBe((2, Unused), mode.ToString());
            (fixture[11], fixture[12]).ShouldBe((2, -1), mode.ToString());
        }

        File.ReadAllText("/sys/kernel/tracing/uprobe_events").ShouldBeEmpty();
    }

    [VmFact(Series = "6.12")]
    public static void One_link_probes_several_functions_of_the_C_library()
    {
        using Fixture fixture = Fixture.Load("vm_other", "enter_users");
        using (fixture.Program("enter_users").Attach(new UprobeMultiTarget("libc.so.6") { Symbols = ["getsid", "rmdir"], Cookies = [1, 2] }))
        {
            RemoveMissing(3);
            Calls.GetSession(Unused).ShouldBe(Calls.NoProcess);
        }

        RemoveMissing(1);
        (fixture[14], fixture[15]).ShouldBe((1, 3));
    }

    [VmFact(Series = "6.1")]
    public static void A_kernel_without_multi_uprobes_says_so()
    {
        using Fixture fixture = Fixture.Load("vm_other", "enter_users");
        Should.Throw<BpfException>(() => fixture.Program("enter_users").Attach(new UprobeMultiTarget("libc.so.6") { Symbols = ["getsid"] }))
            .Message.ShouldContain("6.6");
    }

    [VmFact]
    public static void A_clock_samples_a_busy_thread_and_stops()
    {
        using Fixture fixture = Fixture.Load("vm_other", "sample");
        using (fixture.Program("sample").Attach(PerfEventTarget.Software(SoftwareEvent.CpuClock) with { Period = 1_000_000 }))
            SpinWait.SpinUntil(() => fixture[3] >= 10, TimeSpan.FromSeconds(60)).ShouldBeTrue();
        long last = fixture[3];
        var time = Stopwatch.StartNew();
        SpinWait.SpinUntil(() => time.ElapsedMilliseconds > 100);
        fixture[3].ShouldBe(last);
    }

    [VmFact]
    public static unsafe void A_breakpoint_sees_every_write_of_a_place()
    {
        using Fixture fixture = Fixture.Load("vm_other", "sample");
        long* place = (long*)NativeMemory.AllocZeroed(sizeof(long));
        using (fixture.Program("sample").Attach(PerfEventTarget.Breakpoint((ulong)place, sizeof(long), BreakpointAccess.Write) with { Process = Environment.ProcessId, Period = 1 }))
        {
            for (int i = 0; i < 4; i++)
                Volatile.Write(ref *place, i);
        }

        Volatile.Write(ref *place, 5);
        NativeMemory.Free(place);
        fixture[3].ShouldBe(4);
    }

    private static void RemoveMissing(int times)
    {
        for (int i = 0; i < times; i++)
            Calls.RemoveFolder(Missing).ShouldBe(Calls.NoEntry);
    }
}
