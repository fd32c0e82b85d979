// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Linux;
using Shouldly;

namespace Hornet.VmTests;

/// <summary>One link over many kernel functions; Debian's 6.1 was built without.</summary>
internal static class KprobeMultiTests
{
    private const string Folder = "/tmp/vm_multi";

    [VmFact(Series = "6.12")]
    public static void A_pattern_of_a_section_covers_every_function_that_matches()
    {
        using Fixture fixture = Fixture.Load("vm_multi", "enter_directory");
        using (fixture.Program("enter_directory").Attach())
            MakeAndRemoveFolder(); // vfs_mkdir, vfs_rmdir
        fixture[0].ShouldBe(2);
        MakeAndRemoveFolder();
        fixture[0].ShouldBe(2);
    }

    [VmFact(Series = "6.12")]
    public static void Each_function_has_its_cookie_by_symbol_and_by_address()
    {
        using Fixture fixture = Fixture.Load("vm_multi", "enter_any", "leave_any");
        string[] symbols = ["vfs_mkdir", "vfs_rmdir", "vfs_unlink"];
        ulong[] addresses = [.. symbols.Select(symbol => KernelSymbols.Current.Find(symbol).ShouldHaveSingleItem().Address)];
        using (fixture.Program("enter_any").Attach(new KprobeMultiTarget { Symbols = [.. symbols], Cookies = [3, 4, 5] }))
        using (fixture.Program("leave_any").Attach(new KprobeMultiTarget { Addresses = [.. addresses], Cookies = [3, 4, 5], IsReturn = true }))
        {
            MakeAndRemoveFolder();
            Calls.MakeFolder(Folder).ShouldBe(0);
            fixture[31].ShouldBe((long)addresses[0]);
            fixture[30].ShouldBe(0);
            Calls.RemoveFolder(Folder).ShouldBe(0);
        }

        MakeAndRemoveFolder();
        (fixture[3], fixture[4], fixture[5]).ShouldBe((2, 2, 0));
        (fixture[19], fixture[20], fixture[21]).ShouldBe((2, 2, 0));
    }

    [VmFact(Series = "6.12")]
    public static void A_session_runs_at_the_return_only_where_its_entry_wants_it()
    {
        using Fixture fixture = Fixture.Load("vm_session", "wants_return", "wants_none");
        using (fixture.Program("wants_return").Attach())
        using (fixture.Program("wants_none").Attach())
            MakeAndRemoveFolder();
        MakeAndRemoveFolder();
        (fixture[0], fixture[1], fixture[2], fixture[3]).ShouldBe((1, 1, 1, 0));
    }

    [VmFact(Series = "6.1")]
    public static void A_kernel_without_says_so()
    {
        using Fixture fixture = Fixture.Load("vm_multi", "enter_directory");
        Should.Throw<BpfException>(() => fixture.Program("enter_directory").Attach()).Message.ShouldContain("CONFIG_FPROBE");
    }

    private static void MakeAndRemoveFolder()
    {
        Calls.MakeFolder(Folder).ShouldBe(0);
        Calls.RemoveFolder(Folder).ShouldBe(0);
    }
}
