// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode;
using Hornet.Linux;
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.VirtualMachines.Tests;

/// <summary>The same instructions run here and by the kernel: results, packets and context fields must be the same.</summary>
public sealed class KernelHelperTests
{
    /// <summary>Ethernet, IPv4 with 20 bytes of header, UDP, 32 bytes of data.</summary>
    internal static readonly byte[] UdpPacket = Convert.FromHexString(
        "0200000000020200000000010800" +
        "4500003c1234400040110000c0a80001c0a80002" +
        "1f90003500281234" +
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");

    /// <summary>The same over IPv6.</summary>
    internal static readonly byte[] UdpPacketV6 = Convert.FromHexString(
        "02000000000202000000000186dd" +
        "6000000000281140" + "20010db8000000000000000000000001" + "20010db8000000000000000000000002" +
        "1f90003500281234" +
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");

    /// <summary>With an 802.1Q tag in the packet, and with two.</summary>
    internal static readonly byte[] VlanPacket = Convert.FromHexString(
        "0200000000020200000000018100" + "00640800" +
        "4500003c1234400040110000c0a80001c0a80002" +
        "1f90003500281234" +
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");

    internal static readonly byte[] DoubleVlanPacket = Convert.FromHexString(
        "02000000000202000000000188a8" + "0065810000640800" +
        "4500003c1234400040110000c0a80001c0a80002" +
        "1f90003500281234" +
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");

    private static readonly int[] Fields =
        [SkbContext.Length, SkbContext.PacketType, SkbContext.Protocol, SkbContext.VlanPresent, SkbContext.VlanTci, SkbContext.VlanProtocol];

    private const uint OtherHost = 3;

    private static readonly byte[][] Packets = [UdpPacket, UdpPacketV6, VlanPacket, DoubleVlanPacket];

    [KernelTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_sequences_of_skb_helpers_do_what_the_kernels_do(int packet)
    {
        for (int seed = 0; seed < 100; seed++)
        {
            Random random = new((packet * 1000) + seed);
            HelperCode code = new();
            List<string> calls = [];
            int count = random.Next(1, 7);
            for (int at = 0; at < count; at++)
                AddRandomCall(code, random, calls, isAlone: count == 1);
            Compare(ProgramType.SchedulerClassifier, code.FoldFields(Fields).End(), Packets[packet], $"packet {packet}, seed {seed}: {string.Join("; ", calls)}");
        }
    }

    [KernelFact]
    public void Random_sequences_of_xdp_helpers_do_what_the_kernels_do()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            Random random = new(seed);
            HelperCode code = new();
            List<string> calls = [];
            int count = random.Next(1, 7);
            for (int at = 0; at < count; at++)
                AddRandomXdpCall(code, random, calls);
            Compare(ProgramType.Xdp, code.End(), UdpPacket, $"seed {seed}: {string.Join("; ", calls)}");
        }
    }

    [KernelFact]
    public void Checksum_differences_are_the_kernels()
    {
        Random random = new(7);
        for (int round = 0; round < 40; round++)
        {
            byte[] bytes = new byte[64];
            random.NextBytes(bytes);
            int from = random.Next(0, 9) * 4;
            int to = random.Next(0, 8) * 4;
            long seed = random.Next(3) == 0 ? 0 : random.NextInt64();
            HelperCode code = new HelperCode().Fill(bytes).Call(
                HelperId.ChecksumDiff, HelperCode.Buffer(), from, HelperCode.Buffer(32), to, seed);
            Compare(ProgramType.SchedulerClassifier, code.End(), UdpPacket, $"from {from}, to {to}, seed {seed:x}");
        }
    }

    [KernelTheory]
    [InlineData("42", 0)]
    [InlineData("-42", 10)]
    [InlineData(" \t0x1fg", 0)]
    [InlineData("0x", 0)]
    [InlineData("0xz", 16)]
    [InlineData("09", 0)]
    [InlineData("-", 0)]
    [InlineData("+3", 0)]
    [InlineData("9223372036854775807", 0)]
    [InlineData("9223372036854775808", 0)]
    [InlineData("-9223372036854775808", 0)]
    [InlineData("18446744073709551615", 0)]
    [InlineData("18446744073709551616", 0)]
    [InlineData("12", 7)]
    [InlineData("", 0)]
    public void Numbers_are_parsed_as_the_kernel_does(string text, long flags)
    {
        foreach (HelperId id in (HelperId[])[HelperId.StringToLong, HelperId.StringToUnsignedLong])
        {
            byte[] bytes = System.Text.Encoding.ASCII.GetBytes(text);
            HelperCode code = new HelperCode().Fill(bytes).Call(
                id, HelperCode.Buffer(), Math.Max(1, bytes.Length), flags, HelperCode.Buffer(56)).FoldBuffer();
            Compare(ProgramType.SchedulerClassifier, code.End(), UdpPacket, $"{id} of '{text}'");
        }
    }

    private static void AddRandomCall(HelperCode code, Random random, List<string> calls, bool isAlone)
    {
        long offset = random.Next(8) == 0 ? random.Next(-2, 200) : random.Next(0, 70);
        switch (random.Next(14))
        {
            case 0:
                long length = random.Next(1, 48);
                calls.Add($"store({offset}, {length})");
                code.Fill([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]).Call(
                    HelperId.SkbStoreBytes, HelperCode.Context, offset, HelperCode.Buffer(), length, random.Next(0, 5));
                break;
            case 1:
                calls.Add($"load({offset})");
                code.Fill([]).Call(HelperId.SkbLoadBytes, HelperCode.Context, offset, HelperCode.Buffer(), random.Next(1, 64)).FoldBuffer();
                break;
            case 2:
                long header = random.Next(0, 3);
                calls.Add($"load_relative({offset}, {header})");
                code.Fill([]).Call(
                    HelperId.SkbLoadBytesRelative, HelperCode.Context, offset, HelperCode.Buffer(), random.Next(1, 64), header).FoldBuffer();
                break;
            case 3:
                long protocol = random.Next(3) switch { 0 => 0x0081, 1 => 0xa888, _ => 0x1234 };
                long tag = random.Next(0, 0x10000);
                calls.Add($"vlan_push({protocol:x}, {tag:x})");
                code.Call(HelperId.SkbVlanPush, HelperCode.Context, protocol, tag);
                break;
            case 4:
                calls.Add("vlan_pop()");
                code.Call(HelperId.SkbVlanPop, HelperCode.Context);
                break;
            case 5:
                long to = random.Next(2) == 0 ? 0xdd86 : 0x0008;
                calls.Add($"change_proto({to:x})");
                code.Call(HelperId.SkbChangeProtocol, HelperCode.Context, to, random.Next(10) == 0 ? 1 : 0);
                break;
            case 6:
                // After a packet was cut short, or moved for want of room, the kernel's further calls read past its end. So only a call on its own
                // tries short lengths.
                long newLength = isAlone ? random.Next(0, 60) : random.Next(250, 400);
                calls.Add($"change_tail({newLength})");
                code.Call(HelperId.SkbChangeTail, HelperCode.Context, newLength, random.Next(10) == 0 ? 1 : 0);
                break;
            case 7:
                long room = random.Next(0, 100);
                calls.Add($"change_head({room})");
                code.Call(HelperId.SkbChangeHead, HelperCode.Context, room, random.Next(10) == 0 ? 1 : 0);
                break;
            case 8 or 9:
                long difference = random.Next(-60, 100);
                long mode = random.Next(0, 3);
                long flags = random.Next(3) switch { 0 => 0, 1 => 1L << random.Next(0, 10), _ => random.Next(0, 0x200) };
                if (random.Next(4) == 0)
                    flags |= random.NextInt64(0, 20) << 56;
                calls.Add($"adjust_room({difference}, {mode}, {flags:x})");
                code.Call(HelperId.SkbAdjustRoom, HelperCode.Context, difference, mode, flags);
                break;
            case 10:
                long size3 = random.Next(4) switch { 0 => 0, 1 => 2, 2 => 4, _ => random.Next(0, 17) };
                calls.Add($"l3_csum_replace({offset}, size {size3})");
                code.Call(HelperId.L3ChecksumReplace, HelperCode.Context, offset & ~1, size3 == 0 ? 0 : 0x11223344, 0x55667788, size3);
                break;
            case 11:
                long size4 = (random.NextInt64(3) * 2) | (random.NextInt64(16) << 4);
                calls.Add($"l4_csum_replace({offset}, flags {size4:x})");
                code.Call(HelperId.L4ChecksumReplace, HelperCode.Context, offset, (size4 & 15) == 0 ? 0 : 0x11223344, random.Next(), size4);
                break;
            case 12:
                long type = random.Next(0, 6);
                calls.Add($"change_type({type})");
                code.Call(HelperId.SkbChangeType, HelperCode.Context, type);
                break;
            default:
                calls.Add($"pull_data({offset}), csum, ecn");
                code.Call(HelperId.SkbPullData, HelperCode.Context, offset)
                    .Call(HelperId.ChecksumUpdate, HelperCode.Context, 5)
                    .Call(HelperId.ChecksumLevel, HelperCode.Context, random.Next(0, 5))
                    .Call(HelperId.SkbEcnSetCe, HelperCode.Context);
                break;
        }
    }

    private static void AddRandomXdpCall(HelperCode code, Random random, List<string> calls)
    {
        long offset = random.Next(8) == 0 ? random.Next(-2, 200) : random.Next(0, 70);
        switch (random.Next(6))
        {
            case 0:
                long head = random.Next(-300, 80);
                calls.Add($"adjust_head({head})");
                code.Call(HelperId.XdpAdjustHead, HelperCode.Context, head);
                break;
            case 1:
                long tail = random.Next(4) == 0 ? random.Next(-100, 4000) : random.Next(-60, 200);
                calls.Add($"adjust_tail({tail})");
                code.Call(HelperId.XdpAdjustTail, HelperCode.Context, tail);
                break;
            case 2:
                long meta = random.Next(3) == 0 ? random.Next(-300, 50) : random.Next(-16, 4) * 4;
                calls.Add($"adjust_meta({meta})");
                code.Call(HelperId.XdpAdjustMeta, HelperCode.Context, meta);
                break;
            case 3:
                calls.Add($"load({offset})");
                code.Fill([]).Call(HelperId.XdpLoadBytes, HelperCode.Context, offset, HelperCode.Buffer(), random.Next(1, 64)).FoldBuffer();
                break;
            case 4:
                calls.Add($"store({offset})");
                code.Fill([9, 8, 7, 6, 5]).Call(HelperId.XdpStoreBytes, HelperCode.Context, offset, HelperCode.Buffer(), random.Next(1, 64));
                break;
            default:
                calls.Add("get_buff_len()");
                code.Call(HelperId.XdpGetBufferLength, HelperCode.Context);
                break;
        }
    }

    private static void Compare(ProgramType type, ImmutableArray<Instruction> program, byte[] packet, string what)
    {
        using KernelProgram kernel = KernelProgram.Load(type, program.AsSpan());
        TestRunResult expected = kernel.TestRun(new TestRunInput { Data = packet, DataOutSize = 70_000 });
        string expectedBytes = Convert.ToHexString(expected.Data.Span);
        foreach (Engine engine in TestedEngines.All)
        {
            using HelperBench bench = new(type, options: TestedEngines.Checked(engine) with { RandomSeed = 1 });
            // The kernel's test run receives on the loop-back device, whose address the packet does not have.
            uint actual = (uint)bench.RunPacket(program, packet, new PacketMetadata { PacketType = OtherHost });

            // The kernel gives the metadata before the packet back with it.
            string bytes = Convert.ToHexString(bench.Run.Packet.MetaSpan) + Convert.ToHexString(bench.Packet);
            if (bytes != expectedBytes || actual != expected.ReturnValue)
                Assert.Fail($"{what}\n  kernel {expected.ReturnValue:x8} {expectedBytes}\n  {engine.ToText()} {actual:x8} {bytes}");
        }
    }
}
