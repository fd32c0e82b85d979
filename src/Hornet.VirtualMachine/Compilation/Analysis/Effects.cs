// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.VirtualMachines;

/// <summary>Which registers an instruction reads and writes, as masks with a bit for each register.</summary>
/// <param name="Reads">Registers of which it reads something.</param>
/// <param name="ReadsUpper">Those of which it reads the upper 32 bits.</param>
/// <param name="Writes">Registers that it writes, always all 64 bits.</param>
/// <param name="Passes">
/// Those of <paramref name="ReadsUpper"/> whose upper 32 bits only reach the upper 32 bits of the result: not needed when those are not.
/// </param>
internal readonly record struct Effects(ushort Reads, ushort ReadsUpper, ushort Writes, ushort Passes = 0)
{
    private const ushort Arguments = 0b111110;
    private const ushort CallerSaved = 0b111111;

    /// <summary>The effects of an instruction.</summary>
    public static Effects Of(Instruction instruction)
    {
        ushort destination = (ushort)(1 << (int)instruction.Destination);
        ushort source = (ushort)(1 << (int)instruction.Source);
        switch (instruction.Opcode & 7)
        {
            case 0 when instruction.Opcode == 0x18:
                return new Effects(0, 0, destination);
            case 0:
                // A packet load clobbers what a call does, and reads the packet through R6.
                ushort index = (instruction.Opcode & 0xe0) == 0x40 ? source : (ushort)0;
                return new Effects((ushort)(index | (1 << 6)), 1 << 6, CallerSaved);
            case 1:
                return new Effects(source, source, destination);
            case 2:
                return new Effects(destination, destination, 0);
            case 3:
                return OfStore(instruction, destination, source);
            case 5 or 6:
                return OfJump(instruction, destination, source);
            default:
                return OfAlu(instruction, destination, source);
        }
    }

    private static Effects OfStore(Instruction instruction, ushort destination, ushort source)
    {
        ushort wideValue = (instruction.Opcode & 0x18) == 0x18 ? source : (ushort)0;
        if ((instruction.Opcode & 0xe0) != 0xc0)
        {
            return new Effects((ushort)(destination | source), (ushort)(destination | wideValue), 0);
        }

        ushort wideResult = (instruction.Opcode & 0x18) == 0x18 ? (ushort)1 : (ushort)0;
        return instruction.Immediate switch
        {
            0x100 => new Effects(source, source, destination),
            0x110 => new Effects((ushort)(destination | source), (ushort)(destination | wideValue), 0),
            0xf1 => new Effects((ushort)(destination | source | 1), (ushort)(destination | wideValue | wideResult), 1),
            _ => new Effects((ushort)(destination | source), (ushort)(destination | wideValue), (instruction.Immediate & 1) != 0 ? source : (ushort)0),
        };
    }

    private static Effects OfJump(Instruction instruction, ushort destination, ushort source)
    {
        bool isWide = (instruction.Opcode & 7) == 5;
        switch (instruction.Opcode & 0xf0)
        {
            case 0x00:
                return instruction.Opcode == 0x0d ? new Effects(destination, destination, 0) : default;
            case 0x80:
                ushort callee = instruction.Opcode == 0x8d ? destination : (ushort)0;
                return new Effects((ushort)(Arguments | callee), (ushort)(Arguments | callee), CallerSaved);
            case 0x90:
                return new Effects(1, 1, 0);
            case 0xe0:
                return default;
        }

        ushort reads = (ushort)(destination | ((instruction.Opcode & 8) != 0 ? source : 0));
        return new Effects(reads, isWide ? reads : (ushort)0, 0);
    }

    private static Effects OfAlu(Instruction instruction, ushort destination, ushort source)
    {
        bool isWide = (instruction.Opcode & 7) == 7;
        bool isRegister = (instruction.Opcode & 8) != 0;
        int operation = instruction.Opcode & 0xf0;
        ushort operand = isRegister ? source : (ushort)0;
        switch (operation)
        {
            case 0xb0:
                bool isWholeMove = isWide && instruction.Offset is 0 or 1;
                return new Effects(operand, isWide && isWholeMove ? operand : (ushort)0, destination, operand);
            case 0xd0:
                return new Effects(destination, instruction.Immediate == 64 ? destination : (ushort)0, destination);
            case 0x80:
                return new Effects(destination, isWide ? destination : (ushort)0, destination, destination);
        }

        ushort reads = (ushort)(destination | operand);
        if (!isWide)
        {
            return new Effects(reads, 0, destination);
        }

        // Sums, products and bitwise operations carry nothing downwards; shifts to the left neither, and take their count from the low bits.
        return operation switch
        {
            0x00 or 0x10 or 0x20 or 0x40 or 0x50 or 0xa0 => new Effects(reads, reads, destination, reads),
            0x60 => new Effects(reads, destination, destination, instruction.Immediate < 32 && !isRegister ? destination : (ushort)0),
            0x70 or 0xc0 => new Effects(reads, destination, destination),
            _ => new Effects(reads, reads, destination),
        };
    }
}
