// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode.Classic;

namespace Hornet.Bytecode.Tests.Classic;

/// <summary>Random classic programs.</summary>
internal static class RandomPrograms
{
    private static readonly ushort[] Computations =
    [
        0x04, 0x0c, 0x14, 0x1c, 0x24, 0x2c, 0x34, 0x3c, 0x44, 0x4c, 0x54, 0x5c, 0x64, 0x6c, 0x74, 0x7c, 0x84, 0x94, 0x9c, 0xa4, 0xac, 0x07, 0x87, 0x00, 0x01, 0x80, 0x81,
    ];

    private static readonly ushort[] Loads = [0x20, 0x28, 0x30, 0x40, 0x48, 0x50, 0xb1];

    private static readonly ushort[] Jumps = [0x15, 0x1d, 0x25, 0x2d, 0x35, 0x3d, 0x45, 0x4d];

    private static readonly uint[] Constants = [0, 1, 2, 3, 4, 7, 8, 31, 0xff, 0x800, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

    /// <summary>A program valid for Linux: stores of all of M first when it is to be loaded, forward jumps, a return of A at the end.</summary>
    public static ClassicInstruction[] Valid(Random random, int length, bool extensions = true)
    {
        var program = new List<ClassicInstruction>();
        for (uint i = 0; i < 3; i++)
            program.Add(new ClassicInstruction(ClassicOpcodes.Store, i));
        int end = program.Count + length;
        while (program.Count < end)
            program.Add(Instruction(random, end - program.Count - 1, extensions));
        program.Add(new ClassicInstruction(ClassicOpcodes.ReturnA));
        return [.. program];
    }

    /// <summary>Instructions with little order: most such programs are refused.</summary>
    public static ClassicInstruction[] Any(Random random, int length)
    {
        ClassicInstruction[] program = Valid(random, length);
        for (int changes = random.Next(3); changes > 0; changes--)
        {
            int at = random.Next(program.Length);
            program[at] = random.Next(6) switch
            {
                0 => program[at] with { Code = (ushort)random.Next(0x100) },
                1 => program[at] with { Operand = Constant(random) },
                2 => program[at] with { JumpTrue = (byte)random.Next(20) },
                3 => program[at] with { JumpFalse = (byte)random.Next(20) },
                4 => new ClassicInstruction((ushort)(random.Next(2) == 0 ? 0x60 : 0x61), (uint)random.Next(18)),
                _ => new ClassicInstruction(ClassicOpcodes.Return, (uint)random.Next(100)),
            };
        }

        return program[..(random.Next(10) == 0 ? random.Next(program.Length + 1) : program.Length)];
    }

    private static ClassicInstruction Instruction(Random random, int reach, bool extensions)
    {
        switch (random.Next(10))
        {
            case 0 or 1:
                return new ClassicInstruction(Loads[random.Next(Loads.Length)], (uint)random.Next(70));
            case 2 or 3:
                int limit = Math.Min(reach, 12) + 1;
                ushort jump = Jumps[random.Next(Jumps.Length)];
                return new ClassicInstruction(jump, (byte)random.Next(limit), (byte)random.Next(limit), (jump & 8) != 0 ? 0 : Constant(random));
            case 4 when reach > 0:
                return random.Next(3) == 0 ? new ClassicInstruction(ClassicOpcodes.Jump, (uint)random.Next(reach)) : new ClassicInstruction(ClassicOpcodes.CopyAToX);
            case 5:
                return new ClassicInstruction((ushort)(random.Next(4) switch { 0 => 0x60, 1 => 0x61, 2 => 0x02, _ => 0x03 }), (uint)random.Next(3));
            case 6 when extensions:
                return new ClassicInstruction(ClassicOpcodes.LoadWord, ((ClassicExtension)(random.Next(16) * 4)).Operand());
            default:
                return Computation(random);
        }
    }

    private static ClassicInstruction Computation(Random random)
    {
        ushort code = Computations[random.Next(Computations.Length)];
        uint operand = code switch
        {
            ClassicOpcodes.ShiftLeft or ClassicOpcodes.ShiftRight => (uint)random.Next(32),
            ClassicOpcodes.Divide or ClassicOpcodes.Modulo => Constant(random) | 1,
            _ when (code & 0x0f) is 0x04 or 0x00 or 0x01 && code is not (0x84 or 0x80 or 0x81) => Constant(random),
            _ => 0,
        };
        return new ClassicInstruction(code, operand);
    }

    private static uint Constant(Random random) => random.Next(2) == 0 ? Constants[random.Next(Constants.Length)] : (uint)random.Next();
}
