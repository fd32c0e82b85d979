// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Differential.Tests.Engines;

/// <content>Numbers, stack and working memory.</content>
internal sealed partial class EngineProgramGenerator
{
    private static readonly AtomicOperation[] Atomics =
    [
        AtomicOperation.Add, AtomicOperation.Or, AtomicOperation.And, AtomicOperation.Xor, AtomicOperation.FetchAdd, AtomicOperation.FetchOr,
        AtomicOperation.FetchAnd, AtomicOperation.FetchXor, AtomicOperation.Exchange, AtomicOperation.CompareExchange,
    ];

    private void Arithmetic() => _code.Append(_numbers.Arithmetic());

    private void LoadWide() => _code.LoadWide(Any(), (ulong)_numbers.Wide());

    // A number whose upper half is garbage, something with its lower half, and then all 64 bits matter.
    private void MixWidths()
    {
        Register narrow = Any(), other = Any();
        if (OneIn(2))
            _code.LoadWide(narrow, (ulong)_numbers.Wide());
        switch (_random.Next(8))
        {
            case 0:
                _code.Mov32(narrow, narrow);
                break;
            case 1:
                _code.Mov32(narrow, other);
                break;
            case 2:
                _code.Neg32(narrow);
                break;
            case 3:
                _code.ToLittleEndian(narrow, 16 << _random.Next(2));
                break;
            case 4:
                _code.MovSx32(narrow, other, 8 << _random.Next(2));
                break;
            case 5:
                _code.Append(new Instruction((byte)(0x04 | (_random.Next(0, 13) << 4) | 0x08), narrow, other) is { Opcode: not 0x8c } operation ? operation : new Instruction(0x84, narrow));
                break;
            case 6:
                // A shift by a register, whose count may be anything.
                _code.Append(new Instruction((byte)((byte)Shift() | 0x0c), narrow, other));
                break;
            default:
                _code.Append(new Instruction((byte)((byte)Shift() | 0x04), narrow, immediate: _random.Next(32)));
                break;
        }

        switch (_random.Next(5))
        {
            case 0:
                _code.Rsh(narrow, 32);
                break;
            case 1:
                _code.Add(other, narrow);
                break;
            case 2:
                _code.Append(new Instruction((byte)((byte)Shift() | 0x0f), other, narrow));
                break;
            case 3:
                _code.Store(MemorySize.DoubleWord, Register.R10, StackOffset(8), narrow);
                break;
            default:
                string skip = NewLabel();
                _code.JumpIf(narrow, JumpOperation.SignedLessThan, other, skip).Add(other, 1).Label(skip);
                break;
        }
    }

    private AluOperation Shift() => _random.Next(3) switch
    {
        0 => AluOperation.ShiftLeft,
        1 => AluOperation.ShiftRight,
        _ => AluOperation.ArithmeticShiftRight,
    };

    private void AccessStack()
    {
        if (OneIn(12))
        {
            AccessStackAtNumber();
            return;
        }

        if (OneIn(8))
        {
            // A slot as one number and as its parts.
            short slot = StackOffset(8);
            _code.Store(MemorySize.DoubleWord, Register.R10, slot, Any());
            AccessPart(Register.R10, slot, 8);
            _code.Load(MemorySize.DoubleWord, Any(), Register.R10, slot);
            return;
        }

        MemorySize size = Size();
        Access(Register.R10, StackOffset(BytesOf(size)), size);
    }

    private void AccessPart(Register address, int offset, int length)
    {
        MemorySize size = SizeOf(1 << _random.Next(3));
        Access(address, (short)(offset + (_random.Next(length / BytesOf(size)) * BytesOf(size))), size);
    }

    // The verifier allows it, and knows nothing about the slots any more.
    private void AccessStackAtNumber()
    {
        if (_free.Length < 3)
            return;
        Register address = Any();
        Without(address, () =>
        {
            MemorySize size = Size();
            int bytes = BytesOf(size);
            _code.And(address, (StackSize - 8) & ~(bytes - 1) & 0x58).Add(address, Register.R10).Add(address, -StackSize);
            if (OneIn(2))
                _code.Load(size, Any(), address, 0);
            else
                _code.Store(size, address, 0, Any());
        });
        _code.Mov(address, _numbers.Immediate());
    }

    private void AccessWork()
    {
        if (_workSize == 0)
            return;
        MemorySize size = Size();
        if (_isWorkAtomic && _workSize == WorkSize && OneIn(5))
        {
            Register address = Any();
            Without(address, () =>
            {
                _code.And(address, 0x7f).Add(address, Register.R6);
                Access(address, (short)_random.Next(64), size);
            });
            _code.Mov(address, _numbers.Immediate());
            return;
        }

        Access(Register.R6, WorkOffset(BytesOf(size)), size);
    }

    private void Access(Register address, short offset, MemorySize size)
    {
        switch (_random.Next(5))
        {
            case 0:
                _code.Store(size, address, offset, _numbers.Immediate());
                break;
            case 1:
                _code.Store(size, address, offset, Any());
                break;
            case 2 when size != MemorySize.DoubleWord:
                _code.LoadSigned(size, Any(), address, offset);
                break;
            default:
                _code.Load(size, Any(), address, offset);
                break;
        }
    }

    private void AtomicOnStack()
    {
        int bytes = 4 << _random.Next(2);
        Atomic(Register.R10, size => StackOffset(BytesOf(size)), SizeOf(bytes));
    }

    private void AtomicOnWork()
    {
        if (_workSize == 0 || !_isWorkAtomic)
            return;
        int bytes = 4 << _random.Next(2);
        Atomic(Register.R6, size => (short)(_random.Next(_workSize / 8) * 8), SizeOf(bytes));
    }

    private void Atomic(Register address, Func<MemorySize, short> place, MemorySize size)
    {
        switch (_random.Next(7))
        {
            case 0:
                MemorySize loaded = Size();
                _code.LoadAcquire(loaded, Any(), address, place(loaded));
                break;
            case 1:
                MemorySize stored = Size();
                _code.Atomic(AtomicOperation.StoreRelease, stored, address, place(stored), Any());
                break;
            default:
                AtomicOperation operation = Atomics[_random.Next(Atomics.Length)];
                if (operation != AtomicOperation.CompareExchange || _free.Contains(Register.R0))
                    _code.Atomic(operation, size, address, place(size), Any());
                break;
        }
    }

    /// <summary>What only the checked mode runs: unaligned stack, atomic operations anywhere, accesses that go too far.</summary>
    private void Loosely()
    {
        MemorySize size = Size();
        switch (_random.Next(6))
        {
            case 0 or 1:
                Access(Register.R10, (short)-_random.Next(BytesOf(size), StackSize), size);
                break;
            case 2 when _workSize != 0:
                _code.Atomic(Atomics[_random.Next(Atomics.Length - 1)], SizeOf(4 << _random.Next(2)), Register.R6, (short)(_random.Next(_workSize / 8) * 8), Any());
                break;
            case 3 when _workSize != 0 && OneIn(6):
                Access(Register.R6, (short)_random.Next(_workSize - 8, _workSize + 90), size);
                break;
            case 4 when OneIn(6):
                Access(Any(), 0, size);
                break;
            case 5:
                CallRegister();
                break;
        }
    }

    /// <summary>The address of the working memory leaves its register and comes back.</summary>
    private void SpillAndReload()
    {
        if (_workSize == 0)
            return;
        int size = _workSize;
        _workSize = 0;
        _code.Mov(Register.R6, Any());
        Steps(_random.Next(0, 3));
        _code.Load(MemorySize.DoubleWord, Register.R6, Register.R10, WorkSlot);
        _workSize = size;
    }

    private short StackOffset(int bytes) => (short)(-StackSize + (_random.Next(StackSize / bytes) * bytes));

    private short WorkOffset(int bytes) => _isWorkAligned
        ? (short)(_random.Next(_workSize / bytes) * bytes)
        : (short)_random.Next(_workSize - bytes + 1);

    private MemorySize Size() => SizeOf(1 << _random.Next(4));

    private static MemorySize SizeOf(int bytes) => bytes switch
    {
        1 => MemorySize.Byte,
        2 => MemorySize.HalfWord,
        4 => MemorySize.Word,
        _ => MemorySize.DoubleWord,
    };

    private static int BytesOf(MemorySize size) => size switch
    {
        MemorySize.Byte => 1,
        MemorySize.HalfWord => 2,
        MemorySize.Word => 4,
        _ => 8,
    };
}
