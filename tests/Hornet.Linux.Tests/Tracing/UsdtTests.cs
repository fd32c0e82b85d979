// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Hornet.Bytecode;
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Tracing;

/// <summary>Probes that a program declares itself, with their arguments as programs compiled with libbpf's header see them.</summary>
public sealed unsafe class UsdtTests
{
    [KernelFact]
    public void A_probe_in_two_places_brings_the_arguments_of_each()
    {
        using var traced = new TracedProgram();
        using TracedObject programs = TracedObject.Load("trace_usdt", traced.Id, "on_pair");
        using (KernelLink link = programs.Program("on_pair").Attach(new UsdtTarget(traced.Path, "hornet", "pair") { Cookie = 0xc00c1e }))
        {
            traced.Do("pair -3 5000000000").ShouldBe("done");
            TraceRecord seen = programs.Record(0);
            ((long)seen.First, (long)seen.Second, seen.Third, seen.Cookie, seen.Count).ShouldBe((-3L, 5_000_000_000L, 2UL, 0xc00c1eUL, 1UL));
            traced.Do("again -9").ShouldBe("done");
            seen = programs.Record(0);
            ((long)seen.First, (long)seen.Second, seen.Count).ShouldBe((-77L, -9L, 2UL));
            link.Target.ToString().ShouldBe($"usdt/{traced.Path}:hornet:pair");
        }

        Detached.ShouldSeeNoMore(() => traced.Do("pair 1 1"), () => programs.Record(0).Count);
    }

    [KernelFact]
    public void The_semaphore_is_raised_while_the_probe_is_attached()
    {
        using var traced = new TracedProgram();
        using var other = new TracedProgram();
        using TracedObject programs = TracedObject.Load("trace_usdt", traced.Id, "on_pair", "on_site");
        traced.Do("semaphores").ShouldBe("0 0 0");
        using (programs.Program("on_pair").Attach(new UsdtTarget(traced.Path, "hornet", "pair") { Process = traced.Id }))
        {
            // Two places of the probe raise it twice.
            traced.Do("semaphores").ShouldBe("2 0 0");
            other.Do("semaphores").ShouldBe("0 0 0");
            using (programs.Program("on_site").Attach(new UsdtTarget(traced.Path, "hornet", "site") { Process = traced.Id }))
                traced.Do("semaphores").ShouldBe("2 0 3");
            Detached.ShouldBecome(() => traced.Do("semaphores"), "2 0 0");
        }

        Detached.ShouldBecome(() => traced.Do("semaphores"), "0 0 0");
    }

    [KernelFact]
    public void Arguments_of_every_size_and_kind_are_exact()
    {
        using var traced = new TracedProgram();
        using TracedObject programs = TracedObject.Load("trace_usdt", traced.Id, "on_many");
        using KernelLink link = programs.Program("on_many").Attach(new UsdtTarget(traced.Path, "hornet", "many"));
        traced.Do("many 2").ShouldBe("done");
        byte[] bytes = new byte[200];
        programs.Map("seen").Lookup(BitConverter.GetBytes(0), bytes).ShouldBeTrue();
        long[] values = MemoryMarshal.Cast<byte, long>(bytes.AsSpan(0, 96)).ToArray();
        long[] results = MemoryMarshal.Cast<byte, long>(bytes.AsSpan(96, 96)).ToArray();
        BitConverter.ToUInt64(bytes, 192).ShouldBe(12UL);
        IReadOnlyList<UsdtArgument> arguments = UsdtProbes.Find(traced.Path, "hornet", "many")[0].Arguments;
        long[] expected = [-5, 250, -300, 65000, -70000, 4000000000, -5000000000, unchecked((long)0xfedcba9876543210), 42, 102, 2, BitConverter.DoubleToInt64Bits(1.5)];
        for (int i = 0; i < expected.Length; i++)
        {
            // The header these programs were compiled with (libbpf 1.1) knows no index registers; compilers may put the number into a register of its own kind.
            bool isPossible = arguments[i].Kind is UsdtArgumentKind.Constant or UsdtArgumentKind.Register or UsdtArgumentKind.Memory;
            (i, results[i], values[i]).ShouldBe(isPossible ? (i, 0L, expected[i]) : (i, -22L, 0L), arguments[i].Text);
        }

        results.Count(result => result == 0).ShouldBeGreaterThanOrEqualTo(10);
    }

    [KernelFact]
    public void A_probe_of_one_process_does_not_see_another()
    {
        using var traced = new TracedProgram();
        using var other = new TracedProgram();
        using TracedObject programs = TracedObject.Load("trace_usdt", 0, "on_pair");
        using KernelLink link = programs.Program("on_pair").Attach(new UsdtTarget(traced.Path, "hornet", "pair") { Process = traced.Id });
        other.Do("pair 1 2");
        programs.Record(0).Count.ShouldBe(0UL);
        traced.Do("pair 3 4");
        TraceRecord seen = programs.Record(0);
        (seen.Count, seen.First, seen.Second, seen.Thread).ShouldBe((1UL, 3UL, 4UL, (ulong)traced.Id));
    }

    [KernelFact]
    public void Places_with_equal_arguments_share_a_description_which_is_free_again_afterwards()
    {
        using var traced = new TracedProgram();
        using TracedObject programs = TracedObject.Load("trace_usdt", traced.Id, "on_site", "on_pair");
        KernelProgram program = programs.Program("on_site");

        // Room for eight: each attachment of the three places takes one.
        List<KernelLink> links = [];
        for (ulong cookie = 1; cookie <= 8; cookie++)
            links.Add(program.Attach(new UsdtTarget(traced.Path, "hornet", "site") { Cookie = cookie }));
        using KernelLink same = program.Attach(new UsdtTarget(traced.Path, "hornet", "site") { Cookie = 8 });
        Should.Throw<BpfException>(() => program.Attach(new UsdtTarget(traced.Path, "hornet", "site") { Cookie = 9 })).Message.ShouldContain("the map __bpf_usdt_specs has room for 8 descriptions, and all are in use");
        traced.Do("sites").ShouldBe("done");
        programs.Record(2).Count.ShouldBe(3UL * 9);
        links[2].Dispose();
        links[2].Dispose();
        Detached.ShouldBecome(() => Increase(() => traced.Do("sites"), () => programs.Record(2).Count), 3UL * 8);
        using (program.Attach(new UsdtTarget(traced.Path, "hornet", "site") { Cookie = 10 }))
            Increase(() => traced.Do("sites"), () => programs.Record(2).Count).ShouldBe(3UL * 9);

        links.ForEach(link => link.Dispose());
        same.Dispose();
        using KernelLink pair = programs.Program("on_pair").Attach(new UsdtTarget(traced.Path, "hornet", "pair"));
        traced.Do("pair 8 9");
        programs.Record(0).Second.ShouldBe(9UL);
    }

    [KernelTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Without_cookies_places_are_told_apart_by_address(bool isAtFixedAddress)
    {
        using var traced = new TracedProgram(isAtFixedAddress ? TracedProgram.ExecutableAtFixedAddress : TracedProgram.Executable);
        using var kernel = new LinuxKernel();
        using KernelObject loaded = kernel.Load(BpfObject.Load(TracedObject.PathOf("trace_usdt")), new KernelLoadOptions { Programs = ["on_pair"], Features = new LoadFeatures { Cookies = false } });
        KernelProgram program = loaded.Program("on_pair");
        KernelLink link = program.Attach(new UsdtTarget(traced.Path, "hornet", "pair") { Process = isAtFixedAddress ? 0 : traced.Id, Cookie = 5 });
        using (link)
        {
            link.ShouldBeOfType<LinkGroup>().Links.Length.ShouldBe(2);
            traced.Do("pair 1 2");
            traced.Do("again 4");
            byte[] record = new byte[48];
            loaded.Map("records").Lookup(BitConverter.GetBytes(0), record).ShouldBeTrue();
            MemoryMarshal.Cast<byte, long>(record)[..4].ToArray().ShouldBe([2L, 5L, -77L, 4L]);
        }

        KeysOf(loaded.Map("__bpf_usdt_ip_to_spec_id")).ShouldBe(0);
        if (!isAtFixedAddress)
            Should.Throw<BpfException>(() => program.Attach(new UsdtTarget(traced.Path, "hornet", "pair"))).Message.ShouldContain("can be attached for one process only; give the process");
    }

    [KernelFact]
    public void A_probe_in_a_library_of_this_dotnet_process_brings_its_arguments()
    {
        nint library = NativeLibrary.Load(TracedProgram.Library);
        var probePair = (delegate* unmanaged<int, long, void>)NativeLibrary.GetExport(library, "probe_pair");
        ref ushort semaphore = ref *(ushort*)NativeLibrary.GetExport(library, "hornet_pair_semaphore");
        using TracedObject programs = TracedObject.Load("trace_usdt", 0, "on_pair");
        using (programs.Program("on_pair").Attach(new UsdtTarget(Path.GetFileName(TracedProgram.Library), "hornet", "pair") { Process = Environment.ProcessId, Cookie = 3 }))
        {
            semaphore.ShouldBe((ushort)2);
            probePair(-12345, long.MinValue);
            TraceRecord seen = programs.Record(0);
            ((long)seen.First, (long)seen.Second, seen.Cookie, seen.Count, seen.Thread).ShouldBe((-12345L, long.MinValue, 3UL, 1UL, (ulong)TracedCalls.GetThread()));
        }

        Detached.ShouldSeeNoMore(() => probePair(1, 1), () => programs.Record(0).Count);
        NativeLibrary.Free(library);
    }

    [KernelFact]
    public void What_is_not_there_is_refused_with_the_reason()
    {
        using TracedObject programs = TracedObject.Load("trace_usdt", "on_pair");
        Should.Throw<SymbolException>(() => programs.Program("on_pair").Attach(new UsdtTarget(TracedProgram.Executable, "hornet", "pear"))).Message.ShouldContain("There are hornet:pair");
        Should.Throw<SymbolException>(() => programs.Program("on_pair").Attach(new UsdtTarget("/bin/true", "hornet", "pair"))).Message.ShouldContain("the file has no USDT probes");
        Should.Throw<BpfException>(() => programs.Program("on_pair").Attach()).Message.ShouldContain("it could be usdt/PATH:PROVIDER:NAME");
        using TracedObject without = TracedObject.Load("trace_uprobes", "on_enter");
        Should.Throw<BpfException>(() => without.Program("on_enter").Attach(new UsdtTarget(TracedProgram.Executable, "hornet", "pair"))).Message.ShouldContain("its object has no map __bpf_usdt_specs");
    }

    private static ulong Increase(Action cause, Func<ulong> count)
    {
        ulong before = count();
        cause();
        return count() - before;
    }

    private static int KeysOf(KernelMap map)
    {
        int count = 0;
        byte[] key = new byte[map.KeySize];
        for (bool more = map.GetNextKey(default, key); more; more = map.GetNextKey(key.ToArray(), key))
            count++;
        return count;
    }
}
