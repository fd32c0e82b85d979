// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Text;
using Hornet.Bytecode;
using Hornet.Linux;
using Hornet.Runtime;
using Shouldly;

namespace Hornet.VmTests;

/// <summary>Probes of single kernel functions and of system calls.</summary>
internal static class KprobeTests
{
    private const string Missing = "/tmp/not_there";
    private const int CurrentFolder = -100; // AT_FDCWD

    [VmFact]
    public static void A_kprobe_sees_every_call_and_its_argument_until_it_is_disposed()
    {
        using Fixture fixture = Fixture.Load("vm_kprobe", "enter");
        using (fixture.Program("enter").Attach())
        {
            UnlinkMissing(3);
            (fixture[0], fixture[1]).ShouldBe((3, CurrentFolder));
        }

        UnlinkMissing(2);
        fixture[0].ShouldBe(3);
    }

    [VmFact]
    public static void A_kretprobe_sees_what_the_function_returns()
    {
        using Fixture fixture = Fixture.Load("vm_kprobe", "leave");
        using (fixture.Program("leave").Attach())
        {
            UnlinkMissing(1);
            (fixture[3], fixture[4]).ShouldBe((1, -Calls.NoEntry));
            string file = Path.GetTempFileName();
            Calls.Unlink(file).ShouldBe(0);
            (fixture[3], fixture[4]).ShouldBe((2, 0));
        }

        UnlinkMissing(2);
        fixture[3].ShouldBe(2);
    }

    [VmFact]
    public static void Each_way_of_attaching_gives_the_same_counts()
    {
        foreach (ProbeAttachMode mode in Enum.GetValues<ProbeAttachMode>())
        {
            using Fixture fixture = Fixture.Load("vm_kprobe", "enter", "leave");
            using (fixture.Program("enter").Attach(new KprobeTarget("do_unlinkat") { Mode = mode }))
            using (fixture.Program("leave").Attach(new KprobeTarget("do_unlinkat") { IsReturn = true, Mode = mode }))
            {
                UnlinkMissing(5);
                (fixture[0], fixture[1]).ShouldBe((5, CurrentFolder), mode.ToString());
                (fixture[3], fixture[4]).ShouldBe((5, -Calls.NoEntry), mode.ToString());
            }

            UnlinkMissing(1);
            (fixture[0], fixture[3]).ShouldBe((5, 5), mode.ToString());
        }

        File.ReadAllText("/sys/kernel/tracing/kprobe_events").ShouldBeEmpty();
    }

    [VmFact]
    public static void Two_links_of_one_program_run_it_twice_each_with_its_cookie()
    {
        using Fixture fixture = Fixture.Load("vm_kprobe", "enter");
        using KernelLink first = fixture.Program("enter").Attach(new KprobeTarget("do_unlinkat") { Cookie = 7 });
        UnlinkMissing(1);
        (fixture[0], fixture[2]).ShouldBe((1, 7));
        using (fixture.Program("enter").Attach(new KprobeTarget("do_unlinkat") { Cookie = 8 }))
        {
            UnlinkMissing(1);
            fixture[0].ShouldBe(3);
            fixture[2].ShouldBeOneOf(7, 8);
        }

        UnlinkMissing(1);
        (fixture[0], fixture[2]).ShouldBe((4, 7));
    }

    [VmFact]
    public static void An_address_and_a_symbol_name_the_same_function()
    {
        using Fixture fixture = Fixture.Load("vm_kprobe", "enter");
        ulong address = KernelSymbols.Current.Find("do_unlinkat").ShouldHaveSingleItem().Address;
        using (fixture.Program("enter").Attach(new KprobeTarget("") { Offset = address }))
        {
            UnlinkMissing(2);
            (fixture[0], fixture[1]).ShouldBe((2, CurrentFolder));
        }
    }

    [VmFact]
    public static void A_pinned_probe_outlives_its_link()
    {
        const string path = "/sys/fs/bpf/vm_kprobe_link";
        using Fixture fixture = Fixture.Load("vm_kprobe", "enter");
        try
        {
            using (KernelLink link = fixture.Program("enter").Attach(new KprobeTarget("do_unlinkat") { Mode = ProbeAttachMode.Link }))
                link.Pin(path);
            UnlinkMissing(4);
            fixture[0].ShouldBe(4);
        }
        finally
        {
            Calls.Unlink(path).ShouldBe(0);
        }

        // The kernel lets go of what a pin held a little later.
        SpinWait.SpinUntil(() => !IsCounted(fixture), TimeSpan.FromSeconds(10)).ShouldBeTrue();
    }

    [VmFact]
    public static void A_function_that_is_not_there_is_named_in_the_error()
    {
        using Fixture fixture = Fixture.Load("vm_kprobe", "enter");
        foreach (ProbeAttachMode mode in Enum.GetValues<ProbeAttachMode>())
        {
            BpfException refusal = Should.Throw<BpfException>(() => fixture.Program("enter").Attach(new KprobeTarget("no_such_function") { Mode = mode }));
            refusal.Message.ShouldContain("this kernel has no function 'no_such_function'", customMessage: mode.ToString());
        }
    }

    [VmFact]
    public static void A_system_call_is_probed_by_its_name_and_its_argument_comes_through_a_ring_buffer()
    {
        using Fixture fixture = Fixture.Load("vm_kprobe", "enter_rmdir", "leave_rmdir");
        using (fixture.Program("enter_rmdir").Attach())
        using (fixture.Program("leave_rmdir").Attach())
        {
            Calls.RemoveFolder("/tmp/no_folder").ShouldBe(Calls.NoEntry);
            Calls.RemoveFolder("/tmp/nor_this").ShouldBe(Calls.NoEntry);
        }

        Calls.RemoveFolder("/tmp/no_folder").ShouldBe(Calls.NoEntry);
        (fixture[5], fixture[6], fixture[7]).ShouldBe((2, 2, -Calls.NoEntry));
        List<(int Process, string Name)> events = [];
        RingBuffer<NameEvent> ring = fixture.Loaded.Maps.RingBuffer<NameEvent>("events");
        while (ring.TryRead(out NameEvent seen))
        {
            NameBytes name = seen.Name;
            events.Add((seen.Process, Encoding.UTF8.GetString(((ReadOnlySpan<byte>)name).TrimEnd((byte)0))));
        }

        events.ShouldBe([(Environment.ProcessId, "/tmp/no_folder"), (Environment.ProcessId, "/tmp/nor_this")]);
    }

    private static bool IsCounted(Fixture fixture)
    {
        long before = fixture[0];
        UnlinkMissing(1);
        return fixture[0] != before;
    }

    private static void UnlinkMissing(int times)
    {
        for (int i = 0; i < times; i++)
            Calls.Unlink(Missing).ShouldBe(Calls.NoEntry);
    }

    /// <summary><c>struct event</c> of vm_kprobe.c.</summary>
    private readonly record struct NameEvent(int Process, NameBytes Name);

    [InlineArray(28)]
    private struct NameBytes
    {
        private byte _first;
    }
}
