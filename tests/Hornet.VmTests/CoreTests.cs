// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Hornet.Objects;
using Shouldly;

namespace Hornet.VmTests;

/// <summary>One object on kernels with different structures.</summary>
internal static class CoreTests
{
    [VmFact]
    public static void Fields_are_read_where_this_kernel_has_them()
    {
        using Fixture fixture = Fixture.Load("vm_core", "read_task");
        using (fixture.Program("read_task").Attach())
            Calls.Unlink("/tmp/not_there").ShouldBe(Calls.NoEntry);
        string[] status = File.ReadAllText("/proc/thread-self/stat").Split(' ');
        (fixture[0], fixture[1]).ShouldBe((Environment.ProcessId, long.Parse(status[3])));
        Encoding.UTF8.GetString(fixture.Loaded.Variables["comm"].GetBytes()).TrimEnd('\0').ShouldBe(status[1].Trim('(', ')'));
        var task = (BtfStruct)Btf.LoadKernel().FindByName("task_struct", BtfKind.Struct)!;
        fixture[4].ShouldBe((long)task.Members.Single(member => member.Name == "comm").BitOffset / 8);
        fixture[5].ShouldBe(task.Size);
    }

    [VmFact(Series = "6.1")]
    public static void An_old_type_is_there() => OldTypeIs(1);

    [VmFact(Series = "6.12")]
    public static void An_old_type_is_gone() => OldTypeIs(0);

    private static void OldTypeIs(int answer)
    {
        using Fixture fixture = Fixture.Load("vm_core", "read_task");
        using (fixture.Program("read_task").Attach())
            Calls.Unlink("/tmp/not_there").ShouldBe(Calls.NoEntry);
        (fixture[2], fixture[3]).ShouldBe((answer, answer));
    }
}
