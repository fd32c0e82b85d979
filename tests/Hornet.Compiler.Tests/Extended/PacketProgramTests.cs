// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Hornet.Bytecode;
using Hornet.Compiler.Backends.Extended;
using Hornet.Compiler.Passes;
using Hornet.Compiler.Ssa;
using Hornet.Objects;

namespace Hornet.Compiler.Tests.Extended;

/// <summary>Functions that read packets, as socket filters, tc and XDP programs, in every engine.</summary>
public sealed class PacketProgramTests
{
    public static TheoryData<ProgramType> Types => [ProgramType.SocketFilter, ProgramType.SchedulerClassifier, ProgramType.Xdp];

    [Theory]
    [MemberData(nameof(Types))]
    public void Tests_in_a_row_are_decided_alike(ProgramType type)
    {
        byte[] matching = Packet(8080, 20);
        Check(type, PortFilter, [
            (matching, true), (Packet(8081, 20), false), (Packet(8080, 40), true), (matching[..37], false), (matching[..38], true), (matching[..20], false)]);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void An_index_without_a_known_bound_is_read_when_it_is_inside(ProgramType type)
    {
        byte[] packet = new byte[100];
        packet[0] = packet[1] = 0xff;
        packet[3] = 60;
        packet[67] = 9;
        byte[] far = [.. packet];
        far[3] = 96;
        byte[] wrapped = [.. packet];
        wrapped[2] = wrapped[3] = 0xff;
        wrapped[6] = 9;
        byte[] negative = [.. packet];
        negative[2] = 0xff;
        Check(type, WordIndexed, [(packet, false), (far, false), (wrapped, true), (negative, false)]);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Reads_of_different_sizes_at_an_index_without_a_known_bound(ProgramType type)
    {
        byte[] packet = new byte[64];
        packet[3] = 50;
        packet[50] = 7;
        Check(type, () => Single(b =>
        {
            Value index = b.Add(new PacketLoad(MemorySize.Word, 0));
            Value one = b.Add(new PacketLoad(MemorySize.Byte, 0, index));
            return new BinaryOperation(BinaryOperator.Add, one, b.Add(new PacketLoad(MemorySize.HalfWord, 0, index)));
        }, 0x700 + 7), [(packet, true), (packet[..52], true), (packet[..51], false), (new byte[64], false)]);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_read_at_the_place_that_a_read_tells(ProgramType type)
    {
        byte[] packet = new byte[64];
        packet[20] = 50;
        packet[50] = 7;
        byte[] short51 = packet[..51];
        Check(type, () => Single(b => new PacketLoad(MemorySize.Byte, 0, b.Add(new PacketLoad(MemorySize.Byte, 20))), 7),
            [(packet, true), (short51, true), (packet[..50], false), (new byte[64], false)]);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Dividing_by_zero_refuses(ProgramType type)
    {
        byte[] packet = new byte[64];
        packet[20] = 50;
        packet[21] = 10;
        byte[] zero = new byte[64];
        zero[20] = 50;
        Check(type, () => Single(
            b => new BinaryOperation(BinaryOperator.DivideUnsigned, b.Add(new PacketLoad(MemorySize.Byte, 20)), b.Add(new PacketLoad(MemorySize.Byte, 21))) { IsClassic = true }, 5),
            [(packet, true), (zero, false)]);
        Check(type, () => Single(
            b => new BinaryOperation(BinaryOperator.ShiftRight, b.Add(new PacketLoad(MemorySize.Byte, 20)), b.Add(new PacketLoad(MemorySize.Byte, 21))) { IsClassic = true }, 0),
            [(packet, true), (zero, false)]);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void The_length_of_the_packet(ProgramType type) =>
        Check(type, () => Single(_ => new PacketLength(), 77), [(new byte[77], true), (new byte[78], false)]);

    [Fact]
    public void One_comparison_proves_all_reads_that_refusal_waits_behind()
    {
        Function function = PortFilter();
        PacketLowering.Lower(function, ProgramType.Xdp);
        int comparisons = function.Blocks.SelectMany(block => block.Operations).OfType<CompareOperation>().Count(compare => compare.Left.Type == SsaType.Pointer);
        // One for the fixed places; one for the source port, which may match alone; one for the destination port.
        comparisons.ShouldBe(3);
    }

    [Fact]
    public void What_XDP_cannot_know_is_an_error()
    {
        Function function = Single(_ => new PacketMetadata(Bytecode.Classic.ClassicExtension.Mark), 1);
        CodeGenerationException error = Should.Throw<CodeGenerationException>(() => PacketLowering.Lower(function, ProgramType.Xdp));
        error.Message.ShouldContain("Mark");
    }

    private static void Check(ProgramType type, Func<Function> make, (byte[] Packet, bool Matches)[] cases)
    {
        foreach (bool optimize in new[] { false, true })
        {
            Function function = make();
            PacketLowering.Lower(function, type, PacketActions.Decision);
            SsaChecker.Check(function, "lowering");
            if (optimize)
                Pipeline.Optimize(function);
            var module = new Module("filter");
            module.Programs.Add(new ModuleProgram(function, type, type == ProgramType.Xdp ? "xdp" : type == ProgramType.SocketFilter ? "socket" : "tc"));
            BpfObject compiled = ExtendedBackend.Generate(module);
            using var runner = new Runner(compiled);
            foreach ((byte[] packet, bool matches) in cases)
            {
                foreach ((string engine, uint result, _) in runner.RunPacket(packet))
                    result.ShouldBe(matches ? 1u : 0u, $"{engine}, {type}, {packet.Length} bytes:\n{Engines.Listing(compiled)}");
            }
        }
    }

    /// <summary>What <c>ip and tcp port 8080</c> tests, but for the fragment.</summary>
    private static Function PortFilter()
    {
        FunctionBuilder b = FunctionBuilder.Program();
        Block[] blocks = [.. Enumerable.Range(0, 6).Select(_ => b.Block())];
        b.Branch(b.Compare(Comparison.Equal, b.Add(new PacketLoad(MemorySize.HalfWord, 12)), FunctionBuilder.I32(0x800)), blocks[0], blocks[5]);
        b.Current = blocks[0];
        b.Branch(b.Compare(Comparison.Equal, b.Add(new PacketLoad(MemorySize.Byte, 23)), FunctionBuilder.I32(6)), blocks[1], blocks[5]);
        b.Current = blocks[1];
        Value header = b.Binary(BinaryOperator.ShiftLeft, b.Binary(BinaryOperator.And, b.Add(new PacketLoad(MemorySize.Byte, 14)), FunctionBuilder.I32(15)), FunctionBuilder.I32(2));
        b.Branch(b.Compare(Comparison.Equal, b.Add(new PacketLoad(MemorySize.HalfWord, 14, header)), FunctionBuilder.I32(8080)), blocks[4], blocks[2]);
        b.Current = blocks[2];
        b.Branch(b.Compare(Comparison.Equal, b.Add(new PacketLoad(MemorySize.HalfWord, 16, header)), FunctionBuilder.I32(8080)), blocks[4], blocks[5]);
        b.Current = blocks[4];
        b.Return(FunctionBuilder.I32(262_144));
        b.Current = blocks[5];
        b.Return(FunctionBuilder.I32(0));
        b.Function.RemoveBlocks(block => block == blocks[3]);
        return b.Function;
    }

    /// <summary>Reads a byte at 4 past the number in the first four bytes, and matches 9.</summary>
    private static Function WordIndexed() =>
        Single(b => new PacketLoad(MemorySize.Byte, 7, b.Add(new PacketLoad(MemorySize.Word, 0))), 9);

    private static Function Single(Func<FunctionBuilder, Operation> value, uint expected)
    {
        FunctionBuilder b = FunctionBuilder.Program();
        Value result = b.Add(value(b));
        (Block yes, Block no) = (b.Block(), b.Block());
        b.Branch(b.Compare(Comparison.Equal, result, FunctionBuilder.I32(expected)), yes, no);
        b.Current = yes;
        b.Return(FunctionBuilder.I32(262_144));
        b.Current = no;
        b.Return(FunctionBuilder.I32(0));
        return b.Function;
    }

    private static byte[] Packet(ushort port, int headerLength)
    {
        byte[] packet = new byte[80];
        packet[12] = 8;
        packet[14] = (byte)(0x40 | (headerLength / 4));
        packet[23] = 6;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(14 + headerLength + 2), port);
        return packet;
    }
}
