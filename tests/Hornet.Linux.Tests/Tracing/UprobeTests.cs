// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Runtime.InteropServices;
using Hornet.Bytecode;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Tracing;

/// <summary>Functions of user space, one by one and many at once.</summary>
public sealed class UprobeTests
{
    [KernelTheory]
    [InlineData(ProbeAttachMode.Auto)]
    [InlineData(ProbeAttachMode.Link)]
    [InlineData(ProbeAttachMode.PerfEvent)]
    [InlineData(ProbeAttachMode.TraceFileSystem)]
    public void A_uprobe_sees_arguments_and_a_uretprobe_the_result(ProbeAttachMode mode)
    {
        TraceFileSystemMount.Ensure();
        using var traced = new TracedProgram();
        using TracedObject programs = TracedObject.Load("trace_uprobes", traced.Id, "on_enter", "on_return");
        using (programs.Program("on_enter").Attach(new UprobeTarget(traced.Path, "traced_add") { Mode = mode }))
        using (programs.Program("on_return").Attach(new UprobeTarget(traced.Path, "traced_add") { Mode = mode, IsReturn = true }))
        {
            traced.Do("add -3 1000").ShouldBe("1004");
            TraceRecord entered = programs.Record(0), returned = programs.Record(1);
            ((int)entered.First, entered.Second, (short)entered.Third, entered.Count, entered.Thread).ShouldBe((-3, 1000UL, (short)7, 1UL, (ulong)traced.Id));
            (returned.First, returned.Count).ShouldBe((1004UL, 1UL));
        }

        Detached.ShouldSeeNoMore(() => traced.Do("add 1 1").ShouldBe("9"), () => programs.Record(0).Count + programs.Record(1).Count);
    }

    [KernelFact]
    public void A_probe_defined_in_tracefs_is_gone_with_its_link()
    {
        TraceFileSystemMount.Ensure();
        using TracedObject programs = TracedObject.Load("trace_uprobes", "on_enter");
        string mark = string.Create(CultureInfo.InvariantCulture, $"hornet_{Environment.ProcessId}/");
        string[] Defined() => [.. File.ReadLines("/sys/kernel/tracing/uprobe_events").Where(line => line.Contains(mark, StringComparison.Ordinal) && line.Contains("libm.so", StringComparison.Ordinal))];
        KernelLink link = programs.Program("on_enter").Attach(new UprobeTarget("libm.so.6", "significand") { Mode = ProbeAttachMode.TraceFileSystem });
        using (link)
            Defined().Length.ShouldBe(1);
        Defined().ShouldBeEmpty();
        Should.Throw<BpfException>(() => programs.Program("on_enter").Attach(new UprobeTarget("libm.so.6", "significand") { Mode = ProbeAttachMode.PerfEvent, Cookie = 1 })).Message
            .ShouldContain("a cookie needs a BPF link");
        Defined().ShouldBeEmpty();
    }

    [KernelFact]
    public void A_uprobe_of_one_process_does_not_see_another()
    {
        using var traced = new TracedProgram();
        using var other = new TracedProgram();
        using TracedObject programs = TracedObject.Load("trace_uprobes", 0, "on_enter", "on_return");
        using KernelLink entry = programs.Program("on_enter").Attach(new UprobeTarget(traced.Path, "traced_one") { Process = traced.Id });
        using KernelLink exit = programs.Program("on_return").Attach(new UprobeTarget(traced.Path, "traced_one") { Process = traced.Id, IsReturn = true });
        other.Do("three 1").ShouldBe("12");
        (programs.Record(0).Count, programs.Record(1).Count).ShouldBe((0UL, 0UL));
        traced.Do("three 5").ShouldBe("24");
        (programs.Record(0).Count, programs.Record(1).Count).ShouldBe((1UL, 1UL));
        (programs.Record(0).First, programs.Record(1).First, programs.Record(0).Thread).ShouldBe((5UL, 6UL, (ulong)traced.Id));
        entry.Target.ToString().ShouldBe($"uprobe/{traced.Path}:traced_one of process {traced.Id}");
    }

    [KernelFact]
    public void Addresses_offsets_and_file_offsets_name_the_same_place()
    {
        using var traced = new TracedProgram();
        UprobeSymbol symbol = UprobeSymbol.Resolve(traced.Path, "traced_two");
        UprobeTarget[] targets =
        [
            new(traced.Path, "traced_two"),
            new(traced.Path, $"0x{symbol.Address:x}"),
            new(traced.Path, "") { FileOffset = symbol.FileOffset },
        ];
        foreach (UprobeTarget target in targets)
        {
            using TracedObject programs = TracedObject.Load("trace_uprobes", traced.Id, "on_enter");
            using KernelLink link = programs.Program("on_enter").Attach(target with { Cookie = 0x1122334455667788 });
            traced.Do("three 40").ShouldBe("129");
            TraceRecord seen = programs.Record(0);
            (seen.Count, seen.First, seen.Cookie).ShouldBe((1UL, 41UL, 0x1122334455667788UL), target.ToString());
        }
    }

    [KernelFact]
    public void A_sleepable_program_reads_the_text_that_an_argument_points_to()
    {
        using var traced = new TracedProgram();
        using TracedObject programs = TracedObject.Load("trace_uprobes", traced.Id, "on_enter_sleeping");
        using KernelLink link = programs.Program("on_enter_sleeping").Attach(new UprobeTarget(traced.Path, "traced_text"));
        traced.Do("text hornets!").ShouldBe("8");
        BitConverter.GetBytes(programs.Record(2).First).ShouldBe("hornets!"u8.ToArray());
    }

    [KernelFact]
    public void Section_names_attach_to_a_library_of_this_process()
    {
        using TracedObject programs = TracedObject.Load("trace_uprobes", "on_libc", "on_libc_return");
        using (programs.Program("on_libc").Attach())
        using (programs.Program("on_libc_return").Attach())
        {
            TracedCalls.GetSession(0x7ffffff7).ShouldBe(-1);
            TraceRecord entered = programs.Record(3), returned = programs.Record(4);
            (entered.Count, entered.First, entered.Thread, returned.Count, (int)returned.First).ShouldBe((1UL, 0x7ffffff7UL, (ulong)TracedCalls.GetThread(), 1UL, -1));
        }

        Detached.ShouldSeeNoMore(() => TracedCalls.GetSession(0x7ffffff7), () => programs.Record(3).Count + programs.Record(4).Count);
    }

    [KernelFact]
    public void The_runtime_of_this_process_is_traced()
    {
        // The library by which .NET reads files: its exported functions are ordinary ones.
        using TracedObject programs = TracedObject.Load("trace_uprobes", "on_enter", "on_return");
        string library = LibraryPath.Resolve("libSystem.Native.so", Environment.ProcessId);
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, new byte[12345]);
            byte[] buffer = new byte[54321];
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            int descriptor = (int)file.SafeFileHandle.DangerousGetHandle();
            using KernelLink entry = programs.Program("on_enter").Attach(new UprobeTarget(library, "SystemNative_PRead") { Process = Environment.ProcessId });
            using KernelLink exit = programs.Program("on_return").Attach(new UprobeTarget(library, "SystemNative_PRead") { Process = Environment.ProcessId, IsReturn = true });
            file.Read(buffer).ShouldBe(12345);
            TraceRecord entered = programs.Record(0), returned = programs.Record(1);
            (entered.First, (int)entered.Third, (int)returned.First, entered.Thread).ShouldBe(((ulong)descriptor, 54321, 12345, (ulong)TracedCalls.GetThread()));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [KernelFact]
    public void A_uprobe_multi_attaches_to_all_functions_of_a_pattern()
    {
        using var traced = new TracedProgram();
        using TracedObject programs = TracedObject.Load("trace_uprobes", traced.Id, "on_multi", "on_multi_return");
        using (programs.Program("on_multi").Attach(new UprobeMultiTarget(traced.Path) { Pattern = "traced_t*" }))
        using (programs.Program("on_multi_return").Attach(new UprobeMultiTarget(traced.Path) { Pattern = "traced_t[hw]*", IsReturn = true }))
        {
            traced.Do("three 1").ShouldBe("12");
            traced.Do("text abc").ShouldBe("3");
            Hits(programs).Select(hit => (hit.Count, hit.Returns, hit.Result)).Order().ShouldBe([(1UL, 0UL, 0UL), (1UL, 1UL, 4UL), (1UL, 1UL, 6UL)]);
        }

        Detached.ShouldSeeNoMore(() => traced.Do("three 1").ShouldBe("12"), () => Hits(programs).Aggregate(0UL, (sum, hit) => sum + hit.Count + hit.Returns));
    }

    [KernelFact]
    public void Each_function_of_a_uprobe_multi_has_its_cookie()
    {
        using var traced = new TracedProgram();
        using TracedObject programs = TracedObject.Load("trace_uprobes", 0, "on_multi");
        using KernelLink link = programs.Program("on_multi").Attach(new UprobeMultiTarget(traced.Path)
        {
            Symbols = ["traced_three", "traced_one"],
            Cookies = [3333, 1111],
            Process = traced.Id,
        });
        using (var other = new TracedProgram())
            other.Do("three 1").ShouldBe("12");
        Hits(programs).ShouldBeEmpty();
        traced.Do("three 1").ShouldBe("12");
        Hits(programs).Select(hit => (hit.Count, hit.Cookie)).Order().ShouldBe([(1UL, 1111UL), (1UL, 3333UL)]);
        link.Target.ToString().ShouldBe($"uprobe.multi/{traced.Path}:(2 places) of process {traced.Id}");
    }

    [KernelFact]
    public void A_session_links_entry_and_return()
    {
        using var traced = new TracedProgram();
        using TracedObject programs = TracedObject.Load("trace_uprobes", traced.Id, "on_session");
        using KernelLink link = programs.Program("on_session").Attach(new UprobeMultiTarget(traced.Path) { Symbols = ["traced_one"], IsSession = true });
        traced.Do("three 4");
        traced.Do("three 5"); // odd: without return
        Hits(programs).Select(hit => (hit.Count, hit.Returns, hit.Result)).ShouldBe([(2UL, 1UL, 40UL)]);
    }

    [KernelFact]
    public void A_vanished_process_is_named_in_the_error()
    {
        int gone;
        using (var traced = new TracedProgram())
            gone = traced.Id;
        using TracedObject programs = TracedObject.Load("trace_uprobes", "on_enter", "on_multi");
        Should.Throw<BpfException>(() => programs.Program("on_enter").Attach(new UprobeTarget(TracedProgram.Executable, "traced_one") { Process = gone })).Message
            .ShouldContain($"process {gone}: there is no such process");
        Should.Throw<BpfException>(() => programs.Program("on_multi").Attach(new UprobeMultiTarget(TracedProgram.Executable) { Symbols = ["traced_one"], Process = gone })).Message
            .ShouldContain($"process {gone}: there is no such process");
    }

    [KernelFact]
    public void What_cannot_be_attached_is_refused_with_the_reason()
    {
        using TracedObject programs = TracedObject.Load("trace_uprobes", "on_enter", "on_missing_file", "on_multi");
        Should.Throw<SymbolException>(() => programs.Program("on_missing_file").Attach()).Message.ShouldBe("Looking for the file '/no/such/file': it does not exist.");
        Should.Throw<SymbolException>(() => programs.Program("on_enter").Attach(new UprobeTarget(TracedProgram.Executable, "traced_four"))).Message.ShouldContain("there is no such function");
        Should.Throw<BpfException>(() => programs.Program("on_enter").Attach()).Message
            .ShouldBe("Attaching the program 'on_enter': its section 'uprobe' does not tell where (it could be uprobe/PATH:FUNCTION); give a UprobeTarget.");
        Should.Throw<BpfException>(() => programs.Program("on_multi").Attach(new UprobeTarget(TracedProgram.Executable, "traced_one"))).Message
            .ShouldContain("the program was loaded for trace_uprobe_multi, not for this one; the kernel wants to know it when loading: use the section uprobe/PATH:FUNCTION");
        Should.Throw<BpfException>(() => programs.Program("on_multi").Attach(new UprobeMultiTarget("libc.so.6") { Symbols = ["read"], Cookies = [1, 2] })).Message.ShouldContain("there are 2 cookies for 1 places");
        SystemCallException refusal = Should.Throw<SystemCallException>(() => programs.Program("on_enter").Attach(new UprobeTarget(TracedProgram.Executable, "") { FileOffset = 1 << 30 }));
        refusal.Errno.ShouldBe(22);
        refusal.Hint.ShouldContain("the place lies behind its end");
    }

    private static Hit[] Hits(TracedObject programs)
    {
        KernelMap map = programs.Map("functions");
        List<Hit> hits = [];
        byte[] key = new byte[8], value = new byte[32];
        for (bool more = map.GetNextKey(default, key); more; more = map.GetNextKey(key.ToArray(), key))
        {
            map.Lookup(key, value).ShouldBeTrue();
            hits.Add(MemoryMarshal.Read<Hit>(value));
        }

        return [.. hits];
    }

    /// <summary>struct hit of trace_uprobes.c.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Hit
    {
        public readonly ulong Count;
        public readonly ulong Cookie;
        public readonly ulong Returns;
        public readonly ulong Result;
    }
}
