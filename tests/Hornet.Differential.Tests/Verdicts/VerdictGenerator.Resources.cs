// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Differential.Tests.Verdicts;

/// <content>What has to be given back, and what lives in stack slots: records, sockets, dynptrs, iterators; and loads from the packet that may end the program.</content>
internal sealed partial class VerdictGenerator
{
    private const short ResourceSlot = -96;

    private void ReserveRecord()
    {
        int size = 4 * _random.Next(1, 9);
        _code.LoadWide(Register.R1, WideLoadKind.MapDescriptor, VerdictMaps.RingBuffer).Mov(Register.R2, size).Mov(Register.R3, 0).CallHelper((int)HelperId.RingBufferReserve);
        Called(new Holding(HoldingKind.ValueOrNull, size));
        var record = (Register)_random.Next(7, 10);
        if (!Errs())
            TestForNull(Register.R0);
        _code.Mov(record, Register.R0);
        this[record] = this[Register.R0];
        for (int i = _random.Next(3); i > 0; i--)
            Access(record, size);
        if (Errs())
            return;
        _code.Mov(Register.R1, record).Mov(Register.R2, 0).CallHelper((int)(_random.Next(2) == 0 ? HelperId.RingBufferSubmit : HelperId.RingBufferDiscard));
        Called(default);
        this[record] = default;
    }

    private void LookUpSocket()
    {
        if (!RestoreContext())
            return;
        string none = NewLabel();
        _code.Store(MemorySize.DoubleWord, Register.R10, ResourceSlot, 0).Store(MemorySize.Word, Register.R10, ResourceSlot + 8, 0)
            .Mov(Register.R2, Register.R10).Add(Register.R2, ResourceSlot).Mov(Register.R3, 12).Mov(Register.R4, 0).Mov(Register.R5, 0)
            .CallHelper((int)HelperId.SkLookupTcp).JumpIf(Register.R0, JumpOperation.Equal, 0, none);
        Called(default);
        if (_random.Next(2) == 0)
        {
            _code.Load(MemorySize.Word, Register.R7, Register.R0, (short)(4 * _random.Next(Errs() ? 24 : 4)));
            this[Register.R7] = default;
        }

        if (!Errs())
            _code.Mov(Register.R1, Register.R0).CallHelper((int)HelperId.SkRelease);
        _code.Label(none);
    }

    private void MakeDynptr()
    {
        int size = (int)VerdictMaps.Specs[VerdictMaps.Single].ValueSize;
        short slot = Errs() ? (short)(ResourceSlot + 4) : ResourceSlot;
        _code.LoadWide(Register.R1, WideLoadKind.MapValue, VerdictMaps.Single).Mov(Register.R2, Errs() ? size + 1 : _random.Next(1, size + 1)).Mov(Register.R3, 0)
            .Mov(Register.R4, Register.R10).Add(Register.R4, slot).CallHelper((int)HelperId.DynptrFromMemory);
        Called(new Holding(HoldingKind.Number));
        int part = _random.Next(1, 17);
        if (_random.Next(2) == 0)
        {
            _code.Mov(Register.R1, Register.R10).Add(Register.R1, slot).Mov(Register.R2, 8 * _random.Next(3)).Mov(Register.R3, part).CallHelper((int)HelperId.DynptrData);
            Called(new Holding(HoldingKind.ValueOrNull, part));
            TestForNull(Register.R0);
            Access(Register.R0, part);
            return;
        }

        MemoryIn(Register.R1, Register.R2, part);
        _code.Mov(Register.R3, Register.R10).Add(Register.R3, slot).Mov(Register.R4, 0).Mov(Register.R5, 0).CallHelper((int)HelperId.DynptrRead);
        Called(new Holding(HoldingKind.Number));
    }

    /// <summary>Walks over numbers with an iterator in a stack slot.</summary>
    private void Iterate()
    {
        if (_depth > 2)
            return;
        string next = NewLabel();
        string end = NewLabel();
        short slot = (short)(ResourceSlot + 16 + (8 * _depth));
        _code.Mov(Register.R1, Register.R10).Add(Register.R1, slot).Mov(Register.R2, 0).Mov(Register.R3, _random.Next(1, 20)).CallKernelFunction(VerdictProgram.IteratorNew);
        Called(new Holding(HoldingKind.Number));
        Forget();
        _code.Label(next).Mov(Register.R1, Register.R10).Add(Register.R1, slot).CallKernelFunction(VerdictProgram.IteratorNext).JumpIf(Register.R0, JumpOperation.Equal, 0, end);
        Called(new Holding(HoldingKind.Value, 4));
        Holding[] before = [.. _registers];
        Dictionary<int, Holding> slotsBefore = new(_slots);
        Steps(_random.Next(1, 3));
        _code.Jump(next).Label(end);
        Meet(before, slotsBefore);
        if (!Errs())
            _code.Mov(Register.R1, Register.R10).Add(Register.R1, slot).CallKernelFunction(VerdictProgram.IteratorDestroy);
        Called(default);
    }

    /// <summary>A load from the packet, whose context is in R6, which ends the program where the packet is shorter.</summary>
    private void LoadPacket()
    {
        if (this[Register.R6].Kind != HoldingKind.Context && !Errs())
            return;
        MemorySize size = SizeOf(1 << _random.Next(3));
        if (_random.Next(3) == 0 && FindNumber() is { } index)
            _code.LoadPacket(size, index, _random.Next(20));
        else
            _code.LoadPacket(size, _random.Next(60));
        Called(new Holding(HoldingKind.Number));
    }
}
