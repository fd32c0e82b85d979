// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Differential.Tests;

/// <summary>Random programs over packets: a start that sets registers and stack, a body, and an end that tells what came out.</summary>
internal sealed record PacketProgram(IReadOnlyList<Instruction> Start, IReadOnlyList<Part> Body, IReadOnlyList<Instruction> End)
{
    private const short PacketSlot = -PartGenerator.StackSize - 8;
    private const int KnownBytes = 34;
    private const short ControlBlock = 48;

    public Instruction[] Assemble()
    {
        var code = new CodeEmitter();
        foreach (Instruction instruction in Start)
            code.Add(instruction);
        Parts.Emit(Body, code);
        foreach (Instruction instruction in End)
            code.Add(instruction);
        return code.Finish();
    }

    public IEnumerable<PacketProgram> Smaller() => Parts.Smaller(Body).Select(body => this with { Body = body });

    /// <summary>A <c>sched_cls</c> program that loads with the classic instructions and leaves its registers in the control block.</summary>
    public static PacketProgram ClassicLoads(int seed)
    {
        var random = new Random(seed);
        return new PacketProgram(
            [new(0xbf, Register.R6, Register.R1), .. Fill(random)],
            new ClassicLoadGenerator(random).Body(random.Next(5, 30)),
            [
                .. Fold(),
                new(0x63, Register.R6, Register.R7, ControlBlock), new(0x63, Register.R6, Register.R8, ControlBlock + 4),
                new(0x63, Register.R6, Register.R9, ControlBlock + 8), new(0x95),
            ]);
    }

    /// <summary>An XDP program that reads and writes the first bytes of its packet.</summary>
    public static PacketProgram DirectAccess(int seed)
    {
        var random = new Random(seed);
        return new PacketProgram(
            [
                new(0x61, Register.R2, Register.R1, 0),
                new(0x61, Register.R3, Register.R1, 4),
                new(0xbf, Register.R6, Register.R1),
                new(0xbf, Register.R4, Register.R2),
                new(0x07, Register.R4, immediate: KnownBytes),
                new(0xbd, Register.R4, Register.R3, 2),
                new(0xb7, Register.R0, immediate: 1),
                new(0x95),
                new(0x7b, Register.R10, Register.R2, PacketSlot),
                .. Fill(random),
            ],
            new DirectAccessGenerator(random, KnownBytes, PacketSlot).Body(random.Next(5, 30)),
            [.. Fold(), new(0x95)]);
    }

    /// <summary>A program that calls helpers.</summary>
    public static PacketProgram HelperCalls(int seed, Hornet.Objects.ProgramType type)
    {
        var random = new Random(seed);
        return new PacketProgram(
            [new(0xbf, Register.R6, Register.R1), new(0xb7, Register.R7, immediate: 1)],
            new HelperCallGenerator(random, type).Calls(random.Next(1, 8)),
            [
                new(0xbf, Register.R0, Register.R7), new(0x77, Register.R7, immediate: 32), new(0xaf, Register.R0, Register.R7), new(0x95),
            ]);
    }

    /// <summary>A packet of random bytes, long enough for an Ethernet header.</summary>
    public static byte[] MakePacket(int seed)
    {
        var random = new Random(seed);
        byte[] packet = new byte[random.Next(4) == 0 ? random.Next(14, 40) : random.Next(40, 200)];
        random.NextBytes(packet);

        // The kernel wants room for a header behind the EtherType of IPv4; that for experiments promises nothing.
        (packet[12], packet[13]) = packet.Length >= 34 ? ((byte)0x08, (byte)0x00) : ((byte)0x88, (byte)0xb5);
        return packet;
    }

    // Numbers for every register but the context's, and for the stack.
    private static IEnumerable<Instruction> Fill(Random random)
    {
        Register[] numbers = [Register.R0, Register.R1, Register.R2, Register.R3, Register.R4, Register.R5, Register.R7, Register.R8, Register.R9];
        foreach (Register register in numbers)
            yield return new Instruction(0xb7, register, immediate: random.Next(3) == 0 ? random.Next(-3, 70) : random.Next(int.MinValue, int.MaxValue));
        for (int i = 0; i < PartGenerator.StackSize / 8; i++)
            yield return new Instruction(0x7b, Register.R10, numbers[i], (short)((i * 8) - PartGenerator.StackSize));
    }

    // All registers into R0, both halves.
    private static IEnumerable<Instruction> Fold()
    {
        foreach (Register register in (Register[])[Register.R1, Register.R2, Register.R3, Register.R4, Register.R5, Register.R7, Register.R8, Register.R9])
        {
            yield return new Instruction(0x27, Register.R0, immediate: 31);
            yield return new Instruction(0xaf, Register.R0, register);
        }

        for (short offset = -PartGenerator.StackSize; offset < 0; offset += 8)
        {
            yield return new Instruction(0x79, Register.R1, Register.R10, offset);
            yield return new Instruction(0x27, Register.R0, immediate: 31);
            yield return new Instruction(0xaf, Register.R0, Register.R1);
        }

        yield return new Instruction(0xbf, Register.R1, Register.R0);
        yield return new Instruction(0x77, Register.R1, immediate: 32);
        yield return new Instruction(0xaf, Register.R0, Register.R1);
    }
}
