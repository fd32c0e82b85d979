// SPDX-License-Identifier: Apache-2.0
using Hornet.Linux;
using Shouldly;

namespace Hornet.VmTests;

/// <summary>Tracing hooks that the tests of Hornet.Linux run too, here by what older kernels have for them.</summary>
internal static class TracingHookTests
{
    private const string Missing = "/tmp/no_folder";

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

    private static void RemoveMissing(int times)
    {
        for (int i = 0; i < times; i++)
            Calls.RemoveFolder(Missing).ShouldBe(Calls.NoEntry);
    }
}
