// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode.Classic;
using Hornet.Bytecode.Tests.Classic;
using Hornet.Objects;
using Hornet.Packets;
using Hornet.Tests;
using Hornet.VirtualMachines;

namespace Hornet.Differential.Tests.Classic;

/// <summary>Classic filters translated and run in the virtual machine give what the classic interpreter gives.</summary>
public sealed class TranslatedFilterTests
{
    private static readonly PacketMetadata Metadata = new()
    {
        LinkHeaderLength = 0,
        Interface = 3,
        Queue = 5,
        Protocol = 0x86dd,
        PacketType = 4,
        Mark = 0xdeadbeef,
        Hash = 0x12345678,
        VlanTag = 0x2064,
        VlanProtocol = 0x88a8,
    };

    private static readonly ClassicPacketContext Context = new()
    {
        InterfaceIndex = 3,
        Queue = 5,
        Protocol = 0x86dd,
        PacketType = 4,
        Mark = 0xdeadbeef,
        Hash = 0x12345678,
        VlanTag = 0x2064,
        VlanProtocol = 0x88a8,
    };

    [Fact]
    public void On_random_programs()
    {
        var random = new Random(31);
        int nonzero = 0;
        using var machine = new VirtualMachine();
        for (int round = 0; round < 1000; round++)
        {
            ClassicInstruction[] program = WithoutChance(RandomPrograms.Valid(random, random.Next(1, 40)));
            byte[] packet = new byte[random.Next(1, 100)];
            random.NextBytes(packet);

            uint expected = new ClassicFilter(program).Run(packet, Context);
            Run(machine, program, packet).ShouldBe(expected, ClassicText.Format(program, ClassicTextFormat.Listing) + Convert.ToHexStringLower(packet));
            nonzero += expected != 0 ? 1 : 0;
        }

        nonzero.ShouldBeGreaterThan(100);
    }

    [Theory]
    [InlineData("ldh [12] jne #0x806, no ret #-1 no: ret #0", 12)]
    [InlineData("ldh [12] jne #0x800, no ldb [23] jne #6, no ldh [20] jset #0x1fff, no ldx 4*([14]&0xf) ldh [x + 16] jne #80, no ret #-1 no: ret #0", 48)]
    public void On_the_sample_capture(string source, int matches)
    {
        ClassicInstruction[] program = ClassicText.Parse(source);
        var filter = new ClassicFilter(program);
        using var machine = new VirtualMachine();
        using var loaded = machine.Load(ObjectOf(program));
        using ProgramRun run = ((VirtualProgram)loaded.Programs["filter"]).CreateRun();
        using var reader = CaptureReader.Open(TestFiles.InRepository("samples", "packets.pcap"));
        int counted = 0;
        while (reader.TryRead(out CapturedPacket packet))
        {
            uint result = (uint)run.Run(packet.Data, Metadata);
            result.ShouldBe(filter.Run(packet.Data));
            counted += result != 0 ? 1 : 0;
        }

        counted.ShouldBe(matches);
    }

    private static uint Run(VirtualMachine machine, ClassicInstruction[] program, byte[] packet)
    {
        using var loaded = machine.Load(ObjectOf(program));
        using ProgramRun run = ((VirtualProgram)loaded.Programs["filter"]).CreateRun();
        return (uint)run.Run(packet, Metadata);
    }

    private static BpfObject ObjectOf(ClassicInstruction[] program) => new()
    {
        Programs = [new ProgramSpec { Name = "filter", Type = ProgramType.SocketFilter, Instructions = [.. ClassicTranslator.Translate(program)] }],
    };

    /// <summary>What cannot be translated, and what is another number every time, gives way to a constant.</summary>
    private static ClassicInstruction[] WithoutChance(ClassicInstruction[] program)
    {
        for (int i = 0; i < program.Length; i++)
        {
            if (ClassicExtensions.TryFromOperand(program[i].Operand, out ClassicExtension extension) && extension
                is ClassicExtension.Random or ClassicExtension.Cpu or ClassicExtension.HardwareType or ClassicExtension.PayloadOffset
                or ClassicExtension.NetlinkAttribute or ClassicExtension.NestedNetlinkAttribute)
                program[i] = new ClassicInstruction(ClassicOpcodes.LoadImmediate, (uint)extension);
        }

        return program;
    }
}
