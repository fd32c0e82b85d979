// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Differential.Tests.Engines;

/// <content>Functions, callbacks, helpers, maps, tail calls.</content>
internal sealed partial class EngineProgramGenerator
{
    private const int DeepestCall = 2;
    private const int MostFunctions = 6;
    private const int LargestFunction = 10;

    /// <summary>What a function gets.</summary>
    private enum FunctionKind
    {
        /// <summary>The program itself: the context.</summary>
        Main,

        /// <summary>Five numbers.</summary>
        Numbers,

        /// <summary>The caller's stack and four numbers.</summary>
        Stack,

        /// <summary>The working memory and four numbers.</summary>
        Work,

        /// <summary>What <c>bpf_loop</c> hands over: a number and the caller's stack.</summary>
        LoopCallback,

        /// <summary>What <c>bpf_for_each_map_elem</c> hands over: map, key, value and the caller's stack.</summary>
        MapCallback,
    }

    private readonly record struct Function(string Label, FunctionKind Kind, int Depth, int WorkSize, bool IsWorkAligned, bool IsWorkAtomic);

    private bool IsCallback => _kind is FunctionKind.LoopCallback or FunctionKind.MapCallback;

    private void CallFunction()
    {
        if (_callDepth >= DeepestCall)
            return;
        FunctionKind kind = _random.Next(3) switch
        {
            0 => FunctionKind.Stack,
            1 when _workSize != 0 => FunctionKind.Work,
            _ => FunctionKind.Numbers,
        };
        if (FunctionOf(kind) is not { } function)
            return;
        if (kind == FunctionKind.Stack)
            _code.Mov(Register.R1, Register.R10).Add(Register.R1, -StackSize);
        else if (kind == FunctionKind.Work)
            _code.Mov(Register.R1, Register.R6);
        _code.CallLocal(function.Label);
        Refill();
    }

    private void CallRegister()
    {
        if (_callDepth >= DeepestCall || !_free.Contains(Register.R0) || FunctionOf(FunctionKind.Numbers) is not { } function)
            return;
        _code.LoadFunction(Register.R0, function.Label).CallRegister(Register.R0);
        Refill();
    }

    private void CallBack()
    {
        FunctionKind kind = OneIn(3) ? FunctionKind.MapCallback : FunctionKind.LoopCallback;
        if (_callDepth >= DeepestCall || IsCallback || FunctionOf(kind) is not { } function)
            return;
        _code.Mov(Register.R3, Register.R10).Add(Register.R3, -StackSize).Mov(Register.R4, 0);
        if (kind == FunctionKind.MapCallback)
        {
            _code.LoadMap(Register.R1, EngineMaps.Keyed[0].Name).LoadFunction(Register.R2, function.Label).CallHelper((int)HelperId.ForEachMapElement);
        }
        else
        {
            if (OneIn(3))
                _code.And(Register.R1, 7);
            else
                _code.Mov(Register.R1, _random.Next(0, 12));
            _code.LoadFunction(Register.R2, function.Label).CallHelper((int)HelperId.Loop);
        }

        Refill();
    }

    /// <summary>A function of a kind: one that is called already, or a new one; null when there are enough.</summary>
    private Function? FunctionOf(FunctionKind kind)
    {
        (int size, bool isAligned, bool isAtomic) = kind switch
        {
            FunctionKind.Work => (_workSize, _isWorkAligned, _isWorkAtomic),
            FunctionKind.Stack or FunctionKind.LoopCallback => (StackSize, true, true),
            FunctionKind.MapCallback => ((int)EngineMaps.Keyed[0].ValueSize, false, true),
            _ => (0, false, false),
        };
        var wanted = new Function("", kind, _callDepth + 1, size, isAligned, isAtomic);
        Function[] fitting = [.. _known.Where(known => known with { Label = "" } == wanted)];
        if (fitting.Length > 0 && (OneIn(2) || _known.Count >= MostFunctions))
            return fitting[_random.Next(fitting.Length)];
        if (_known.Count >= MostFunctions)
            return null;
        Function made = wanted with { Label = NewLabel() };
        _known.Add(made);
        _functions.Enqueue(made);
        return made;
    }

    // Every register and every slot gets a value, for what was there before is nobody's business.
    private void MakeFunction(Function function)
    {
        _code.Label(function.Label);
        _kind = function.Kind;
        _callDepth = function.Depth;
        _workSize = function.WorkSize;
        _isWorkAligned = function.IsWorkAligned;
        _isWorkAtomic = function.IsWorkAtomic;
        _loops = 0;
        switch (function.Kind)
        {
            case FunctionKind.Stack or FunctionKind.Work:
                _code.Mov(Register.R6, Register.R1).Mov(Register.R1, Register.R2);
                break;
            case FunctionKind.LoopCallback:
                _code.Mov(Register.R6, Register.R2);
                break;
            case FunctionKind.MapCallback:
                _code.Mov(Register.R6, Register.R3).Load(MemorySize.Word, Register.R1, Register.R2, 0);
                break;
        }

        if (IsCallback)
        {
            for (Register register = Register.R2; register <= Register.R5; register++)
                _code.Mov(register, _random.Next(2) == 0 ? _numbers.Immediate() : (int)register);
        }

        _free = [Register.R0, Register.R1, Register.R2, Register.R3, Register.R4, Register.R5, Register.R7, Register.R8, Register.R9];
        if (_workSize == 0)
            _free = [.. _free, Register.R6];
        else
            _code.Store(MemorySize.DoubleWord, Register.R10, WorkSlot, Register.R6);
        foreach (Register register in _free.Where(free => free is Register.R0 or > Register.R5))
            _code.Mov(register, (Register)_random.Next(1, 6));
        for (int at = 0; at < StackSize; at += 8)
            _code.Store(MemorySize.DoubleWord, Register.R10, (short)(at - StackSize), (Register)_random.Next(1, 6));
        Steps(_random.Next(1, LargestFunction));
        if (IsCallback)
            _code.And(Register.R0, OneIn(2) ? 1 : 0);
        _code.Exit();
    }

    /// <summary>After a call R1 to R5 hold nothing; they get numbers again.</summary>
    private void Refill()
    {
        for (Register register = Register.R1; register <= Register.R5; register++)
        {
            switch (_random.Next(4))
            {
                case 0:
                    _code.Mov(register, _numbers.Immediate());
                    break;
                case 1:
                    _code.Load(MemorySize.DoubleWord, register, Register.R10, StackOffset(8));
                    break;
                case 2 when _workSize >= 8:
                    _code.Load(MemorySize.DoubleWord, register, Register.R6, WorkOffset(8));
                    break;
                default:
                    _code.Mov(register, Pick(Register.R0, Register.R7, Register.R8, Register.R9));
                    break;
            }
        }
    }

    private void CallNumberHelper()
    {
        _code.CallHelper((int)(_random.Next(4) switch
        {
            0 => HelperId.KtimeGetNanoseconds,
            1 => HelperId.GetSmpProcessorId,
            2 => HelperId.KtimeGetBootNanoseconds,
            _ => HelperId.GetPseudoRandomU32,
        }));
        Refill();
    }

    private void UseMap()
    {
        if (OneIn(6))
        {
            _code.LoadMap(Register.R1, EngineMaps.Ring).Mov(Register.R2, Register.R10).Add(Register.R2, -StackSize).Mov(Register.R3, _random.Next(1, StackSize + 1))
                .Mov(Register.R4, 0).CallHelper((int)HelperId.RingBufferOutput);
            Refill();
            return;
        }

        MapSpec map = EngineMaps.Keyed[_random.Next(EngineMaps.Keyed.Length)];
        Register key = Any();
        if (!OneIn(8))
            _code.And(key, 7);
        _code.Store(MemorySize.DoubleWord, Register.R10, KeySlot, key);
        if (OneIn(3))
            _code.Store(MemorySize.DoubleWord, Register.R10, KeySlot, _random.Next(6));
        for (short at = 0; at < 24; at += 8)
            _code.Store(MemorySize.DoubleWord, Register.R10, (short)(ValueSlot + at), Any());
        _code.LoadMap(Register.R1, map.Name).Mov(Register.R2, Register.R10).Add(Register.R2, KeySlot);
        switch (_random.Next(4))
        {
            case 0:
                // The array's values reach beyond those 24 bytes, into the key.
                _code.Mov(Register.R3, Register.R10).Add(Register.R3, ValueSlot).Mov(Register.R4, OneIn(4) ? _random.Next(3) : 0).CallHelper((int)HelperId.MapUpdateElement);
                break;
            case 1:
                _code.CallHelper((int)HelperId.MapDeleteElement);
                break;
            default:
                string miss = NewLabel();
                _code.CallHelper((int)HelperId.MapLookupElement).JumpIf(Register.R0, JumpOperation.Equal, 0, miss);
                AccessValue((int)map.ValueSize);
                _code.Mov(Register.R0, 1).Label(miss);
                break;
        }

        Refill();
    }

    // R0 has the value's address; R1 is free.
    private void AccessValue(int size)
    {
        for (int i = _random.Next(1, 4); i > 0; i--)
        {
            MemorySize access = SizeOf(Math.Min(1 << _random.Next(4), size));
            short offset = (short)_random.Next(size - BytesOf(access) + 1);
            Register number = Pick(Register.R7, Register.R8, Register.R9);
            switch (_random.Next(4))
            {
                case 0:
                    _code.Load(access, Register.R1, Register.R0, offset).Store(MemorySize.DoubleWord, Register.R10, StackOffset(8), Register.R1);
                    break;
                case 1:
                    _code.Store(access, Register.R0, offset, number);
                    break;
                case 2:
                    _code.Store(access, Register.R0, offset, _numbers.Immediate());
                    break;
                default:
                    _code.Mov(Register.R1, number).Atomic(Atomics[_random.Next(Atomics.Length - 1)], SizeOf(4 << _random.Next(2)), Register.R0, 0, Register.R1);
                    break;
            }
        }
    }

    private void TailCall()
    {
        if (_kind != FunctionKind.Main)
            return;
        string stay = NewLabel();
        if (!OneIn(4))
            JumpOn(_numbers.Condition(), stay);
        if (OneIn(2))
            _code.And(Register.R3, 3);
        else
            _code.Mov(Register.R3, _random.Next(4));
        _code.Load(MemorySize.DoubleWord, Register.R1, Register.R10, ContextSlot).LoadMap(Register.R2, EngineMaps.Programs).CallHelper((int)HelperId.TailCall);

        // A tail call that is not made has no result.
        _code.Mov(Register.R0, Register.R7);
        Refill();
        _code.Label(stay);
    }
}
