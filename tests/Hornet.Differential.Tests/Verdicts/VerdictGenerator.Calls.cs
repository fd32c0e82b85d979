// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Differential.Tests.Verdicts;

/// <content>Calls: maps, helpers with memory and sizes, functions of the program, callbacks.</content>
internal sealed partial class VerdictGenerator
{
    private void LookUp()
    {
        int map = _random.Next(VerdictMaps.RingBuffer);
        short key = StackOffset(4);
        if (!Errs())
            key = (short)Math.Min(key, (short)-4);
        if (_random.Next(2) == 0 || FindNumber() is not { } number)
            _code.Store(MemorySize.Word, Register.R10, key, _random.Next(3));
        else
            _code.Store(MemorySize.Word, Register.R10, key, number);
        _slots[key & ~7] = new Holding(HoldingKind.Number);
        Save();
        _code.Mov(Register.R2, Register.R10).Add(Register.R2, key).LoadWide(Register.R1, WideLoadKind.MapDescriptor, map).CallHelper((int)HelperId.MapLookupElement);
        Called(new Holding(HoldingKind.ValueOrNull, (int)VerdictMaps.Specs[map].ValueSize));
        if (_random.Next(3) != 0)
            TestForNull(Register.R0);
        var kept = (Register)_random.Next(7, 10);
        _code.Mov(kept, Register.R0);
        this[kept] = this[Register.R0];
    }

    /// <summary>Keeps a number over the call that comes.</summary>
    private void Save()
    {
        if (Find(HoldingKind.Number, HoldingKind.Small) is not { } number || number > Register.R5)
            return;
        var kept = (Register)_random.Next(7, 10);
        _code.Mov(kept, number);
        this[kept] = this[number];
    }

    private void AddressOfValue()
    {
        Register target = Target();
        int size = (int)VerdictMaps.Specs[VerdictMaps.Single].ValueSize;
        int offset = _random.Next(size + (Errs() ? 2 : 0));
        _code.LoadWide(target, WideLoadKind.MapValue, VerdictMaps.Single, offset);
        this[target] = new Holding(HoldingKind.Value, size - offset);
    }

    private void CallMemoryHelper()
    {
        HelperId helper = _hook.Helpers[_random.Next(_hook.Helpers.Length)];
        int size = _random.Next(8) == 0 ? _random.Next(0, 70) : 4 * _random.Next(1, 9);
        switch (helper)
        {
            case HelperId.GetCurrentComm:
                MemoryIn(Register.R1, Register.R2, size);
                break;
            case HelperId.ProbeReadKernel:
                MemoryIn(Register.R1, Register.R2, size);
                _code.Mov(Register.R3, 0);
                break;
            case HelperId.TracePrintk:
                MemoryIn(Register.R1, Register.R2, size);
                _code.Mov(Register.R3, 1);
                break;
            case HelperId.ChecksumDiff:
                MemoryIn(Register.R1, Register.R2, size);
                _code.Mov(Register.R3, 0).Mov(Register.R4, 0).Mov(Register.R5, 0);
                break;
            case HelperId.SkbLoadBytes when RestoreContext():
                MemoryIn(Register.R3, Register.R4, size);
                _code.Mov(Register.R2, _random.Next(40));
                break;
            case HelperId.SkbStoreBytes when RestoreContext():
                MemoryIn(Register.R3, Register.R4, size);
                _code.Mov(Register.R2, _random.Next(40)).Mov(Register.R5, 0);
                break;
            case HelperId.XdpAdjustHead or HelperId.SkbPullData when RestoreContext():
                _code.Mov(Register.R2, _random.Next(-4, 5));
                ForgetPackets();
                break;
            case HelperId.RingBufferOutput:
                MemoryIn(Register.R2, Register.R3, size);
                _code.LoadWide(Register.R1, WideLoadKind.MapDescriptor, VerdictMaps.RingBuffer).Mov(Register.R4, 0);
                break;
            default:
                return;
        }

        _code.CallHelper((int)helper);
        if (helper == HelperId.SkbStoreBytes)
            ForgetPackets();
        Called(new Holding(HoldingKind.Number));
    }

    /// <summary>Puts the context into R1; false where it is lost.</summary>
    private bool RestoreContext()
    {
        if (Find(HoldingKind.Context) is not { } context)
            return false;
        if (context != Register.R1)
            _code.Mov(Register.R1, context);
        this[Register.R1] = new Holding(HoldingKind.Context);
        return true;
    }

    private void ForgetPackets()
    {
        for (int i = 0; i < _registers.Length; i++)
        {
            if (_registers[i].Kind is HoldingKind.Packet or HoldingKind.PacketEnd && _random.Next(20) != 0)
                _registers[i] = default;
        }

        _slots.Clear();
    }

    /// <summary>An address and a size in two registers: of the frame, a value or the packet; a constant or a bounded number.</summary>
    private void MemoryIn(Register address, Register size, int bytes)
    {
        Register? number = _random.Next(4) == 0 ? Find(HoldingKind.Small) : null;
        bool hasNumber = number is { } found && found > Register.R5 && this[found].Size is > 0 and <= -LowestSlot;
        int most = hasNumber ? this[number!.Value].Size : bytes;
        if (_random.Next(4) == 0 && Find(HoldingKind.Value, HoldingKind.Packet) is { } memory && memory > Register.R5 && (this[memory].Size >= most || Errs()))
        {
            _code.Mov(address, memory);
        }
        else
        {
            int lowest = Math.Max(most, 1) + _random.Next(0, 24);
            _code.Mov(address, Register.R10).Add(address, Errs() ? 4 - most : -Math.Min(lowest, 512));
            _slots.Clear();
        }

        if (hasNumber)
            _code.Mov(size, number!.Value);
        else
            _code.Mov(size, bytes);
        this[address] = default;
        this[size] = default;
    }

    private void CallNumberHelper()
    {
        Save();
        _code.CallHelper((int)(_random.Next(3) switch
        {
            0 => HelperId.KtimeGetNanoseconds,
            1 => HelperId.GetPseudoRandomU32,
            _ => HelperId.KtimeGetBootNanoseconds,
        }));
        Called(new Holding(HoldingKind.Number));
    }

    /// <summary>Calls a function of the program with a number.</summary>
    private void CallFunction()
    {
        if (_isFunction && _functions.Count > 2)
            return;
        string label = "function" + ++_labels;
        Register number = Number();
        if (number != Register.R1)
            _code.Mov(Register.R1, number);
        _code.CallLocal(label);
        _functions.Enqueue((label, false));
        Called(new Holding(HoldingKind.Number));
    }

    /// <summary>Has a helper call a function of the program again and again.</summary>
    private void CallBack()
    {
        if (_isFunction)
            return;
        string label = "function" + ++_labels;
        if (_random.Next(2) == 0 && FindNumber() is { } count)
            _code.Mov(Register.R1, count);
        else
            _code.Mov(Register.R1, _random.Next(1, 20));
        _code.LoadFunction(Register.R2, label);
        if (_random.Next(3) == 0)
            _code.Mov(Register.R3, Register.R10).Add(Register.R3, -8 * _random.Next(1, 9));
        else
            _code.Mov(Register.R3, 0);
        _code.Mov(Register.R4, 0).CallHelper((int)HelperId.Loop);
        _functions.Enqueue((label, true));
        _slots.Clear();
        Called(new Holding(HoldingKind.Number));
    }
}
