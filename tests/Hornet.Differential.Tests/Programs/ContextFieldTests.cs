// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Hornet.Bytecode;
using Hornet.Linux;
using Hornet.Objects;
using Hornet.Runtime;
using Hornet.Tests;
using Hornet.VirtualMachines;

namespace Hornet.Differential.Tests;

/// <summary>Every number a packet program may read of its context is the one that the kernel's test run gives it, in every width.</summary>
public sealed class ContextFieldTests
{
    // Where a test run is not what happens to a packet: it gives the packet a socket of its own, lets it come from no interface, hashes it
    // with a secret, and hands socket filters the packet without its Ethernet header (as a UDP socket would, not a packet socket).
    private static readonly string[] OfTheTestRun = ["hash", "ingress_ifindex", "family"];

    [KernelTheory]
    [InlineData(ProgramType.SchedulerClassifier)]
    [InlineData(ProgramType.SchedulerAction)]
    [InlineData(ProgramType.CgroupSkb)]
    [InlineData(ProgramType.SocketFilter)]
    public void Fields_of_the_socket_buffer_have_the_kernels_values(ProgramType type)
    {
        // Settings a test run takes: mark, priority, interface, control block, time stamp, segments.
        byte[] settings = new byte[192];
        ContextLayout layout = ContextLayout.For(type)!;
        void Set(string field, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(settings.AsSpan(layout.Field(field)!.Value.Offset), value);
        Set("mark", 0x12345678);
        Set("priority", 7);
        Set("ifindex", 1);
        Set("tstamp", 123456789);
        Set("gso_segs", 3);
        Set("gso_size", 100);
        Set("wire_len", 5000);
        for (int i = 0; i < 5; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(settings.AsSpan(48 + (4 * i)), 0xa0b0c0d0u + (uint)i);

        Compare(type, layout, settings, except: type == ProgramType.SocketFilter ? [.. OfTheTestRun, "len"] : OfTheTestRun);
        Compare(type, layout, new byte[192], except: type == ProgramType.SocketFilter ? [.. OfTheTestRun, "len"] : OfTheTestRun);
    }

    [KernelFact]
    public void Fields_of_the_xdp_context_have_the_kernels_values() =>
        Compare(ProgramType.Xdp, ContextLayout.For(ProgramType.Xdp)!, [], except: []);

    private static void Compare(ProgramType type, ContextLayout layout, byte[] settings, string[] except)
    {
        byte[] packet = new byte[60];
        (packet[12], packet[13], packet[14]) = (0x08, 0x00, 0x45);
        var differences = new List<string>();
        for (int offset = 0; offset < layout.Size; offset++)
        {
            foreach (int size in (int[])[1, 2, 4, 8])
            {
                // Numbers that the kernel holds in 16 bits come again when their upper half is read alone.
                bool isUpperHalf = offset % 4 == 2 && size == 2;
                if (isUpperHalf || !layout.CanRead(offset, size) || layout.ValueAt(offset) != ContextValue.Scalar || except.Contains(layout.FieldAt(offset)?.Name))
                    continue;
                ulong expected = InKernel(type, offset, size, packet, settings), actual = Here(type, offset, size, packet, settings);
                if (expected != actual)
                    differences.Add($"{layout.FieldAt(offset)?.Name} (offset {offset}, {size} bytes): 0x{expected:x} in the kernel, 0x{actual:x} here");
            }
        }

        differences.ShouldBeEmpty();
    }

    // The low half, then the high half: a test run answers 32 bits. cgroup_skb programs may only answer 0 or 1, so the answer goes through the packet's mark.
    private static Instruction[] Read(ProgramType type, int offset, int size, int shift)
    {
        byte load = (byte)(0x61 | size switch { 1 => 0x10, 2 => 0x08, 4 => 0x00, _ => 0x18 });
        Instruction[] read = [new(load, Register.R0, Register.R1, (short)offset), new(0x77, Register.R0, immediate: shift)];
        return type == ProgramType.CgroupSkb
            ? [.. read, new(0x63, Register.R1, Register.R0, 8), new(0xb7, Register.R0, immediate: 1), new(0x95)]
            : [.. read, new(0x95)];
    }

    private static ulong InKernel(ProgramType type, int offset, int size, byte[] packet, byte[] settings) => Halves(shift =>
    {
        using KernelProgram program = KernelProgram.Load(type, Read(type, offset, size, shift), new ProgramLoadOptions { AttachType = Hook(type) });
        TestRunResult result = program.TestRun(new TestRunInput { Data = packet, Context = settings });
        return type == ProgramType.CgroupSkb ? BinaryPrimitives.ReadUInt32LittleEndian(result.Context.Span[8..]) : result.ReturnValue;
    });

    private static ulong Here(ProgramType type, int offset, int size, byte[] packet, byte[] settings) => Halves(shift =>
    {
        using var machine = new VirtualMachine();
        var program = new ProgramSpec { Name = "read", Type = type, AttachType = Hook(type), Instructions = [.. Read(type, offset, size, shift)] };
        using LoadedObject loaded = machine.Load(new BpfObject { License = "GPL", Programs = [program] });
        RunResult result = loaded.Programs["read"].Run(packet, new RunOptions { Context = settings });
        return type == ProgramType.CgroupSkb ? BinaryPrimitives.ReadUInt32LittleEndian(result.Context.Span[8..]) : (uint)result.ReturnValue;
    });

    private static ulong Halves(Func<int, uint> read) => read(0) | ((ulong)read(32) << 32);

    private static AttachType? Hook(ProgramType type) => type == ProgramType.CgroupSkb ? AttachType.CgroupInetIngress : null;
}
