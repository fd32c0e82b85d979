// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using Hornet.Bytecode;
using Hornet.Linux;
using Hornet.Objects;
using Hornet.Runtime;
using Hornet.Tests;
using Hornet.VirtualMachines;

namespace Hornet.Differential.Tests;

/// <summary>Random programs over random packets: the same result, the same packet and the same context afterwards.</summary>
public sealed class PacketProgramTests
{
    private const int Programs = 600;
    private const int PacketsPerProgram = 4;
    private const int SkbSize = 192;
    private const int LargestPacket = 1 << 17;

    [KernelFact]
    public void Classic_loads_give_what_they_give_in_the_kernel() =>
        Compare(ProgramType.SchedulerClassifier, PacketProgram.ClassicLoads, new byte[SkbSize]);

    [KernelFact]
    public void Packets_are_read_and_written_in_place_as_in_the_kernel() =>
        Compare(ProgramType.Xdp, PacketProgram.DirectAccess, []);

    [KernelFact]
    public void Helpers_change_and_measure_socket_buffers_as_in_the_kernel() =>
        Compare(ProgramType.SchedulerClassifier, seed => PacketProgram.HelperCalls(seed, ProgramType.SchedulerClassifier), new byte[SkbSize]);

    [KernelFact]
    public void Helpers_change_and_measure_xdp_packets_as_in_the_kernel() =>
        Compare(ProgramType.Xdp, seed => PacketProgram.HelperCalls(seed, ProgramType.Xdp), []);

    private static void Compare(ProgramType type, Func<int, PacketProgram> make, byte[] context)
    {
        int refused = 0;
        for (int seed = Seeds.First; seed < Seeds.First + Programs; seed++)
        {
            PacketProgram program = make(seed);
            if (FirstDifference(type, program, seed, context, out bool isRefused) is not null)
                Assert.Fail(Explain(type, program, seed, context));
            if (isRefused)
                refused++;
        }

        refused.ShouldBeLessThan(Programs / 20);
    }

    private static string? FirstDifference(ProgramType type, PacketProgram program, int seed, byte[] context, out bool isRefused)
    {
        Instruction[] code = program.Assemble();
        isRefused = false;
        KernelProgram kernel;
        try
        {
            kernel = KernelProgram.Load(type, code, new ProgramLoadOptions { Name = "packets" });
        }
        catch (BpfSyscallException refusal) when (refusal.Errno is 13 or 22 or 7)
        {
            isRefused = true;
            return null;
        }

        using (kernel)
        {
            TestRunResult[] expected = [.. Enumerable.Range(0, PacketsPerProgram).Select(i => Expect(kernel, type, PacketOf(seed, i), context))];
            return TestedEngines.All.Select(engine => FirstDifference(engine, type, code, seed, context, expected)).FirstOrDefault(difference => difference is not null);
        }
    }

    private static byte[] PacketOf(int seed, int number) => PacketProgram.MakePacket((seed * PacketsPerProgram) + number);

    private static TestRunResult Expect(KernelProgram kernel, ProgramType type, byte[] packet, byte[] context) => kernel.TestRun(new TestRunInput
    {
        Data = packet,
        DataOutSize = LargestPacket,
        Context = type == ProgramType.Xdp ? XdpContext(packet.Length) : context,
    });

    private static string? FirstDifference(Engine engine, ProgramType type, Instruction[] code, int seed, byte[] context, TestRunResult[] expected)
    {
        using var machine = new VirtualMachine(TestedEngines.Verified(engine));
        using LoadedObject loaded = machine.Load(new BpfObject { License = "GPL", Programs = [new ProgramSpec { Name = "packets", Type = type, Instructions = [.. code] }] });
        for (int i = 0; i < PacketsPerProgram; i++)
        {
            byte[] packet = PacketOf(seed, i);
            string where = $"{engine.ToText()}, packet {i} of {packet.Length} bytes";
            ReadOnlySpan<byte> expectedPacket = expected[i].Data.Span;
            if (type == ProgramType.Xdp)
            {
                // The kernel hands metadata out before the packet; the context says where the packet begins.
                expectedPacket = expectedPacket[(int)BitConverter.ToUInt32(expected[i].Context.Span)..];
            }

            RunResult actual;
            try
            {
                actual = loaded.Programs["packets"].Run(packet, new RunOptions { Context = context });
            }
            catch (BpfException error)
            {
                return $"{where}: stopped: {error.Message}";
            }

            if ((uint)actual.ReturnValue != expected[i].ReturnValue)
                return $"{where}: R0 is 0x{expected[i].ReturnValue:x} in the kernel, 0x{actual.ReturnValue:x} here";
            if (!actual.Packet.Span.SequenceEqual(expectedPacket))
                return $"{where}: {Convert.ToHexStringLower(expectedPacket)} in the kernel, {Convert.ToHexStringLower(actual.Packet.Span)} here";
            if (context.Length > 0 && !actual.Context.Span.Slice(48, 20).SequenceEqual(expected[i].Context.Span.Slice(48, 20)))
                return $"{where}: control block {Convert.ToHexStringLower(expected[i].Context.Span.Slice(48, 20))} in the kernel, {Convert.ToHexStringLower(actual.Context.Span.Slice(48, 20))} here";
        }

        return null;
    }

    private static byte[] XdpContext(int length)
    {
        byte[] context = new byte[24];
        BitConverter.TryWriteBytes(context.AsSpan(4), length);
        return context;
    }

    private static string Explain(ProgramType type, PacketProgram program, int seed, byte[] context)
    {
        for (bool isSmaller = true; isSmaller;)
        {
            isSmaller = false;
            foreach (PacketProgram candidate in program.Smaller())
            {
                if (FirstDifference(type, candidate, seed, context, out _) is null)
                    continue;
                program = candidate;
                isSmaller = true;
                break;
            }
        }

        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"Seed {seed}: {FirstDifference(type, program, seed, context, out _)}");
        text.Append(Listing.Of(program.Assemble()));
        return text.ToString();
    }
}
