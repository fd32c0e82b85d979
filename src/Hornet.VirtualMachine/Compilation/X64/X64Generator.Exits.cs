// SPDX-License-Identifier: Apache-2.0
using Iced.Intel;
using static Hornet.VirtualMachines.X64Registers;

namespace Hornet.VirtualMachines;

/// <content>
/// The ways in and out. They keep what the platform's calling convention wants kept, and carry the program's registers from and to the state:
/// all of them, or for helpers only those that calls have (<see cref="ArgumentsAndKept"/>) and leave (<see cref="ResultAndKept"/>).
/// </content>
internal sealed unsafe partial class X64Generator
{
    private const int AllRegisters = 0x7ff;
    private const int ArgumentsAndKept = 0x7fe;
    private const int ResultAndKept = 0x7c1;
    private const int Finished = -1;

    private readonly X64Label[] _leave = new X64Label[4];
    private readonly X64Label[] _reenter = new X64Label[4];
    private readonly bool[] _isLeaveUsed = new bool[4];
    private X64Label _enter;
    private X64Label _finish;
    private X64Label _unwind;

    /// <summary>
    /// Enters at a function: <c>int (RunState*, byte*)</c>, the number of an exit or <see cref="Finished"/>. Null is the program itself, if it is nothing
    /// else (<see cref="X64Function.IsMain"/>).
    /// </summary>
    public X64Label Enter => _enter;

    /// <summary>Enters where an exit was left: the same.</summary>
    public X64Label Reenter(bool isNested, bool isFull) => _reenter[IndexOf(isNested, isFull)];

    private static int IndexOf(bool isNested, bool isFull) => (isNested ? 2 : 0) + (isFull ? 1 : 0);

    /// <summary>Writes the ways out that are used, each with its way back.</summary>
    private void EmitStubs()
    {
        for (int i = 0; i < _leave.Length; i++)
        {
            if (!_isLeaveUsed[i])
            {
                continue;
            }

            bool isNested = (i & 2) != 0;
            bool isFull = (i & 1) != 0;
            _code.Bind(_leave[i]);
            EmitLeave(isNested, isFull ? AllRegisters : ArgumentsAndKept);
            _code.Bind(_reenter[i]);
            EmitReenter(isNested, isFull ? AllRegisters : ResultAndKept);
        }
    }

    /// <summary>Leaves for C#. Control does not come back, unless a label is given.</summary>
    private void EmitExit(X64ExitKind kind, int slot, bool isFull, X64Label resume, X64Label @return = default, NativeMap? map = null)
    {
        bool isNested = !_function.IsMain || _hasWords;
        LoadConstant(Scratch, (ulong)_exits.Count);
        _exits.Add(new X64PendingExit(kind, slot, isNested, isFull, resume, @return, map));
        int index = IndexOf(isNested, isFull);
        _isLeaveUsed[index] = true;
        _code.Jump(_leave[index]);
    }

    /// <summary>Leaves for C# and goes on behind.</summary>
    private void EmitResumingExit(X64ExitKind kind, bool isFull, X64Label @return = default, NativeMap? map = null)
    {
        X64Label resume = _code.NewLabel();
        EmitExit(kind, _slot, isFull, resume, @return, map);
        _code.Bind(resume);
    }

    private void EmitEnter()
    {
        _enter = _code.Here();
        EmitEntrance();
        EmitTransfer(_isChecked ? AllRegisters : ArgumentsAndKept & ~0x3c0, loads: true);
        X64Function main = _structure.Functions[0];
        if (main.IsMain)
        {
            // The program itself is entered most often. It ends with a jump to what follows, as if it had been called.
            _code.Emit(Code.Test_rm64_r64, Scratch, Scratch);
            _code.Jump(X64Condition.Equal, main.Entry);
        }

        _code.Emit(Code.Call_rm64, Scratch);
        _finish = _code.Here();
        _code.Emit(Code.Mov_rm64_r64, InState(StateLayout.Register(0)), Register.RAX);
        StoreSlice();
        _code.Emit(Instruction.Create(Code.Mov_r32_imm32, Register.EAX, Finished));
        EmitLeaving();

        _unwind = _code.Here();
        _code.Emit(Code.Mov_r64_rm64, Register.RSP, InState(StateLayout.NativeStack));
        _code.Jump(_finish);
    }

    /// <summary>Keeps the caller's registers, sets <see cref="X64Registers.State"/> and puts the address to go to into <see cref="X64Registers.Scratch"/>.</summary>
    private void EmitEntrance()
    {
        foreach (Register register in Preserved)
        {
            if (IsUsed(register))
            {
                _code.Emit(Code.Push_r64, register);
            }
        }

        Move(State, FirstArgument);
        Move(Scratch, SecondArgument);
        _code.Emit(Code.Mov_rm64_r64, InState(StateLayout.NativeStack), Register.RSP);
        if (_structure.UsesBudget)
        {
            _code.Emit(Code.Mov_r64_rm64, Slice, InState(StateLayout.Slice));
        }
    }

    private void StoreSlice()
    {
        if (_structure.UsesBudget)
        {
            _code.Emit(Code.Mov_rm64_r64, InState(StateLayout.Slice), Slice);
        }
    }

    /// <summary>Whether a register that the platform wants back is used here at all.</summary>
    private bool IsUsed(Register register)
    {
        int index = OfProgram.IndexOf(register);
        return index < 0 || (_structure.UsedRegisters & (1 << index)) != 0;
    }

    private void EmitLeaving()
    {
        for (int i = Preserved.Length - 1; i >= 0; i--)
        {
            if (IsUsed(Preserved[i]))
            {
                _code.Emit(Code.Pop_r64, Preserved[i]);
            }
        }

        _code.Emit(Code.Retnq);
    }

    private void EmitTransfer(int registers, bool loads)
    {
        for (int i = 0; i <= 10; i++)
        {
            if ((registers & _structure.UsedRegisters & (1 << i)) == 0)
            {
                continue;
            }

            MemoryOperand memory = InState(StateLayout.Register(i));
            if (loads)
            {
                _code.Emit(Code.Mov_r64_rm64, OfProgram[i], memory);
            }
            else
            {
                _code.Emit(Code.Mov_rm64_r64, memory, OfProgram[i]);
            }
        }
    }

    private void EmitReenter(bool isNested, int registers)
    {
        EmitEntrance();
        if (isNested)
        {
            // The words were put down from the last pushed to the first, and their number on top.
            _code.Emit(Code.Mov_r64_rm64, Scratch2, InState(StateLayout.SuspendedTop));
            _code.Emit(Code.Mov_r64_rm64, Register.RAX, X64Assembler.Memory(Scratch2, -8));
            EmitBinary(BinaryOperation.Subtract, isWide: true, Scratch2, 8);
            X64Label again = _code.Here();
            EmitBinary(BinaryOperation.Subtract, isWide: true, Scratch2, 8);
            _code.Emit(Instruction.Create(Code.Push_rm64, X64Assembler.Memory(Scratch2, 0)));
            EmitBinary(BinaryOperation.Subtract, isWide: false, Register.RAX, 1);
            _code.Jump(X64Condition.NotEqual, again);
            _code.Emit(Code.Mov_rm64_r64, InState(StateLayout.SuspendedTop), Scratch2);
        }

        EmitTransfer(registers, loads: true);
        _code.Emit(Code.Jmp_rm64, Scratch);
    }

    private void EmitLeave(bool isNested, int registers)
    {
        EmitTransfer(registers, loads: false);
        StoreSlice();
        _code.Emit(Code.Mov_r32_rm32, Register.EAX, Scratch.Low32());
        if (isNested)
        {
            _code.Emit(Code.Mov_r64_rm64, Scratch2, InState(StateLayout.SuspendedTop));
            LoadConstant(Scratch, 0);
            X64Label again = _code.Here();
            _code.Emit(Code.Pop_r64, Slice);
            _code.Emit(Code.Mov_rm64_r64, X64Assembler.Memory(Scratch2, 0), Slice);
            EmitBinary(BinaryOperation.Add, isWide: true, Scratch2, 8);
            EmitBinary(BinaryOperation.Add, isWide: false, Scratch, 1);
            _code.Emit(Code.Cmp_r64_rm64, Register.RSP, InState(StateLayout.NativeStack));
            _code.Jump(X64Condition.NotEqual, again);
            _code.Emit(Code.Mov_rm64_r64, X64Assembler.Memory(Scratch2, 0), Scratch);
            EmitBinary(BinaryOperation.Add, isWide: true, Scratch2, 8);
            _code.Emit(Code.Mov_rm64_r64, InState(StateLayout.SuspendedTop), Scratch2);
        }

        EmitLeaving();
    }
}
