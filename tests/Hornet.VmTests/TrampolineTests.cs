// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Text;
using Hornet.Bytecode;
using Hornet.Linux;
using Shouldly;

namespace Hornet.VmTests;

/// <summary>fentry, fexit, fmod_ret, freplace.</summary>
internal static class TrampolineTests
{
    private const string Missing = "/tmp/not_there";

    [VmFact]
    public static void Fentry_has_the_arguments_and_fexit_the_result_too()
    {
        using Fixture fixture = Fixture.Load("vm_trampoline", "enter", "leave");
        using (fixture.Program("enter").Attach())
        using (fixture.Program("leave").Attach())
        {
            Calls.Unlink(Missing).ShouldBe(Calls.NoEntry);
            Calls.Unlink(Missing).ShouldBe(Calls.NoEntry);
        }

        Calls.Unlink("/tmp/neither").ShouldBe(Calls.NoEntry);
        (fixture[0], fixture[1]).ShouldBe((2, -100));
        (fixture[2], fixture[3], fixture[4]).ShouldBe((2, -100, -Calls.NoEntry));
        Encoding.UTF8.GetString(fixture.Loaded.Variables["last_name"].GetBytes()).TrimEnd('\0').ShouldBe(Missing);
    }

    [VmFact]
    public static void The_function_may_be_named_when_loading()
    {
        using Fixture fixture = Fixture.Load("vm_trampoline", new KernelLoadOptions { Programs = ["leave"], AttachTargets = Targets("leave", "do_rmdir") });
        using (fixture.Program("leave").Attach())
            Calls.RemoveFolder(Missing).ShouldBe(Calls.NoEntry); // do_rmdir(int dfd, struct filename *name) returns alike
        (fixture[2], fixture[4]).ShouldBe((1, -Calls.NoEntry));
    }

    [VmFact]
    public static void A_function_that_is_not_there_is_named_in_the_error()
    {
        Should.Throw<BpfException>(() => Fixture.Load("vm_trampoline", new KernelLoadOptions { Programs = ["enter"], AttachTargets = Targets("enter", "do_unlinkatt") }))
            .Message.ShouldContain("do_unlinkatt");
    }

    [VmFact]
    public static void A_cookie_tells_attachments_apart_and_a_second_attachment_is_refused()
    {
        using Fixture fixture = Fixture.Load("vm_trampoline", "enter");
        using KernelLink link = fixture.Program("enter").Attach(new TracingTarget { Cookie = 11 });
        Calls.Unlink(Missing).ShouldBe(Calls.NoEntry);
        fixture[7].ShouldBe(11);
        Should.Throw<BpfSyscallException>(() => fixture.Program("enter").Attach()).Message.ShouldContain("attached there already");
    }

    [VmFact]
    public static void Fmod_ret_answers_in_the_place_of_the_function()
    {
        const string folder = "/tmp/vm_fmod_ret";
        using Fixture fixture = Fixture.Load("vm_trampoline", "refuse_mkdir");
        using (fixture.Program("refuse_mkdir").Attach())
            Calls.MakeFolder(folder).ShouldBe(Calls.NotPermitted);
        Directory.Exists(folder).ShouldBeFalse();
        (fixture[5], fixture[6]).ShouldBe((1, 0b111_101_000));
        Calls.MakeFolder(folder).ShouldBe(0);
        Calls.RemoveFolder(folder).ShouldBe(0);
        fixture[5].ShouldBe(1);
    }

    [VmFact]
    public static void Fmod_ret_of_a_function_that_cannot_be_modified_is_refused()
    {
        BpfSyscallException refusal = Should.Throw<BpfSyscallException>(
            () => Fixture.Load("vm_trampoline", new KernelLoadOptions { Programs = ["refuse_mkdir"], AttachTargets = Targets("refuse_mkdir", "vfs_mkdir") }));
        refusal.Log.ShouldContain("vfs_mkdir() is not modifiable");
    }

    [VmFact]
    public static void Freplace_takes_the_place_of_a_global_function()
    {
        using KernelObject replaced = new LinuxKernel().Load(Fixture.Read("vm_replaced"));
        KernelProgram entry = replaced.Program("entry");
        entry.TestRun(Packet(64)).ReturnValue.ShouldBe(2u); // XDP_PASS
        using Fixture replacement = Fixture.Load("vm_replacement", new KernelLoadOptions { Programs = ["drop_short"], AttachPrograms = Programs("drop_short", entry) });
        using (replacement.Program("drop_short").Attach(new ExtensionTarget(entry, "policy")))
        {
            entry.TestRun(Packet(64)).ReturnValue.ShouldBe(1u); // XDP_DROP
            entry.TestRun(Packet(200)).ReturnValue.ShouldBe(3u); // XDP_TX
        }

        entry.TestRun(Packet(64)).ReturnValue.ShouldBe(2u);
    }

    [VmFact]
    public static void Fentry_and_fexit_watch_a_function_of_a_program()
    {
        using KernelObject watched = new LinuxKernel().Load(Fixture.Read("vm_replaced"));
        KernelProgram entry = watched.Program("entry");
        using Fixture watcher = Fixture.Load("vm_replacement", new KernelLoadOptions
        {
            Programs = ["watch", "watch_return"],
            AttachPrograms = Programs("watch", entry).Add("watch_return", entry),
        });
        using (watcher.Program("watch").Attach())
        using (watcher.Program("watch_return").Attach())
            entry.TestRun(Packet(123) with { Repeat = 4 }).ReturnValue.ShouldBe(2u);
        entry.TestRun(Packet(99)).ReturnValue.ShouldBe(2u);
        (watcher[0], watcher[1], watcher[2]).ShouldBe((4, 123, 2));
    }

    private static TestRunInput Packet(int length) => new() { Data = new byte[length] };

    private static ImmutableDictionary<string, string> Targets(string program, string function) =>
        ImmutableDictionary<string, string>.Empty.Add(program, function);

    private static ImmutableDictionary<string, KernelProgram> Programs(string program, KernelProgram target) =>
        ImmutableDictionary<string, KernelProgram>.Empty.Add(program, target);
}
