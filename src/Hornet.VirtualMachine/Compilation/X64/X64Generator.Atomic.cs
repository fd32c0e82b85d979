// SPDX-License-Identifier: Apache-2.0
using Hornet.Verification;
using Iced.Intel;
using static Hornet.VirtualMachines.X64Registers;
using BpfInstruction = Hornet.Bytecode.Instruction;

namespace Hornet.VirtualMachines;

/// <content>
/// Atomic operations (RFC 9669, section 5.3), by the machine's locked instructions; those that have none and fetch are loops around its compare-and-exchange.
/// Plain loads and stores of the machine acquire and release already.
/// </content>
internal sealed unsafe partial class X64Generator
{
    private static bool IsLoadAcquire(BpfInstruction instruction) => instruction.Immediate == 0x100;

    /// <summary>What an atomic instruction does with memory.</summary>
    public static X64Access AtomicAccess(BpfInstruction instruction) => instruction.Immediate switch
    {
        0x100 => X64Access.Load,
        0x110 => X64Access.Store,
        _ => X64Access.Atomic,
    };

    private void EmitAtomic(BpfInstruction instruction)
    {
        int size = Decoder.SizeOf(instruction);
        Hornet.Bytecode.Register pointer = IsLoadAcquire(instruction) ? instruction.Source : instruction.Destination;
        Register address = Of(pointer);
        Trust trust = TrustOf(instruction, pointer, size);
        if (trust == Trust.Fault)
        {
            EmitExit(X64ExitKind.Fault, _slot, isFull: true, default);
            return;
        }

        // The frame begins at a multiple of more than the largest size.
        bool isAligned = (int)pointer == 10
            ? (instruction.Offset & (size - 1)) == 0
            : !_isChecked && (_proofs[_slot].Facts & ProofFacts.Aligned) != 0;
        if (trust == Trust.Tested || !isAligned)
        {
            EmitAtomicTest(address, instruction.Offset, size, AtomicAccess(instruction));
        }

        MemoryOperand memory = X64Assembler.Memory(address, instruction.Offset);
        if (instruction.Immediate is 0x100 or 0x110)
        {
            EmitOrdered(instruction, size, memory);
        }
        else
        {
            EmitReadModifyWrite(instruction, size == 8, memory);
        }
    }

    /// <summary>Falls through when an atomic operation may be done; C# throws when it may not.</summary>
    private void EmitAtomicTest(Register address, int offset, int size, X64Access access)
    {
        X64Label done = _code.NewLabel();
        X64Label make = _code.NewLabel();
        X64Label elsewhere = AddRarePath(RareKind.Atomic, _slot, make, done: done);
        _code.Emit(Code.Lea_r64_m, Scratch, X64Assembler.Memory(address, offset));
        if (size > 1)
        {
            // A misaligned address lies in no window whose test could follow; its exit is one of its own.
            X64Label aligned = _code.NewLabel();
            _code.Emit(Code.Test_rm8_imm8, Scratch.Low8(), size - 1);
            _code.Jump(X64Condition.Equal, aligned);
            EmitExit(X64ExitKind.Atomic, _slot, isFull: true, done);
            _code.Bind(aligned);
        }

        Move(Scratch2, Scratch);
        _code.Emit(Code.Sub_r64_rm64, Scratch2, InState(StateLayout.PrimaryStart));
        _code.Emit(Code.Cmp_r64_rm64, Scratch2, InState(StateLayout.PrimaryLimit(size, access != X64Access.Load)));
        _code.Jump(X64Condition.AboveOrEqual, elsewhere);
        _code.Bind(make);
        _code.Bind(done);
    }

    private void EmitOrdered(BpfInstruction instruction, int size, in MemoryOperand memory)
    {
        if (IsLoadAcquire(instruction))
        {
            Register destination = Of(instruction.Destination);
            switch (size)
            {
                case 1:
                    _code.Emit(Code.Movzx_r32_rm8, destination.Low32(), memory);
                    break;
                case 2:
                    _code.Emit(Code.Movzx_r32_rm16, destination.Low32(), memory);
                    break;
                case 4:
                    _code.Emit(Code.Mov_r32_rm32, destination.Low32(), memory);
                    break;
                default:
                    _code.Emit(Code.Mov_r64_rm64, destination, memory);
                    break;
            }

            return;
        }

        Register source = Of(instruction.Source);
        switch (size)
        {
            case 1:
                _code.Emit(Code.Mov_rm8_r8, memory, source.Low8());
                break;
            case 2:
                _code.Emit(Code.Mov_rm16_r16, memory, source.Low16());
                break;
            case 4:
                _code.Emit(Code.Mov_rm32_r32, memory, source.Low32());
                break;
            default:
                _code.Emit(Code.Mov_rm64_r64, memory, source);
                break;
        }
    }

    private void EmitReadModifyWrite(BpfInstruction instruction, bool isWide, in MemoryOperand memory)
    {
        Register source = Of(instruction.Source);
        Register value = Of(source, isWide);
        switch (instruction.Immediate)
        {
            case 0x00:
                EmitLocked(isWide ? Code.Add_rm64_r64 : Code.Add_rm32_r32, memory, value);
                break;
            case 0x40:
                EmitLocked(isWide ? Code.Or_rm64_r64 : Code.Or_rm32_r32, memory, value);
                break;
            case 0x50:
                EmitLocked(isWide ? Code.And_rm64_r64 : Code.And_rm32_r32, memory, value);
                break;
            case 0xa0:
                EmitLocked(isWide ? Code.Xor_rm64_r64 : Code.Xor_rm32_r32, memory, value);
                break;
            case 0x01:
                EmitLocked(isWide ? Code.Xadd_rm64_r64 : Code.Xadd_rm32_r32, memory, value);
                break;
            case 0xe1:
                // An exchange with memory locks by itself.
                _code.Emit(isWide ? Code.Xchg_rm64_r64 : Code.Xchg_rm32_r32, memory, value);
                break;
            case 0xf1:
                EmitLocked(isWide ? Code.Cmpxchg_rm64_r64 : Code.Cmpxchg_rm32_r32, memory, value);
                EmitTruncation(isWide, Register.RAX);
                break;
            default:
                BinaryOperation operation = (instruction.Immediate & 0xf0) switch
                {
                    0x40 => BinaryOperation.Or,
                    0x50 => BinaryOperation.And,
                    _ => BinaryOperation.Xor,
                };
                EmitFetch(operation, isWide, memory, source);
                break;
        }
    }

    private void EmitLocked(Code code, in MemoryOperand memory, Register value)
    {
        Instruction instruction = Instruction.Create(code, memory, value);
        instruction.HasLockPrefix = true;
        _code.Emit(instruction);
    }

    /// <summary>An operation whose old value is wanted: tries until nobody changed the memory meanwhile.</summary>
    private void EmitFetch(BinaryOperation operation, bool isWide, in MemoryOperand memory, Register source)
    {
        _code.Emit(Code.Lea_r64_m, Scratch2, memory);
        MemoryOperand target = X64Assembler.Memory(Scratch2, 0);
        _code.Emit(Code.Push_r64, Register.RAX);
        _code.Emit(isWide ? Code.Mov_r64_rm64 : Code.Mov_r32_rm32, Of(Register.RAX, isWide), target);
        X64Label again = _code.Here();
        _code.Emit(isWide ? Code.Mov_r64_rm64 : Code.Mov_r32_rm32, Of(Scratch, isWide), Of(Register.RAX, isWide));
        if (source == Register.RAX)
        {
            _code.Emit(OnRegisters(operation, isWide), Of(Scratch, isWide), X64Assembler.Memory(Register.RSP, 0));
        }
        else
        {
            _code.Emit(OnRegisters(operation, isWide), Of(Scratch, isWide), Of(source, isWide));
        }

        EmitLocked(isWide ? Code.Cmpxchg_rm64_r64 : Code.Cmpxchg_rm32_r32, target, Of(Scratch, isWide));
        _code.Jump(X64Condition.NotEqual, again);

        // The first load cleared the upper half of RAX in the 32-bit case, and a compare-and-exchange that succeeds leaves RAX alone.
        if (source == Register.RAX)
        {
            _code.Emit(Code.Lea_r64_m, Register.RSP, X64Assembler.Memory(Register.RSP, sizeof(ulong)));
        }
        else
        {
            Move(source, Register.RAX);
            _code.Emit(Code.Pop_r64, Register.RAX);
        }
    }
}
