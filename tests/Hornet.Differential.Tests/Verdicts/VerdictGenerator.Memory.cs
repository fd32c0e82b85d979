// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Differential.Tests.Verdicts;

/// <content>Memory: context, packet, stack, values of maps.</content>
internal sealed partial class VerdictGenerator
{
    private static readonly AtomicOperation[] Atomics =
    [
        AtomicOperation.Add, AtomicOperation.Or, AtomicOperation.And, AtomicOperation.Xor, AtomicOperation.FetchAdd, AtomicOperation.FetchOr,
        AtomicOperation.FetchAnd, AtomicOperation.FetchXor, AtomicOperation.Exchange, AtomicOperation.CompareExchange,
    ];

    private void ReadContext()
    {
        if (Find(HoldingKind.Context) is not { } context)
            return;
        Register target = Target();
        short offset = Errs() ? (short)_random.Next(-8, _hook.ContextSize + 8) : _hook.ReadableFields[_random.Next(_hook.ReadableFields.Length)];
        MemorySize size = Errs() ? Size() : MemorySize.Word;
        if (_random.Next(10) == 0 && size != MemorySize.DoubleWord)
            _code.LoadSigned(size, target, context, offset);
        else
            _code.Load(size, target, context, offset);
        this[target] = Loaded(size);
    }

    private void WriteContext()
    {
        if (_random.Next(6) != 0 || Find(HoldingKind.Context) is not { } context)
            return;
        _code.Store(MemorySize.Word, context, _hook.ReadableFields[_random.Next(_hook.ReadableFields.Length)], Constant());
    }

    /// <summary>Loads the packet's pointers and compares them.</summary>
    private void ComparePacket()
    {
        if (Find(HoldingKind.Context) is not { } context)
            return;
        (Register packet, Register end, Register limit) = ThreeRegisters(context);
        int size = _random.Next(4) == 0 ? _random.Next(1, 200) : _random.Next(1, 40);
        _code.Load(MemorySize.Word, packet, context, _hook.PacketOffset).Load(MemorySize.Word, end, context, (short)(_hook.PacketOffset + 4));
        this[packet] = new Holding(HoldingKind.Packet);
        this[end] = new Holding(HoldingKind.PacketEnd);
        if (!Errs())
            Check(packet, end, limit, size);
    }

    private void Check(Register packet, Register end, Register limit, int size)
    {
        _code.Mov(limit, packet).Add(limit, size);
        this[limit] = default;
        int known = size;
        switch (_random.Next(6))
        {
            case 0:
                _code.JumpIf(end, JumpOperation.LessThan, limit, Leave());
                break;
            case 1:
                _code.JumpIf(limit, JumpOperation.GreaterOrEqual, end, Leave());
                known++;
                break;
            case 2:
                _code.JumpIf(end, JumpOperation.LessOrEqual, limit, Leave());
                known++;
                break;
            case 3:
                string fine = NewLabel();
                _code.JumpIf(limit, JumpOperation.LessOrEqual, end, fine).Jump(Leave()).Label(fine);
                break;
            default:
                _code.JumpIf(limit, JumpOperation.GreaterThan, end, Leave());
                break;
        }

        this[packet] = new Holding(HoldingKind.Packet, Errs() ? known + 1 : known);
    }

    private (Register First, Register Second, Register Third) ThreeRegisters(Register taken)
    {
        Register[] registers = [.. Enumerable.Range(0, 10).Select(number => (Register)number).Where(register => register != taken)];
        _random.Shuffle(registers);
        return (registers[0], registers[1], registers[2]);
    }

    private void AccessPacket()
    {
        if (Find(HoldingKind.Packet) is { } packet && this[packet].Size > 0)
            Access(packet, this[packet].Size);
    }

    private void AdvancePacket()
    {
        if (Find(HoldingKind.Packet) is not { } packet || Find(HoldingKind.PacketEnd) is not { } end)
            return;
        if (_random.Next(2) == 0)
        {
            int step = _random.Next(0, 20);
            _code.Add(packet, step);
            this[packet] = new Holding(HoldingKind.Packet, Math.Max(0, this[packet].Size - step));
        }
        else if (Find(HoldingKind.Small) is { } number)
        {
            _code.Add(packet, number);
            this[packet] = new Holding(HoldingKind.Packet);
        }

        Register limit = (Register)_random.Next(10);
        if (limit != packet && limit != end && !Errs())
            Check(packet, end, limit, _random.Next(1, 30));
    }

    /// <summary>A load or store somewhere in the bytes behind an address.</summary>
    private void Access(Register address, int bytes)
    {
        MemorySize size = Size();
        int last = bytes - BytesOf(size) + (Errs() ? 1 : 0);
        if (last < 0)
            size = MemorySize.Byte;
        short offset = (short)(_random.Next(3) == 0 ? Math.Max(0, last) : _random.Next(Math.Max(0, last) + 1));
        switch (_random.Next(5))
        {
            case 0:
                _code.Store(size, address, offset, Constant());
                break;
            case 1:
                _code.Store(size, address, offset, Number());
                break;
            default:
                Register target = Target();
                if (size != MemorySize.DoubleWord && _random.Next(5) == 0)
                {
                    _code.LoadSigned(size, target, address, offset);
                    this[target] = new Holding(HoldingKind.Number);
                }
                else
                {
                    _code.Load(size, target, address, offset);
                    this[target] = Loaded(size);
                }

                break;
        }
    }

    private short StackOffset(int bytes) => (short)(Errs() ? _random.Next(-520, 9) : LowestSlot + (_random.Next(-LowestSlot / bytes) * bytes));

    private void StoreToStack()
    {
        MemorySize size = Size();
        short offset = StackOffset(BytesOf(size));
        int slot = offset & ~7;
        if (_random.Next(3) == 0)
        {
            var source = (Register)_random.Next(11);
            if (this[source].Kind == HoldingKind.Nothing)
                return;
            if (!this[source].IsNumber && !Errs())
            {
                (size, offset) = (MemorySize.DoubleWord, (short)slot);
            }

            _code.Store(size, Register.R10, offset, source);
            _slots[slot] = size == MemorySize.DoubleWord ? this[source] : new Holding(HoldingKind.Number);
            return;
        }

        if (_random.Next(2) == 0)
            _code.Store(size, Register.R10, offset, _random.Next(3) == 0 ? 0 : Constant());
        else
            _code.Store(size, Register.R10, offset, Number());
        _slots[slot] = new Holding(HoldingKind.Number);
    }

    private void LoadFromStack()
    {
        Register target = Target();
        MemorySize size = Size();
        short offset = StackOffset(BytesOf(size));
        int slot = offset & ~7;
        Holding held = _slots.GetValueOrDefault(slot, new Holding(HoldingKind.Number));
        if (!held.IsNumber && !Errs())
            (size, offset) = (MemorySize.DoubleWord, (short)slot);
        if (size != MemorySize.DoubleWord && _random.Next(6) == 0)
            _code.LoadSigned(size, target, Register.R10, offset);
        else
            _code.Load(size, target, Register.R10, offset);
        this[target] = size == MemorySize.DoubleWord ? held : Loaded(size);
    }

    private void AccessStackAtNumber()
    {
        if (Find(HoldingKind.Small) is not { } number || this[number].Size > -LowestSlot)
            return;
        var address = (Register)_random.Next(10);
        if (address == number)
            return;
        MemorySize size = Size();
        int lowest = LowestSlot;
        int room = -lowest - this[number].Size - BytesOf(size);
        if (room < 0 && !Errs())
            return;
        _code.Mov(address, Register.R10).Add(address, lowest + (room > 0 ? _random.Next(room + 1) : 0)).Add(address, number);
        this[address] = default;
        if (_random.Next(2) == 0)
        {
            _code.Store(size, address, 0, Constant());
            _slots.Clear();
            return;
        }

        Register target = Target();
        _code.Load(size, target, address);
        this[target] = Loaded(size);
    }

    private void StackAtomic()
    {
        int bytes = 4 << _random.Next(2);
        short offset = StackOffset(bytes);
        Atomic(Register.R10, offset, SizeOf(bytes));
        _slots[offset & ~7] = new Holding(HoldingKind.Number);
    }

    private void ValueAtomic()
    {
        if (Find(HoldingKind.Value) is { } value && this[value].Size >= 8)
            Atomic(value, (short)(Errs() ? 4 : 0), SizeOf(4 << _random.Next(2)));
    }

    private void Atomic(Register address, short offset, MemorySize size)
    {
        if (_random.Next(5) == 0)
        {
            Register target = Target();
            if (_random.Next(2) == 0)
            {
                _code.LoadAcquire(size, target, address, offset);
                this[target] = new Holding(HoldingKind.Number);
            }
            else
            {
                _code.Atomic(AtomicOperation.StoreRelease, size, address, offset, Number());
            }

            return;
        }

        Register source = Number();
        if (source == address)
            return;
        AtomicOperation operation = Atomics[_random.Next(Atomics.Length)];
        if (operation == AtomicOperation.CompareExchange && !this[Register.R0].IsNumber && !Errs())
            _code.Mov(Register.R0, Constant());
        _code.Atomic(operation, size, address, offset, source);
        if (operation == AtomicOperation.CompareExchange)
            this[Register.R0] = new Holding(HoldingKind.Number);
        this[source] = new Holding(HoldingKind.Number);
    }

    private void AccessValue()
    {
        if (Find(HoldingKind.ValueOrNull) is { } candidate && !Errs())
            TestForNull(candidate);
        if (Find(HoldingKind.Value) is { } value && this[value].Size > 0)
            Access(value, this[value].Size);
    }

    private void TestForNull(Register pointer)
    {
        if (_random.Next(3) == 0)
        {
            string found = NewLabel();
            _code.JumpIf(pointer, JumpOperation.NotEqual, 0, found).Jump(Leave()).Label(found);
        }
        else
        {
            _code.JumpIf(pointer, JumpOperation.Equal, 0, Leave());
        }

        this[pointer] = new Holding(HoldingKind.Value, this[pointer].Size);
    }

    /// <summary>Moves an address into a value by a constant, or by a number that is bounded.</summary>
    private void AdvanceValue()
    {
        if (Find(HoldingKind.Value) is not { } value)
            return;
        int left = this[value].Size;
        Register address = _random.Next(3) == 0 ? value : (Register)_random.Next(10);
        if (Find(HoldingKind.Small) is { } number && number != address && (this[number].Size < left || Errs()))
        {
            if (address != value)
                _code.Mov(address, value);
            if (_random.Next(8) == 0)
                _code.Sub(address, number);
            else
                _code.Add(address, number);
            this[address] = new Holding(HoldingKind.Value, left - this[number].Size);
            return;
        }

        int step = _random.Next(-4, Math.Max(0, left) + 1);
        if (address != value)
            _code.Mov(address, value);
        _code.Add(address, step);
        this[address] = new Holding(HoldingKind.Value, left - step);
    }
}
