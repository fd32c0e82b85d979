// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;
using Hornet.Packets;
using Hornet.Tests;

namespace Hornet.VirtualMachines.Tests.Scanning;

/// <summary>Programs that only look at packets, run over them where they lie.</summary>
public sealed class PacketScanTests
{
    // Whether the byte at 20 is more than 100, of packets that have it; the length on the wire otherwise.
    private const string Look = """
        r2 = *(u32 *)(r1 + 76)
        r3 = *(u32 *)(r1 + 80)
        r0 = *(u32 *)(r1 + 0)
        r4 = r2
        r4 += 21
        if r4 > r3 goto out
        r5 = *(u8 *)(r2 + 20)
        r0 = 0
        if r5 > 100 goto yes
        goto out
        yes:
        r0 = 1
        out:
        exit
        """;

    public static TheoryData<Engine> Engines => [Engine.Interpreter, Engine.Jit, Engine.X64];

    [Theory]
    [MemberData(nameof(Engines))]
    public void Answers_are_those_of_whole_runs(Engine engine)
    {
        using VirtualMachine machine = new(new VirtualMachineOptions { Engine = engine });
        using VirtualObject loaded = machine.Load(Program(Look));
        using PacketScan scan = loaded.Program("program").CreateScan();
        using ProgramRun run = loaded.Program("program").CreateRun();
        var random = new Random(5);
        byte[] memory = new byte[4096];
        random.NextBytes(memory);
        PacketPlace[] places = [.. Enumerable.Range(0, 300).Select(_ => random.Next(4000)).Select(start => new PacketPlace(start, random.Next(96), 0)).Select(place => place with { WireLength = place.Length })];
        uint[] values = new uint[places.Length];

        scan.Run(memory, places, values);

        values.Distinct().Count().ShouldBeGreaterThan(3);
        for (int i = 0; i < places.Length; i++)
        {
            byte[] packet = memory[places[i].Start..(places[i].Start + places[i].Length)];
            values[i].ShouldBe((uint)run.Run(packet));
            scan.Run(packet).ShouldBe(values[i]);
        }

        scan.Engine.ShouldBe(engine);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void The_length_is_that_on_the_wire(Engine engine)
    {
        using VirtualMachine machine = new(new VirtualMachineOptions { Engine = engine });
        using VirtualObject loaded = machine.Load(Program(Look));
        using PacketScan scan = loaded.Program("program").CreateScan();

        scan.Run(new byte[20], 1500).ShouldBe(1500u);
        scan.Run([]).ShouldBe(0u);
        scan.Run(new byte[21], 1500).ShouldBe(0u);
    }

    [Fact]
    public void What_compiles_in_the_meantime_takes_over()
    {
        using VirtualMachine machine = new(new VirtualMachineOptions { Engine = Engine.Interpreter });
        using VirtualObject loaded = machine.Load(Program(Look));
        using PacketScan scan = loaded.Program("program").CreateScan();
        byte[] packet = new byte[30];
        packet[20] = 101;

        scan.Run(packet).ShouldBe(1u);
        loaded.Program("program").Compile(Engine.Jit);
        scan.Run(packet).ShouldBe(1u);
        scan.Engine.ShouldBe(Engine.Jit);
        loaded.Program("program").Compile(Engine.Interpreter);
        scan.Run(packet).ShouldBe(1u);
    }

    [Fact]
    public void Xdp_programs_scan_as_well()
    {
        using VirtualMachine machine = new();
        using VirtualObject loaded = machine.Load(Program("""
            r2 = *(u32 *)(r1 + 0)
            r3 = *(u32 *)(r1 + 4)
            r0 = r3
            r0 -= r2
            exit
            """, "xdp"));
        using PacketScan scan = loaded.Program("program").CreateScan();

        scan.Run(new byte[77]).ShouldBe(77u);
    }

    [Theory]
    [InlineData("r2 = *(u32 *)(r1 + 76)\nr3 = *(u32 *)(r1 + 80)\nr4 = r2\nr4 += 1\nr0 = 0\nif r4 > r3 goto +1\n*(u8 *)(r2 + 0) = 1\nexit", "instruction 6: it stores to the packet or the context")]
    [InlineData("*(u32 *)(r1 + 8) = 1\nr0 = 0\nexit", "instruction 0: it stores to the packet or the context")]
    [InlineData("r0 = *(u32 *)(r1 + 16)\nexit", "instruction 0: it reads more of the context than the packet's ends and length")]
    [InlineData("call bpf_get_prandom_u32\nexit", "instruction 0: it calls a function of its host")]
    [InlineData("r6 = r1\nr0 = *(u8 *)skb[3]\nexit", "instruction 1: it loads from the packet by the instructions of classic BPF")]
    public void Programs_that_do_more_are_refused(string text, string reason)
    {
        using VirtualMachine machine = new();
        using VirtualObject loaded = machine.Load(Program(text));

        Should.Throw<BpfException>(() => loaded.Program("program").CreateScan()).Message.ShouldContain(reason);
    }

    [Fact]
    public void Programs_that_were_not_verified_are_refused()
    {
        using VirtualMachine machine = new(new VirtualMachineOptions { LoadsUnverified = true });
        using VirtualObject loaded = machine.Load(Program(Look));

        Should.Throw<BpfException>(() => loaded.Program("program").CreateScan()).Message.ShouldContain("it was not verified");
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 11)]
    [InlineData(11, 0)]
    [InlineData(5, -1)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void Places_outside_of_the_memory_are_refused(int start, int length)
    {
        using VirtualMachine machine = new();
        using VirtualObject loaded = machine.Load(Program(Look));
        using PacketScan scan = loaded.Program("program").CreateScan();

        Should.Throw<ArgumentException>(() => scan.Run(new byte[10], [new PacketPlace(start, length, 0)], new uint[1])).Message.ShouldContain("does not lie within");
        Should.Throw<ArgumentException>(() => scan.Run(new byte[10], new PacketPlace[2], new uint[1]));
        scan.Run(new byte[10]).ShouldBe(10u);
    }

    [Fact]
    public void Scanning_allocates_nothing()
    {
        using VirtualMachine machine = new(new VirtualMachineOptions { Engine = Engine.Jit });
        using VirtualObject loaded = machine.Load(Program(Look));
        using PacketScan scan = loaded.Program("program").CreateScan();
        byte[] memory = new byte[100];
        var places = new PacketPlace[50];
        uint[] values = new uint[50];
        scan.Run(memory, places, values);
        scan.Run(memory);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
        {
            scan.Run(memory, places, values);
            scan.Run(memory);
        }

        // The smallest object for each of 2,000 runs would be 48,000 bytes; a collection meanwhile counts the rest of the thread's allocation block, up to 8 KiB.
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(10_000);
    }

    [Fact]
    public void An_unloaded_object_scans_no_more()
    {
        using VirtualMachine machine = new();
        VirtualObject loaded = machine.Load(Program(Look));
        using PacketScan scan = loaded.Program("program").CreateScan();
        scan.Run(new byte[10]);
        loaded.Dispose();

        Should.Throw<ObjectDisposedException>(() => scan.Run(new byte[10]));
    }

    [Fact]
    public void Compiled_filters_agree_with_runs_over_the_sample_capture()
    {
        using VirtualMachine machine = new(new VirtualMachineOptions { Engine = Engine.Jit });
        using VirtualObject loaded = machine.Load(Program(Look));
        using PacketScan scan = loaded.Program("program").CreateScan();
        using ProgramRun run = loaded.Program("program").CreateRun();
        using CaptureReader reader = CaptureReader.Open(TestFiles.InRepository("samples", "packets.pcap"));
        while (reader.TryRead(out CapturedPacket packet))
            scan.Run(packet.Data).ShouldBe(run.Run(packet.Data));
        reader.PacketCount.ShouldBeGreaterThan(10);
    }

    private static BpfObject Program(string text, string section = "tc") => BpfAssembly.Parse(text, new BpfAssemblyOptions { SectionName = section });
}
