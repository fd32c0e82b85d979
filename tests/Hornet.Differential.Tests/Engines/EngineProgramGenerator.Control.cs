// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Differential.Tests.Engines;

/// <content>Branches and loops.</content>
internal sealed partial class EngineProgramGenerator
{
    private const int DeepestLoop = 2;

    private int _nesting;

    private void Nested(int most)
    {
        _nesting++;
        Steps(_nesting > 3 ? 1 : _random.Next(1, most + 1));
        _nesting--;
    }

    private void JumpOn(Instruction condition, string target)
    {
        bool is64 = condition.Class == InstructionClass.Jump;
        if (condition.UsesSourceRegister && is64)
            _code.JumpIf(condition.Destination, condition.JumpOperation, condition.Source, target);
        else if (condition.UsesSourceRegister)
            _code.JumpIf32(condition.Destination, condition.JumpOperation, condition.Source, target);
        else if (is64)
            _code.JumpIf(condition.Destination, condition.JumpOperation, condition.Immediate, target);
        else
            _code.JumpIf32(condition.Destination, condition.JumpOperation, condition.Immediate, target);
    }

    private void JumpSomehow(string target)
    {
        if (OneIn(3))
            _code.JumpLong(target);
        else
            _code.Jump(target);
    }

    private void Diamond()
    {
        string otherwise = NewLabel(), end = NewLabel();
        JumpOn(_numbers.Condition(), otherwise);
        Nested(5);
        if (OneIn(3))
        {
            _code.Label(otherwise);
            return;
        }

        JumpSomehow(end);
        _code.Label(otherwise);
        Nested(4);
        _code.Label(end);
    }

    /// <summary>A branch whose way the verifier knows; the other side is never reached.</summary>
    private void DecidedBranch()
    {
        Register register = Any();
        int value = _numbers.Immediate();
        if (OneIn(2))
            _code.Mov(register, value);
        else
            _code.Mov32(register, value);
        string end = NewLabel();
        Instruction condition = _numbers.Condition();
        JumpOn(new Instruction((byte)(condition.Opcode & ~0x08), register, immediate: OneIn(2) ? value : _numbers.Immediate()), end);
        Nested(3);
        _code.Label(end);
    }

    /// <summary>Blocks in a row that jump to any later one.</summary>
    private void Tangle()
    {
        int count = _random.Next(3, 8);
        string[] labels = [.. Enumerable.Range(0, count + 1).Select(_ => NewLabel())];
        var isTarget = new bool[count + 2];
        for (int i = 0; i < count; i++)
        {
            _code.Label(labels[i]);
            Nested(2);
            int target = _random.Next(i + 1, count + 1);
            JumpOn(_numbers.Condition(), labels[target]);
            isTarget[target] = true;

            // Only where something else leads to the next block, for what cannot be reached is refused.
            if (isTarget[i + 1] && OneIn(2))
            {
                target = _random.Next(i + 1, count + 1);
                JumpSomehow(labels[target]);
                isTarget[target] = true;
            }
        }

        _code.Label(labels[count]);
    }

    private void CountedLoop()
    {
        if (_loops >= DeepestLoop || _features.IsLarge && !OneIn(20))
            return;
        _loops++;
        int count = _features.IsLoose && OneIn(4) ? _random.Next(10, 60) : _random.Next(1, 6);
        Register[] counters = [.. _free.Where(register => register is Register.R7 or Register.R8 or Register.R9)];
        if (counters.Length > 1 && OneIn(2))
        {
            Register counter = Pick(counters);
            Without(counter, () => LoopOver(counter, count));
        }
        else
        {
            LoopInSlot((short)(FirstCounterSlot - (8 * (_loops - 1))), count);
        }

        _loops--;
    }

    private void LoopOver(Register counter, int count)
    {
        string start = NewLabel(), test = NewLabel(), end = NewLabel();
        bool countsDown = OneIn(2), testsFirst = OneIn(2);
        _code.Mov(counter, countsDown ? count : 0);
        if (testsFirst)
            _code.Jump(test);
        _code.Label(start);
        Nested(4);
        if (OneIn(4))
            JumpOn(_numbers.Condition(), end);
        _code.Add(counter, countsDown ? -1 : 1).Label(test);
        if (countsDown)
            _code.JumpIf(counter, JumpOperation.NotEqual, 0, start);
        else
            _code.JumpIf32(counter, JumpOperation.LessThan, count, start);
        _code.Label(end);
    }

    // The counter is in the stack, where a compiler may keep it in a register of its own.
    private void LoopInSlot(short slot, int count)
    {
        string start = NewLabel();
        _code.Store(MemorySize.DoubleWord, Register.R10, slot, 0).Label(start);
        Nested(4);
        Register counter = Any();
        _code.Load(MemorySize.DoubleWord, counter, Register.R10, slot).Add(counter, 1).Store(MemorySize.DoubleWord, Register.R10, slot, counter)
            .JumpIf(counter, JumpOperation.LessThan, count, start);
    }

    /// <summary>A loop with an allowance, which it does not use up.</summary>
    private void AllowedLoop()
    {
        if (_loops >= DeepestLoop || _features.IsLarge)
            return;
        _loops++;
        short slot = (short)(FirstCounterSlot - (8 * (_loops - 1)));
        string start = NewLabel(), end = NewLabel();
        _code.Store(MemorySize.DoubleWord, Register.R10, slot, 0).Label(start).MayJump(end);
        Nested(3);
        Register counter = Any();
        _code.Load(MemorySize.DoubleWord, counter, Register.R10, slot).Add(counter, 1).Store(MemorySize.DoubleWord, Register.R10, slot, counter)
            .JumpIf(counter, JumpOperation.GreaterThan, _random.Next(1, 9), end).Jump(start).Label(end);
        _loops--;
    }

    private void LeaveEarly()
    {
        // Seldom: the registers are not seen then.
        string stay = NewLabel();
        _code.JumpIf(Any(), JumpOperation.NotEqual, _numbers.Immediate(), stay);
        _code.Mov(Register.R0, _random.Next(2)).Exit().Label(stay);
    }
}
