// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Differential.Tests.Verdicts;

/// <content>Numbers: arithmetic of every kind, constants, bounds, comparisons.</content>
internal sealed partial class VerdictGenerator
{
    private static readonly AluOperation[] Operations =
    [
        AluOperation.Add, AluOperation.Add, AluOperation.Subtract, AluOperation.Multiply, AluOperation.Divide, AluOperation.Or, AluOperation.And, AluOperation.And,
        AluOperation.ShiftLeft, AluOperation.ShiftRight, AluOperation.ShiftRight, AluOperation.Negate, AluOperation.Modulo, AluOperation.Xor, AluOperation.Move,
        AluOperation.ArithmeticShiftRight, AluOperation.ByteSwap,
    ];

    private static readonly JumpOperation[] Comparisons =
    [
        JumpOperation.Equal, JumpOperation.GreaterThan, JumpOperation.GreaterOrEqual, JumpOperation.BitsSet, JumpOperation.NotEqual, JumpOperation.SignedGreaterThan,
        JumpOperation.SignedGreaterOrEqual, JumpOperation.LessThan, JumpOperation.LessOrEqual, JumpOperation.SignedLessThan, JumpOperation.SignedLessOrEqual,
    ];

    private void Arithmetic()
    {
        Register target = Number();
        AluOperation operation = Operations[_random.Next(Operations.Length)];
        bool isWide = _random.Next(2) == 0;
        byte opcode = (byte)((byte)operation | (byte)(isWide ? InstructionClass.Alu64 : InstructionClass.Alu32));
        Register? source = _random.Next(2) == 0 ? FindNumber() : null;
        this[target] = new Holding(HoldingKind.Number);
        switch (operation)
        {
            case AluOperation.Negate:
                _code.Append(new Instruction(opcode, target));
                return;
            case AluOperation.ByteSwap:
                _code.Append(new Instruction((byte)(opcode | (!isWide && _random.Next(2) == 0 ? Opcodes.SourceRegister : 0)), target, immediate: 16 << _random.Next(3)));
                return;
            case AluOperation.Move when source is { } from:
                int width = _random.Next(2) == 0 ? 0 : 8 << _random.Next(isWide ? 3 : 2);
                _code.Append(new Instruction((byte)(opcode | Opcodes.SourceRegister), target, from, (short)width));
                return;
        }

        short isSigned = operation is AluOperation.Divide or AluOperation.Modulo ? (short)_random.Next(2) : (short)0;
        if (source is { } register)
        {
            _code.Append(new Instruction((byte)(opcode | Opcodes.SourceRegister), target, register, isSigned));
            return;
        }

        int immediate = operation switch
        {
            AluOperation.ShiftLeft or AluOperation.ShiftRight or AluOperation.ArithmeticShiftRight => _random.Next(isWide ? 64 : 32),
            AluOperation.Divide or AluOperation.Modulo => Math.Max(1, Constant()),
            _ => Constant(),
        };
        _code.Append(new Instruction(opcode, target, offset: isSigned, immediate: immediate));
        if (operation == AluOperation.And && immediate >= 0)
            this[target] = new Holding(HoldingKind.Small, immediate);
    }

    private void LoadConstant()
    {
        Register target = Target();
        if (_random.Next(5) == 0)
            _code.LoadWide(target, (ulong)_random.NextInt64());
        else if (_random.Next(2) == 0)
            _code.Mov32(target, Constant());
        else
            _code.Mov(target, Constant());
        this[target] = new Holding(HoldingKind.Number);
    }

    /// <summary>Bounds a number from above, in one of the ways that programs do it.</summary>
    private void Bound()
    {
        Register target = Number();
        int limit = _random.Next(4) switch
        {
            0 => (1 << _random.Next(1, 7)) - 1,
            1 => _random.Next(300),
            _ => _random.Next(1, 48),
        };
        Holding bounded = new(HoldingKind.Small, limit);
        switch (_random.Next(6))
        {
            case 0:
                limit = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)limit + 1) - 1;
                _code.And(target, limit);
                bounded = new Holding(HoldingKind.Small, limit);
                break;
            case 1:
                _code.JumpIf(target, JumpOperation.GreaterThan, limit, Leave());
                break;
            case 2:
                _code.JumpIf(target, JumpOperation.SignedGreaterThan, limit, Leave());
                if (!Errs())
                    _code.JumpIf(target, JumpOperation.SignedLessThan, 0, Leave());
                break;
            case 3:
                _code.JumpIf32(target, JumpOperation.GreaterOrEqual, limit + 1, Leave());
                if (!Errs())
                    _code.Mov32(target, target);
                break;
            case 4:
                int shift = _random.Next(57, 63);
                _code.Rsh(target, shift);
                bounded = new Holding(HoldingKind.Small, (1 << (64 - shift)) - 1);
                break;
            default:
                _code.JumpIf(target, JumpOperation.LessOrEqual, limit, "ok" + ++_labels).Mov(target, _random.Next(limit + 1)).Label("ok" + _labels);
                break;
        }

        this[target] = bounded;
    }

    private void Move()
    {
        Register target = Target();
        var source = (Register)_random.Next(11);
        if (this[source].Kind == HoldingKind.Nothing && !Errs())
            return;
        _code.Mov(target, source);
        this[target] = this[source];
    }

    /// <summary>Some steps that are skipped where a comparison holds, or some others instead.</summary>
    private void Skip()
    {
        if (_depth > 3)
            return;
        string end = NewLabel();
        Compare(end);
        Holding[] before = [.. _registers];
        Dictionary<int, Holding> slotsBefore = new(_slots);
        Steps(_random.Next(1, 4));
        if (_random.Next(2) == 0)
        {
            _code.Label(end);
            Meet(before, slotsBefore);
            return;
        }

        string both = NewLabel();
        _code.Jump(both).Label(end);
        (Holding[] first, Dictionary<int, Holding> firstSlots) = (_registers, _slots);
        (_registers, _slots) = (before, slotsBefore);
        Steps(_random.Next(1, 4));
        _code.Label(both);
        Meet(first, firstSlots);
    }

    private void Compare(string target)
    {
        Register left = Number();
        JumpOperation operation = Comparisons[_random.Next(Comparisons.Length)];
        if (_random.Next(2) == 0 && FindNumber() is { } right)
        {
            if (_random.Next(2) == 0)
                _code.JumpIf(left, operation, right, target);
            else
                _code.JumpIf32(left, operation, right, target);
            return;
        }

        if (_random.Next(2) == 0)
            _code.JumpIf(left, operation, Constant(), target);
        else
            _code.JumpIf32(left, operation, Constant(), target);
    }

    private void Meet(Holding[] other, Dictionary<int, Holding> otherSlots)
    {
        for (int i = 0; i < _registers.Length; i++)
            _registers[i] = Holding.Meet(_registers[i], other[i]);
        var slots = new Dictionary<int, Holding>();
        foreach ((int offset, Holding holding) in _slots)
        {
            if (otherSlots.TryGetValue(offset, out Holding held))
                slots[offset] = Holding.Meet(holding, held);
        }

        _slots = slots;
    }

    /// <summary>A loop with a count in a register that the body leaves alone, or so the generator hopes.</summary>
    private void Loop()
    {
        if (_depth > 2)
            return;
        string start = NewLabel();
        var counter = (Register)_random.Next(7, 10);
        int count = _random.Next(1, 12);
        _code.Mov(counter, 0).Label(start);
        this[counter] = default;
        Forget();
        Holding[] before = [.. _registers];
        Dictionary<int, Holding> slotsBefore = new(_slots);
        Steps(_random.Next(1, 4));
        _code.Add(counter, 1).JumpIf(counter, JumpOperation.LessThan, count, start);
        Meet(before, slotsBefore);
        this[counter] = new Holding(HoldingKind.Number);
    }

    /// <summary>A loop that only its allowance ends.</summary>
    private void MayLoop()
    {
        if (_depth > 2)
            return;
        string start = NewLabel();
        string end = NewLabel();
        Forget();
        _code.Label(start).MayJump(end);
        Holding[] before = [.. _registers];
        Dictionary<int, Holding> slotsBefore = new(_slots);
        Steps(_random.Next(1, 4));
        _code.Jump(start).Label(end);
        Meet(before, slotsBefore);
    }

    /// <summary>Bounds do not hold for a second round.</summary>
    private void Forget()
    {
        for (int i = 0; i < 10; i++)
        {
            if (_registers[i].Kind == HoldingKind.Small && _random.Next(2) == 0)
                _registers[i] = new Holding(HoldingKind.Number);
        }
    }

    private void LeaveEarly()
    {
        Compare("stay" + ++_labels);
        string stay = "stay" + _labels;
        _code.Mov(Register.R0, _random.Next(2)).Exit().Label(stay);
    }

    private void ComparePointers()
    {
        if (Find(HoldingKind.Value, HoldingKind.ValueOrNull, HoldingKind.Context, HoldingKind.Stack, HoldingKind.Packet) is not { } pointer)
            return;
        JumpOperation operation = Comparisons[_random.Next(Comparisons.Length)];
        if (_random.Next(2) == 0)
            _code.JumpIf(pointer, operation, _random.Next(2), Leave());
        else
            _code.JumpIf(pointer, operation, (Register)_random.Next(11), Leave());
    }
}
