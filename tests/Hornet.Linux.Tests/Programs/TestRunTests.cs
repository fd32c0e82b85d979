// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using Hornet.Linux.Tests.Infrastructure;
using Hornet.Linux.Tests.Syscalls;
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Programs;

/// <summary>Every program type that the kernel runs on its own.</summary>
public sealed class TestRunTests
{
    [KernelTheory]
    [InlineData("xdp")]
    [InlineData("socket")]
    [InlineData("tc")]
    [InlineData("action")]
    [InlineData("cgroup_skb/ingress")]
    [InlineData("lwt_in")]
    [InlineData("lwt_out")]
    [InlineData("lwt_xmit")]
    public void Packet_programs_run_on_a_packet(string section)
    {
        // A cgroup program may answer 0 or 1 only.
        using KernelObject loaded = Load("r0 = 1\nexit", section);
        TestRunResult result = Program(loaded).TestRun(new TestRunInput { Data = Packet(), Repeat = 3 });
        result.ReturnValue.ShouldBe(1u);
        result.Data.Length.ShouldBe(64);
        result.DurationNanoseconds.ShouldBeGreaterThan(0u);
    }

    [KernelFact]
    public void An_xdp_program_changes_the_packet_and_sees_the_metadata_of_its_context()
    {
        // Copies the four bytes of metadata before the packet to its start.
        using KernelObject loaded = Load("""
            r2 = *(u32 *)(r1 + 8)
            r3 = *(u32 *)(r1 + 0)
            r4 = r2
            r4 += 4
            r0 = 1
            if r4 > r3 goto +7
            r5 = *(u32 *)(r2 + 0)
            r6 = *(u32 *)(r1 + 4)
            r7 = r3
            r7 += 4
            if r7 > r6 goto +2
            *(u32 *)(r3 + 0) = r5
            r0 = 2
            exit
            """, "xdp");

        // struct xdp_md: data, data_end, data_meta, ingress_ifindex, rx_queue_index, egress_ifindex. The data start after the metadata.
        byte[] context = new byte[24];
        BinaryPrimitives.WriteUInt32LittleEndian(context, 4);
        BinaryPrimitives.WriteUInt32LittleEndian(context.AsSpan(4), 68);
        byte[] packet = [0xde, 0xad, 0xbe, 0xef, .. Packet()];
        TestRunResult result = Program(loaded).TestRun(new TestRunInput { Data = packet, Context = context });
        result.ReturnValue.ShouldBe(2u);
        result.Data.Span[..8].ToArray().ShouldBe([0xde, 0xad, 0xbe, 0xef, 0xde, 0xad, 0xbe, 0xef]);
        BinaryPrimitives.ReadUInt32LittleEndian(result.Context.Span).ShouldBe(4u);
    }

    [KernelFact]
    public void Live_frames_are_really_sent()
    {
        // Counts runs, and sends each frame out of the interface it is said to come from.
        BpfObject source = BpfAssembly.Parse("""
            *(u32 *)(r10 - 4) = 0
            r2 = r10
            r2 += -4
            r1 = counts ll
            call bpf_map_lookup_elem
            if r0 == 0 goto +2
            r1 = 1
            lock *(u64 *)(r0 + 0) += r1
            r0 = 3
            exit
            """, new BpfAssemblyOptions { SectionName = "xdp", Maps = [new MapSpec { Name = "counts", Type = MapType.Array, KeySize = 4, ValueSize = 8, MaxEntries = 1 }] });
        using var kernel = new LinuxKernel();
        using KernelObject loaded = kernel.Load(source);
        using var pair = VethPair.Create(isQuiet: true);

        // A virtual Ethernet interface takes frames from XDP when its peer has a program too.
        using KernelObject receiver = Load("r0 = 2\nexit", "xdp");
        using BpfLink receiving = pair.Right.Namespace.Run(() => TestLink.Create(Program(receiver), (uint)pair.Right.Index, AttachType.Xdp));
        byte[] context = new byte[24];
        BinaryPrimitives.WriteInt32LittleEndian(context.AsSpan(12), pair.Left.Index);
        BinaryPrimitives.WriteUInt32LittleEndian(context.AsSpan(4), 64);
        long before = Received(pair);
        pair.Left.Namespace.Run(() => Program(loaded).TestRun(new TestRunInput
        {
            Data = Packet(),
            Context = context,
            Repeat = 100,
            BatchSize = 10,
            Flags = ProgramTestRunFlags.XdpLiveFrames,
        }));
        loaded.Maps.Array<ulong>("counts")[0].ShouldBe(100ul);
        (Received(pair) - before).ShouldBe(100);
    }

    [KernelFact]
    public void Only_live_frames_have_a_batch_size()
    {
        using KernelObject loaded = Load("r0 = 1\nexit", "xdp");
        Should.Throw<BpfSyscallException>(() => Program(loaded).TestRun(new TestRunInput { Data = Packet(), BatchSize = 4 })).Errno.ShouldBe(22);
    }

    [KernelFact]
    public void A_raw_tracepoint_program_runs_on_the_cpu_asked_for()
    {
        // get_smp_processor_id() in the high half, the first argument in the low half.
        using KernelObject loaded = Load("""
            r6 = *(u64 *)(r1 + 0)
            call bpf_get_smp_processor_id
            r0 <<= 16
            r0 |= r6
            exit
            """, "raw_tracepoint/sched_switch");
        for (int cpu = 0; cpu < Environment.ProcessorCount; cpu++)
        {
            TestRunResult result = Program(loaded).TestRun(new TestRunInput { Context = BitConverter.GetBytes(7L), Flags = ProgramTestRunFlags.RunOnCpu, Cpu = cpu });
            result.ReturnValue.ShouldBe(((uint)cpu << 16) | 7);
        }

        Should.Throw<BpfSyscallException>(() => Program(loaded).TestRun(new TestRunInput { Context = new byte[8], Flags = ProgramTestRunFlags.RunOnCpu, Cpu = 100_000 }))
            .Errno.ShouldBe(6);
    }

    [KernelFact]
    public void A_flow_dissector_fills_in_its_keys()
    {
        // flow_keys->nhoff = 14, thoff = 34; BPF_OK
        using KernelObject loaded = Load("""
            r2 = *(u64 *)(r1 + 144)
            *(u16 *)(r2 + 0) = 14
            *(u16 *)(r2 + 2) = 34
            r0 = 0
            exit
            """, "flow_dissector");
        TestRunResult result = Program(loaded).TestRun(new TestRunInput { Data = Packet(), DataOutSize = 64 });
        BinaryPrimitives.ReadUInt16LittleEndian(result.Data.Span).ShouldBe((ushort)14);
        BinaryPrimitives.ReadUInt16LittleEndian(result.Data.Span[2..]).ShouldBe((ushort)34);
    }

    [KernelFact]
    public void A_socket_lookup_program_runs_on_the_tuple_of_its_context()
    {
        // Answers the local port, which is at offset 60 of struct bpf_sk_lookup.
        using KernelObject loaded = Load("r0 = *(u32 *)(r1 + 60)\nr0 &= 1\nexit", "sk_lookup");
        byte[] context = new byte[72];
        BinaryPrimitives.WriteUInt32LittleEndian(context.AsSpan(8), 2); // AF_INET
        BinaryPrimitives.WriteUInt32LittleEndian(context.AsSpan(12), 6); // TCP
        BinaryPrimitives.WriteUInt32LittleEndian(context.AsSpan(60), 4711);
        Program(loaded).TestRun(new TestRunInput { Context = context, ContextOutSize = 72 }).ReturnValue.ShouldBe(1u);
    }

    [KernelFact]
    public void A_netfilter_program_runs_on_an_ip_packet()
    {
        using KernelObject loaded = Load("r0 = 1\nexit", "netfilter");
        Program(loaded).TestRun(new TestRunInput { Data = Packet().AsMemory(14) }).ReturnValue.ShouldBe(1u);
    }

    [KernelFact]
    public void A_structure_of_operations_runs_on_its_state()
    {
        // bpf_dummy_ops.test_1(state): the kernel has it for tests. Adds to the state's value and answers it.
        Btf types = Btf.LoadKernel();
        if (!types.TryFindId("bpf_dummy_ops", BtfKind.Struct, out uint id))
            Assert.Fail("This kernel has no bpf_dummy_ops (CONFIG_NET).");
        BpfObject source = BpfAssembly.Parse("""
            r1 = *(u64 *)(r1 + 0)
            r0 = 1
            if r1 == 0 goto +3
            r0 = *(u32 *)(r1 + 0)
            r0 += 5
            *(u32 *)(r1 + 0) = r0
            exit
            """, new BpfAssemblyOptions { SectionName = "struct_ops" });
        using KernelProgram program = KernelProgram.Load(ProgramType.StructOperations, source.Programs[0].Instructions.AsSpan(), new ProgramLoadOptions { AttachBtfId = id });
        int state = 37;
        GCHandle pinned = GCHandle.Alloc(state, GCHandleType.Pinned);
        try
        {
            TestRunResult result = program.TestRun(new TestRunInput { Context = BitConverter.GetBytes(pinned.AddrOfPinnedObject()), ContextOutSize = 0 });
            result.ReturnValue.ShouldBe(42u);
            Marshal.ReadInt32(pinned.AddrOfPinnedObject()).ShouldBe(42);
        }
        finally
        {
            pinned.Free();
        }
    }

    [KernelFact]
    public void A_checksum_that_the_program_spoils_is_found()
    {
        // Changes a byte without telling the checksum of the whole packet.
        using KernelObject loaded = Load("""
            r6 = r1
            *(u8 *)(r10 - 1) = 0x55
            r2 = 40
            r3 = r10
            r3 += -1
            r4 = 1
            r5 = 0
            call bpf_skb_store_bytes
            r0 = 0
            exit
            """, "tc");
        TestRunInput input = new() { Data = Packet() };
        Program(loaded).TestRun(input).Data.Span[40].ShouldBe((byte)0x55);
        Should.Throw<BpfSyscallException>(() => Program(loaded).TestRun(input with { Flags = ProgramTestRunFlags.SkbChecksumComplete })).Errno.ShouldBe(74); // EBADMSG
    }

    [KernelFact]
    public void Tracing_programs_that_are_attached_to_nothing_are_not_run()
    {
        // The kernel calls functions made for tests, to which such programs can be attached; a BTF raw tracepoint has none.
        Btf types = Btf.LoadKernel();
        types.TryFindId("btf_trace_sched_switch", BtfKind.Typedef, out uint id).ShouldBeTrue();
        using KernelProgram program = KernelProgram.Load(ProgramType.Tracing, BpfAssembly.Parse("r0 = 0\nexit").Programs[0].Instructions.AsSpan(),
            new ProgramLoadOptions { AttachType = AttachType.TraceRawTracepoint, AttachBtfId = id });
        Should.Throw<BpfSyscallException>(() => program.TestRun(new TestRunInput())).Command.ShouldBe(BpfCommand.ProgramTestRun);
    }

    [KernelFact]
    public void Register_invariants_are_tested_by_the_verifier_when_asked_for()
    {
        using KernelProgram program = KernelProgram.Load(ProgramType.Xdp, BpfAssembly.Parse("r0 = 2\nexit").Programs[0].Instructions.AsSpan(),
            new ProgramLoadOptions { Flags = ProgramLoadFlags.TestRegisterInvariants });
        program.TestRun(new TestRunInput { Data = Packet() }).ReturnValue.ShouldBe(2u);
    }

    private static long Received(VethPair pair)
    {
        using JsonDocument links = JsonDocument.Parse(pair.Right.Namespace.Execute("ip", "-j", "-s", "link", "show", pair.Right.Name));
        return links.RootElement[0].GetProperty("stats64").GetProperty("rx").GetProperty("packets").GetInt64();
    }

    private static KernelProgram Program(KernelObject loaded) => (KernelProgram)loaded.Programs.Single();

    private static KernelObject Load(string text, string section)
    {
        using var kernel = new LinuxKernel();
        return kernel.Load(BpfAssembly.Parse(text, new BpfAssemblyOptions { SectionName = section }));
    }

    /// <summary>64 bytes of Ethernet, IPv4 and UDP.</summary>
    private static byte[] Packet()
    {
        byte[] packet = new byte[64];
        packet[12] = 8;
        packet[14] = 0x45;
        packet[17] = 50;
        packet[22] = 64;
        packet[23] = 17;
        return packet;
    }
}
