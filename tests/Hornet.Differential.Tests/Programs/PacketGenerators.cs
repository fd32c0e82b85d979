// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Differential.Tests;

/// <summary>Random parts that load from a packet with the classic loads (<c>LD_ABS</c>, <c>LD_IND</c>); R6 is the context.</summary>
internal sealed class ClassicLoadGenerator(Random random) : PartGenerator(random)
{
    protected override Part Next() => Random.Next(4) == 0 && !IsInLoop ? new Straight(ClassicLoad()) : base.Next();

    // The load takes R1 to R5 away; R0 has the number.
    private Instruction[] ClassicLoad()
    {
        byte size = SizeBits(1 << Random.Next(3));
        int near = Random.Next(20) == 0 ? Random.Next(-4, 2000) : Random.Next(0, 60);
        Instruction load;
        var prepare = new List<Instruction>();
        if (Random.Next(2) == 0)
        {
            load = new Instruction((byte)(0x20 | size), immediate: near);
        }
        else
        {
            // A small index most of the time, otherwise whatever the register holds.
            if (Random.Next(8) != 0)
                prepare.Add(new Instruction(0x57, Register.R8, immediate: 0x1f));
            load = new Instruction((byte)(0x40 | size), source: Register.R8, immediate: Random.Next(4) == 0 ? -Random.Next(8) : near / 2);
        }

        return [.. prepare, load, .. Enumerable.Range(1, 5).Select(i => new Instruction(0xbf, (Register)i, i % 2 == 0 ? Register.R0 : Register.R9))];
    }
}

/// <summary>
/// Random parts that read and write a packet in place. R6 is the context, the packet's address is in a stack slot below those of
/// <see cref="PartGenerator"/>; bounds are known to the verifier for the first bytes.
/// </summary>
internal sealed class DirectAccessGenerator(Random random, int knownBytes, short packetSlot) : PartGenerator(random)
{
    protected override Part Next() => Random.Next(3) == 0 ? new Straight(PacketAccess()) : base.Next();

    // R5 borrows the packet's address for one access.
    private Instruction[] PacketAccess()
    {
        int size = 1 << Random.Next(4);
        byte bits = SizeBits(size);
        short offset = (short)Random.Next(knownBytes - size + 1);
        Register number;
        do
        {
            number = Any();
        }
        while (number == Register.R5);
        Instruction access = Random.Next(4) switch
        {
            0 => new Instruction((byte)(0x61 | bits), number, Register.R5, offset),
            1 when size < 8 => new Instruction((byte)(0x81 | bits), number, Register.R5, offset),
            2 => new Instruction((byte)(0x62 | bits), Register.R5, offset: offset, immediate: Immediate()),
            _ => new Instruction((byte)(0x63 | bits), Register.R5, number, offset),
        };
        return [new Instruction(0x79, Register.R5, Register.R10, packetSlot), access, new Instruction(0xbf, Register.R5, number)];
    }
}
