// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Differential.Tests;

/// <summary>Random instructions on registers that hold numbers.</summary>
/// <param name="random">The source of randomness.</param>
/// <param name="any">Names a register that may be read and changed.</param>
internal sealed class NumberInstructions(Random random, Func<Register> any)
{
    private static readonly int[] EdgeImmediates =
        [0, 1, -1, 2, -2, 7, 8, 31, 32, 33, 63, 64, 127, 128, -128, 255, 256, 0x7fff, 0x8000, -0x8000, 0xffff, 0x10000, int.MaxValue, int.MinValue, int.MinValue + 1];

    private static readonly AluOperation[] Operations =
    [
        AluOperation.Add, AluOperation.Subtract, AluOperation.Multiply, AluOperation.Divide, AluOperation.Or, AluOperation.And, AluOperation.ShiftLeft,
        AluOperation.ShiftRight, AluOperation.Negate, AluOperation.Modulo, AluOperation.Xor, AluOperation.Move, AluOperation.ArithmeticShiftRight,
        AluOperation.ByteSwap,
    ];

    private static readonly JumpOperation[] Conditions =
    [
        JumpOperation.Equal, JumpOperation.GreaterThan, JumpOperation.GreaterOrEqual, JumpOperation.BitsSet, JumpOperation.NotEqual,
        JumpOperation.SignedGreaterThan, JumpOperation.SignedGreaterOrEqual, JumpOperation.LessThan, JumpOperation.LessOrEqual,
        JumpOperation.SignedLessThan, JumpOperation.SignedLessOrEqual,
    ];

    /// <summary>A constant; often one at an edge.</summary>
    public int Immediate() => random.Next(3) == 0 ? random.Next(int.MinValue, int.MaxValue) : EdgeImmediates[random.Next(EdgeImmediates.Length)];

    /// <summary>Any arithmetic operation of either width; division never by the constant 0, shifts by less than the width.</summary>
    public Instruction Arithmetic()
    {
        AluOperation operation = Operations[random.Next(Operations.Length)];
        bool is64 = random.Next(2) == 0;
        byte code = (byte)((byte)operation | (is64 ? 0x07 : 0x04));
        Register destination = any();
        bool isRegister = random.Next(2) == 0;
        switch (operation)
        {
            case AluOperation.Negate:
                return new Instruction(code, destination);
            case AluOperation.ByteSwap:
                // 64-bit class: unconditional swap; 32-bit class: to little or to big endian.
                return new Instruction((byte)(code | (!is64 && isRegister ? 8 : 0)), destination, immediate: 16 << random.Next(3));
            case AluOperation.Move when isRegister:
                int width = random.Next(2) == 0 ? 0 : 8 << random.Next(is64 ? 3 : 2);
                return new Instruction((byte)(code | 8), destination, any(), (short)width);
        }

        short isSigned = operation is AluOperation.Divide or AluOperation.Modulo ? (short)random.Next(2) : (short)0;
        if (isRegister)
            return new Instruction((byte)(code | 8), destination, any(), isSigned);
        int immediate = operation switch
        {
            AluOperation.ShiftLeft or AluOperation.ShiftRight or AluOperation.ArithmeticShiftRight => ShiftCount(is64),
            AluOperation.Divide or AluOperation.Modulo => NonZero(),
            _ => Immediate(),
        };
        return new Instruction(code, destination, offset: isSigned, immediate: immediate);
    }

    /// <summary>Any comparison of either width, without its target.</summary>
    public Instruction Condition()
    {
        JumpOperation operation = Conditions[random.Next(Conditions.Length)];
        byte code = (byte)((byte)operation | (random.Next(2) == 0 ? 0x05 : 0x06));
        return random.Next(2) == 0
            ? new Instruction((byte)(code | 8), any(), any())
            : new Instruction(code, any(), immediate: Immediate());
    }

    /// <summary>64 bits that are interesting or random.</summary>
    public long Wide() => random.Next(4) switch
    {
        0 => long.MinValue,
        1 => (long)Immediate() << 32,
        _ => random.NextInt64(long.MinValue, long.MaxValue),
    };

    private int ShiftCount(bool is64)
    {
        int width = is64 ? 64 : 32;
        return random.Next(4) switch
        {
            0 => 0,
            1 => width - 1,
            2 => width / 2,
            _ => random.Next(width),
        };
    }

    private int NonZero()
    {
        int value = Immediate();
        return value == 0 ? 3 : value;
    }
}
