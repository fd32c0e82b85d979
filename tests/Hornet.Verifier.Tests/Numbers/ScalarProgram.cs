// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Verification.Tests.Numbers;

/// <summary>
/// A random program that only calculates: R6 to R8 begin unknown. Every jump that is taken ends the program at a place of its own, so that the
/// kernel's log tells both outcomes of each; or most go on somewhat further, so that paths come together again.
/// </summary>
internal sealed class ScalarProgram
{
    public const int FirstRegister = 6;
    public const int RegisterCount = 3;

    private const int RandomHelper = 7;
    private const short Slot = -8;
    private const int LongestJump = 8;

    private static readonly AluOperation[] s_operations =
    [
        AluOperation.Add, AluOperation.Subtract, AluOperation.Multiply, AluOperation.Or, AluOperation.And, AluOperation.Xor,
        AluOperation.ShiftLeft, AluOperation.ShiftRight, AluOperation.ArithmeticShiftRight, AluOperation.Negate, AluOperation.Move,
        AluOperation.And, AluOperation.Add, AluOperation.Divide, AluOperation.Modulo,
    ];

    private static readonly JumpOperation[] s_comparisons =
    [
        JumpOperation.Equal, JumpOperation.NotEqual, JumpOperation.BitsSet,
        JumpOperation.GreaterThan, JumpOperation.GreaterOrEqual, JumpOperation.LessThan, JumpOperation.LessOrEqual,
        JumpOperation.SignedGreaterThan, JumpOperation.SignedGreaterOrEqual, JumpOperation.SignedLessThan, JumpOperation.SignedLessOrEqual,
    ];

    private readonly Random _random;
    private readonly List<Instruction> _instructions = [];
    private readonly List<int> _jumps = [];

    private ScalarProgram(Random random) => _random = random;

    /// <summary>Makes a program.</summary>
    public static Instruction[] Generate(Random random, int steps, bool pathsMeet = false) => new ScalarProgram(random).Build(steps, pathsMeet);

    private Instruction[] Build(int steps, bool pathsMeet)
    {
        for (int register = FirstRegister; register < FirstRegister + RegisterCount; register++)
        {
            Add(Opcodes.Call, immediate: RandomHelper);
            Add(Opcodes.Move64Register, (Register)register, Register.R0);
        }

        Add(Opcodes.Move64Immediate, Register.R0);
        Add(Opcodes.StoreDoubleWordRegister, Register.R10, Register.R0, Slot);
        for (int step = 0; step < steps; step++)
        {
            AddStep();
        }

        int end = _instructions.Count;
        AddEnd();
        foreach (int jump in _jumps)
        {
            if (pathsMeet && _random.Next(8) != 0)
            {
                _instructions[jump] = _instructions[jump].WithOffset((short)_random.Next(Math.Min(end - jump, LongestJump)));
                continue;
            }

            _instructions[jump] = _instructions[jump].WithOffset((short)(_instructions.Count - jump - 1));
            AddEnd();
        }

        return [.. _instructions];
    }

    private void AddStep()
    {
        switch (_random.Next(20))
        {
            case < 9:
                AddArithmetic();
                break;
            case < 16:
                AddJump();
                break;
            case 16:
                AddByteOrder();
                break;
            case 17:
                AddSignExtendingMove();
                break;
            default:
                AddNarrowLoad();
                break;
        }
    }

    private void AddArithmetic()
    {
        bool is32 = _random.Next(2) == 0;
        AluOperation operation = s_operations[_random.Next(s_operations.Length)];
        bool isShift = operation is AluOperation.ShiftLeft or AluOperation.ShiftRight or AluOperation.ArithmeticShiftRight;
        bool takesRegister = operation != AluOperation.Negate && _random.Next(isShift ? 8 : 2) == 0;
        int immediate = isShift ? _random.Next(is32 ? 32 : 64) : operation == AluOperation.Negate ? 0 : NextImmediate();
        if (operation is AluOperation.Divide or AluOperation.Modulo && immediate == 0)
        {
            immediate = 1;
        }

        byte opcode = (byte)((byte)operation | (byte)(is32 ? InstructionClass.Alu32 : InstructionClass.Alu64));
        if (takesRegister)
        {
            Add((byte)(opcode | Opcodes.SourceRegister), NextRegister(), NextRegister());
        }
        else
        {
            Add(opcode, NextRegister(), immediate: immediate);
        }
    }

    private void AddJump()
    {
        InstructionClass kind = _random.Next(2) == 0 ? InstructionClass.Jump : InstructionClass.Jump32;
        byte opcode = (byte)((byte)s_comparisons[_random.Next(s_comparisons.Length)] | (byte)kind);
        _jumps.Add(_instructions.Count);
        if (_random.Next(3) == 0)
        {
            Add((byte)(opcode | Opcodes.SourceRegister), NextRegister(), NextRegister());
        }
        else
        {
            Add(opcode, NextRegister(), immediate: NextImmediate());
        }
    }

    private void AddByteOrder()
    {
        byte[] opcodes = [Opcodes.ToLittleEndian, Opcodes.ToBigEndian, Opcodes.ByteSwap];
        Add(opcodes[_random.Next(opcodes.Length)], NextRegister(), immediate: 16 << _random.Next(3));
    }

    private void AddSignExtendingMove()
    {
        bool is32 = _random.Next(2) == 0;
        short bits = (short)(8 << _random.Next(is32 ? 2 : 3));
        Add(is32 ? Opcodes.Move32Register : Opcodes.Move64Register, NextRegister(), NextRegister(), bits);
    }

    private void AddNarrowLoad()
    {
        MemorySize[] sizes = [MemorySize.Byte, MemorySize.HalfWord, MemorySize.Word];
        MemoryMode mode = _random.Next(2) == 0 ? MemoryMode.Memory : MemoryMode.MemorySignExtended;
        Add((byte)((byte)InstructionClass.StoreRegister | (byte)MemoryMode.Memory | (byte)MemorySize.DoubleWord), Register.R10, NextRegister(), Slot);
        Add((byte)((byte)InstructionClass.LoadRegister | (byte)mode | (byte)sizes[_random.Next(sizes.Length)]), NextRegister(), Register.R10, Slot);
    }

    private void AddEnd() => Add(Opcodes.Exit);

    private void Add(byte opcode, Register destination = Register.R0, Register source = Register.R0, short offset = 0, int immediate = 0) =>
        _instructions.Add(new Instruction(opcode, destination, source, offset, immediate));

    private Register NextRegister() => (Register)(FirstRegister + _random.Next(RegisterCount));

    // Numbers at which something changes, and near them.
    private int NextImmediate() => _random.Next(6) switch
    {
        0 => _random.Next(-4, 5),
        1 => (1 << _random.Next(32)) + _random.Next(-1, 2),
        2 => -(1 << _random.Next(32)) + _random.Next(-1, 2),
        3 => _random.Next(256),
        4 => (_random.Next(2) == 0 ? int.MinValue : int.MaxValue) + _random.Next(-1, 2),
        _ => (int)_random.NextInt64(int.MinValue, 1L + int.MaxValue),
    };
}
