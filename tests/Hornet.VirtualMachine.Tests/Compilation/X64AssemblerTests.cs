// SPDX-License-Identifier: Apache-2.0
using Iced.Intel;
using MachineCode = Iced.Intel.Code;

namespace Hornet.VirtualMachines;

/// <summary>Jumps go to their labels, in one byte where that is enough.</summary>
public sealed class X64AssemblerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(400)]
    public void Jumps_reach_their_labels_whatever_lies_between(int spread)
    {
        var random = new Random(spread);
        const int Labels = 300;
        var assembler = new X64Assembler(Labels, 0);
        var targets = new List<int>();
        for (int i = 0; i < Labels; i++)
        {
            assembler.Bind(new X64Label(i));

            // Each place says its number, so that it is known again.
            assembler.Emit(Instruction.Create(MachineCode.Mov_r32_imm32, Register.EAX, i));
            for (int n = random.Next(spread); n > 0; n--)
                assembler.Emit(MachineCode.Nopd);
            int target = Math.Clamp(i + random.Next(-20, 20), 0, Labels - 1);
            targets.Add(target);
            switch (random.Next(3))
            {
                case 0:
                    assembler.Jump(new X64Label(target));
                    break;
                case 1:
                    assembler.Jump(X64Condition.Less, new X64Label(target));
                    break;
                default:
                    assembler.CallTo(new X64Label(target));
                    break;
            }
        }

        byte[] code = assembler.Finish().ToArray();
        var numbers = new Dictionary<ulong, int>();
        var jumps = new List<Instruction>();
        var decoder = Iced.Intel.Decoder.Create(64, new ByteArrayCodeReader(code), 0);
        while (decoder.IP < (ulong)code.Length)
        {
            Instruction instruction = decoder.Decode();
            if (instruction.Mnemonic == Mnemonic.Mov)
                numbers.Add(instruction.IP, (int)instruction.Immediate32);
            else if (instruction.Mnemonic != Mnemonic.Nop)
                jumps.Add(instruction);
        }

        jumps.Count.ShouldBe(Labels);
        for (int i = 0; i < Labels; i++)
        {
            numbers[jumps[i].NearBranchTarget].ShouldBe(targets[i]);
            assembler.PositionOf(new X64Label(targets[i])).ShouldBe((int)jumps[i].NearBranchTarget);
            long distance = (long)jumps[i].NearBranchTarget - (long)jumps[i].NextIP;
            if (jumps[i].Mnemonic != Mnemonic.Call && distance is >= -40 and <= 40)
                jumps[i].Length.ShouldBe(2);
        }
    }
}
