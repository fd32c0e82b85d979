// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Collections.Immutable;
using Hornet.Bytecode;
using Hornet.Objects;
using Hornet.Runtime;
using Hornet.Tests;

namespace Hornet.VirtualMachines;

/// <summary>Objects that compilers made, loaded and run.</summary>
public abstract class ObjectTests : EngineTests
{
    private static readonly byte[] Packet = new byte[64];

    public static TheoryData<string> Compilers => ["clang-v1", "clang-v2", "clang-v3", "clang-v4", "gcc"];

    [EngineTheory]
    [MemberData(nameof(Compilers))]
    public void Tail_calls_go_through_prog_arrays_with_initial_values(string compiler)
    {
        using var machine = new VirtualMachine(Verified);
        using VirtualObject loaded = machine.Load(Fixture(compiler, "tail_calls"));
        loaded.Programs["entry"].Run(Packet).ReturnValue.ShouldBe(3u, "XDP_TX, from the program at the end of the chain");
        loaded.Variables["steps"].Get<int>().ShouldBe(3);
        loaded.Programs["goes_on"].Run(Packet).ReturnValue.ShouldBe(3u);
        loaded.Variables["steps"].Get<int>().ShouldBe(5);
    }

    [EngineFact]
    public void A_prog_array_can_be_filled_with_the_programs_numbers_and_emptied()
    {
        using var machine = new VirtualMachine(Verified);
        using VirtualObject loaded = machine.Load(Fixture("clang-v3", "tail_calls"));
        BpfMap programs = loaded.Maps["programs"];
        byte[] id = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(id, loaded.Program("entry").Id);
        programs.Update([1, 0, 0, 0], id);
        // entry -> goes_on -> entry -> … until 33 tail calls were made.
        loaded.Programs["entry"].Run(Packet).ReturnValue.ShouldBe(0u);
        loaded.Variables["steps"].Get<int>().ShouldBe(34);
        programs.Delete([3, 0, 0, 0]).ShouldBeTrue();
        loaded.Programs["entry"].Run(Packet).ReturnValue.ShouldBe(0u);
        loaded.Variables["steps"].Get<int>().ShouldBe(35);
        programs.TryUpdate([0, 0, 0, 0], [255, 255, 0, 0]).ShouldBe(MapError.BadDescriptor);
    }

    [EngineTheory]
    [MemberData(nameof(Compilers))]
    public void Callbacks_of_loops_and_map_walks_run(string compiler)
    {
        using var machine = new VirtualMachine(Verified);
        using VirtualObject loaded = machine.Load(Fixture(compiler, "callbacks"));
        // Values 0, 1, 4, … 49, each weighed as 3 v + 1, and the count of 8 weighed again.
        loaded.Programs["loops"].Run(Packet).ReturnValue.ShouldBe((3u * 140) + 8 + 25);
    }

    [EngineTheory]
    [MemberData(nameof(Compilers))]
    public void Global_data_is_read_written_and_preset(string compiler)
    {
        BpfObject fixture = Fixture(compiler, "global_data");
        using var machine = new VirtualMachine(Verified);
        using (VirtualObject loaded = machine.Load(fixture))
        {
            loaded.Programs["use"].Run(Packet).ReturnValue.ShouldBe(101u);
            loaded.Variables["written"].Get<int>().ShouldBe(43);
            loaded.Variables["zero"].Get<long>().ShouldBe(1);
            loaded.Variables["apart"].Get<ulong>().ShouldBe(0x1122334455667788ul ^ 2);
            BinaryPrimitives.ReadInt32LittleEndian(loaded.Variables["origin"].GetBytes()).ShouldBe(5);
            loaded.Variables["written"].Set(7);
            loaded.Programs["use"].Run(Packet).ReturnValue.ShouldBe(102u);
            loaded.Variables["written"].Get<int>().ShouldBe(8);
            if (loaded.Variables["limit"].Map.Spec.IsReadOnlyData)
            {
                Should.Throw<MapException>(() => loaded.Variables["limit"].Set(1)).Error.ShouldBe(MapError.NotPermitted);
            }
        }

        using VirtualObject preset = machine.Load(fixture, new LoadOptions
        {
            Variables = ImmutableDictionary<string, ImmutableArray<byte>>.Empty.Add("limit", [5, 0, 0, 0]).Add("written", [1, 0, 0, 0]),
        });
        preset.Programs["use"].Run(Packet);
        preset.Variables["written"].Get<int>().ShouldBe(2);
        preset.Variables["limit"].Get<int>().ShouldBe(5);
        Should.Throw<BpfException>(() => machine.Load(fixture, new LoadOptions
        {
            Variables = ImmutableDictionary<string, ImmutableArray<byte>>.Empty.Add("absent", [1]),
        })).Message.ShouldContain("'absent'");
        Should.Throw<BpfException>(() => machine.Load(fixture, new LoadOptions
        {
            Variables = ImmutableDictionary<string, ImmutableArray<byte>>.Empty.Add("limit", [1]),
        })).Message.ShouldContain("4 bytes");
    }

    [EngineTheory]
    [InlineData("clang-v1")]
    [InlineData("clang-v3")]
    public void Configuration_values_are_simulated_and_can_be_set(string compiler)
    {
        BpfObject fixture = Fixture(compiler, "kconfig");
        using (var machine = new VirtualMachine(Verified))
        using (VirtualObject loaded = machine.Load(fixture))
        {
            loaded.Programs["reads"].Run(new byte[16]).ReturnValue.ShouldBe(0u);
            loaded.Variables["version"].Get<int>().ShouldBe(0x061200);
            loaded.Variables["hz"].Get<int>().ShouldBe(1000);
        }

        VirtualMachineOptions options = Verified with
        {
            KernelConfiguration = ImmutableDictionary<string, string>.Empty
                .Add("CONFIG_HZ", "250").Add("CONFIG_DEFAULT_HOSTNAME", "\"hornet\"").Add("CONFIG_MISSING_NUMBER", "-7"),
        };
        using var configured = new VirtualMachine(options);
        using VirtualObject set = configured.Load(fixture);
        ((int)set.Programs["reads"].Run(new byte[16]).ReturnValue).ShouldBe(-7);
        set.Variables["hz"].Get<int>().ShouldBe(250);
        set.Variables["first"].Get<byte>().ShouldBe((byte)'n');
        using var wrong = new VirtualMachine(Verified with
        {
            KernelConfiguration = ImmutableDictionary<string, string>.Empty.Add("CONFIG_MISSING_NUMBER", "70000"),
        });
        Should.Throw<BpfException>(() => wrong.Load(fixture)).Message.ShouldContain("CONFIG_MISSING_NUMBER");
    }

    [EngineTheory]
    [MemberData(nameof(Compilers))]
    public void Subprograms_share_the_programs_globals(string compiler)
    {
        using var machine = new VirtualMachine(Verified);
        using VirtualObject loaded = machine.Load(Fixture(compiler, "subprograms"));
        byte[] context = new byte[24];
        context[12] = 4;
        RunResult result = loaded.Programs["uses_all"].Run(Packet, new RunOptions { Context = context });
        // twice(4) = (4+4) * (4+1) = 40 with total 8; optional(2) = 4 with total 10; hidden(3) = 25; add(1, total) = 11.
        result.ReturnValue.ShouldBe(40u + 4 + 25 + 11);
        loaded.Variables["total"].Get<int>().ShouldBe(11);
    }

    [EngineTheory]
    [InlineData("clang-v3")]
    [InlineData("gcc")]
    public void Inner_maps_are_found_and_changed(string compiler)
    {
        using var machine = new VirtualMachine(Verified);
        using VirtualObject loaded = machine.Load(Fixture(compiler, "map_in_map"));
        loaded.Programs["through"].Run(Packet).ReturnValue.ShouldBe(1u, "XDP_DROP, because there is no inner ring");
        byte[] value = new byte[8];
        loaded.Maps["second"].Lookup([0, 0, 0, 0], value).ShouldBeTrue();
        value[0].ShouldBe((byte)1);
    }

    [EngineFact]
    public void The_sample_counts_packets_by_protocol()
    {
        byte[] tcp = new byte[60];
        tcp[12] = 0x08;
        tcp[14] = 0x45;
        tcp[23] = 6;
        byte[] arp = new byte[42];
        arp[12] = 0x08;
        arp[13] = 0x06;
        using var machine = new VirtualMachine(Verified);
        using VirtualObject loaded = machine.Load(BpfObject.Load(TestFiles.InRepository("samples", "count_protocols.o")));
        using ProgramRun run = loaded.Program("count_protocols").CreateRun();
        for (int i = 0; i < 3; i++)
        {
            run.Run(tcp).ShouldBe(2u);
        }

        run.Run(arp).ShouldBe(2u);
        run.Run(arp.AsSpan(0, 10)).ShouldBe(2u);
        loaded.Variables["packets_seen"].Get<ulong>().ShouldBe(5u);
        Counted(6).ShouldBe((3u, 180u));
        Counted(0x0806).ShouldBe((1u, 42u));
        Counted(0).ShouldBe((1u, 10u));
        long before = GC.GetAllocatedBytesForCurrentThread();
        run.Run(tcp);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        (ulong Packets, ulong Bytes) Counted(uint protocol)
        {
            byte[] key = BitConverter.GetBytes(protocol);
            byte[] value = new byte[16];
            loaded.Maps["protocols"].Lookup(key, value).ShouldBeTrue();
            return (BitConverter.ToUInt64(value), BitConverter.ToUInt64(value, 8));
        }
    }

    [EngineFact]
    public void A_map_value_ends_where_it_ends()
    {
        BpfObject sample = Fixture("clang-v3", "global_data");
        using var machine = new VirtualMachine(Unverified);
        using VirtualObject loaded = machine.Load(sample with
        {
            Programs =
            [
                Code.Program(ProgramType.Xdp, [.. Code.Wide(1, 0), Code.Load64(0, 1, 0), Code.Exit]) with
                {
                    References = [new SymbolReference(0, SymbolReferenceKind.MapValue, ".data", sample.Maps.First(map => map.Name == ".data").ValueSize - 4)],
                },
            ],
        });
        var error = Should.Throw<MemoryAccessException>(() => loaded.Programs["test"].Run(Packet));
        error.Region!.ShouldContain(".data");
    }

    [EngineFact]
    public void Constants_cannot_be_written()
    {
        BpfObject sample = Fixture("clang-v3", "global_data");
        using var machine = new VirtualMachine(Unverified);
        using VirtualObject loaded = machine.Load(sample with
        {
            Programs =
            [
                Code.Program(ProgramType.Xdp, [.. Code.Wide(1, 0), Code.Move(2, 1), Code.Store32(1, 0, 2), Code.Exit]) with
                {
                    References = [new SymbolReference(0, SymbolReferenceKind.MapValue, ".rodata")],
                },
            ],
        });
        Should.Throw<MemoryAccessException>(() => loaded.Programs["test"].Run(Packet)).Access.ShouldBe(MemoryAccess.Write);
    }

    [EngineFact]
    public void Every_fixture_loads_or_is_refused_with_a_reason()
    {
        var surprises = new List<string>();
        foreach (string path in Directory.EnumerateFiles(TestFiles.InRepository("tests", "fixtures", "objects"), "*.o", SearchOption.AllDirectories))
        {
            using var machine = new VirtualMachine(Verified);
            try
            {
                machine.Load(BpfObject.Load(path)).Dispose();
            }
            catch (BpfException)
            {
            }
            catch (Exception error)
            {
                surprises.Add($"{path}: {error}");
            }
        }

        surprises.ShouldBeEmpty();
    }

    private static BpfObject Fixture(string compiler, string name) =>
        BpfObject.Load(TestFiles.InRepository("tests", "fixtures", "objects", compiler, name + ".o"));
}

[RunsOn(Engine.Interpreter)]
public sealed class InterpreterObjectTests : ObjectTests;

[RunsOn(Engine.Jit)]
public sealed class JitObjectTests : ObjectTests;

[RunsOn(Engine.X64)]
public sealed class X64ObjectTests : ObjectTests;
