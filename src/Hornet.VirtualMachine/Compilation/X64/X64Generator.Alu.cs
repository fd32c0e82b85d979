// SPDX-License-Identifier: Apache-2.0
using System.Runtime.Intrinsics.X86;
using Iced.Intel;
using static Hornet.VirtualMachines.X64Registers;
using BpfInstruction = Hornet.Bytecode.Instruction;

namespace Hornet.VirtualMachines;

/// <content>Arithmetic (RFC 9669, section 4.1). The machine's 32-bit operations clear the upper half of their result, as the specification wants.</content>
internal sealed unsafe partial class X64Generator
{
    private void EmitAlu(BpfInstruction instruction)
    {
        if (TryEmitSum(instruction))
        {
            return;
        }

        bool isWide = (instruction.Opcode & 7) == 7;
        bool isRegister = (instruction.Opcode & 8) != 0;
        Register destination = Of(instruction.Destination);
        Register source = Of(instruction.Source);
        int immediate = instruction.Immediate;
        switch (instruction.Opcode & 0xf0)
        {
            case 0x00:
                EmitBinary(BinaryOperation.Add, isWide, isRegister, destination, source, immediate);
                break;
            case 0x10:
                EmitBinary(BinaryOperation.Subtract, isWide, isRegister, destination, source, immediate);
                break;
            case 0x20:
                EmitMultiply(isWide, isRegister, destination, source, immediate);
                break;
            case 0x30 or 0x90:
                EmitDivision(instruction);
                break;
            case 0x40:
                EmitBinary(BinaryOperation.Or, isWide, isRegister, destination, source, immediate);
                break;
            case 0x50:
                EmitBinary(BinaryOperation.And, isWide, isRegister, destination, source, immediate);
                break;
            case 0x60 or 0x70 or 0xc0:
                EmitShift(instruction.Opcode & 0xf0, isWide, isRegister, destination, source, immediate);
                break;
            case 0x80:
                _code.Emit(isWide ? Code.Neg_rm64 : Code.Neg_rm32, Of(destination, isWide));
                break;
            case 0xa0:
                EmitBinary(BinaryOperation.Xor, isWide, isRegister, destination, source, immediate);
                break;
            case 0xb0:
                EmitMove(instruction, isWide, isRegister);
                break;
            case 0xd0:
                EmitByteOrder(instruction.Immediate, swaps: isWide || isRegister, destination);
                break;
            default:
                throw new CompilationException(_input.Code.Spec.Name, Engine.X64, $"it has an unknown instruction at {_slot}");
        }
    }

    /// <summary>Writes a move and the addition that follows it, which is how compilers make addresses, as one instruction.</summary>
    private bool TryEmitSum(BpfInstruction move)
    {
        int next = _slot + 1;
        if (move is not { Opcode: 0xbf or 0xbc, Offset: 0 } || next >= _instructions.Length || _structure.IsTarget(next) || _input.Linked.Poisoned.Count != 0)
        {
            return false;
        }

        BpfInstruction addition = _instructions[next];
        bool isWide = move.Opcode == 0xbf;
        bool isRegister = addition.Opcode == (isWide ? 0x0f : 0x0c);
        if ((!isRegister && addition.Opcode != (isWide ? 0x07 : 0x04)) || addition.Destination != move.Destination)
        {
            return false;
        }

        Register source = Of(move.Source);
        MemoryOperand sum = isRegister
            ? new MemoryOperand(source, addition.Source == move.Destination ? source : Of(addition.Source))
            : X64Assembler.Memory(source, addition.Immediate);
        _code.Emit(isWide ? Code.Lea_r64_m : Code.Lea_r32_m, Of(Of(move.Destination), isWide), sum);
        _fused = next;
        return true;
    }

    private enum BinaryOperation
    {
        Add,
        Or,
        And,
        Subtract,
        Xor,
        Compare,
    }

    private void EmitBinary(BinaryOperation operation, bool isWide, bool isRegister, Register destination, Register source, int immediate)
    {
        if (isRegister)
        {
            _code.Emit(OnRegisters(operation, isWide), Of(destination, isWide), Of(source, isWide));
        }
        else
        {
            EmitBinary(operation, isWide, destination, immediate);
        }
    }

    /// <summary>An operation on a register and an immediate, sign-extended.</summary>
    private void EmitBinary(BinaryOperation operation, bool isWide, Register destination, int immediate)
    {
        // The upper half of an AND with what fits 31 bits is zero, which the shorter 32-bit operation gives as well.
        bool wide = isWide && !(operation == BinaryOperation.And && immediate >= 0);
        _code.Emit(OnImmediate(operation, wide, (sbyte)immediate == immediate), Of(destination, wide), immediate);
    }

    private static Code OnRegisters(BinaryOperation operation, bool isWide) => (operation, isWide) switch
    {
        (BinaryOperation.Add, true) => Code.Add_r64_rm64,
        (BinaryOperation.Add, false) => Code.Add_r32_rm32,
        (BinaryOperation.Or, true) => Code.Or_r64_rm64,
        (BinaryOperation.Or, false) => Code.Or_r32_rm32,
        (BinaryOperation.And, true) => Code.And_r64_rm64,
        (BinaryOperation.And, false) => Code.And_r32_rm32,
        (BinaryOperation.Subtract, true) => Code.Sub_r64_rm64,
        (BinaryOperation.Subtract, false) => Code.Sub_r32_rm32,
        (BinaryOperation.Xor, true) => Code.Xor_r64_rm64,
        (BinaryOperation.Xor, false) => Code.Xor_r32_rm32,
        (_, true) => Code.Cmp_r64_rm64,
        (_, false) => Code.Cmp_r32_rm32,
    };

    private static Code OnImmediate(BinaryOperation operation, bool isWide, bool fitsByte) => (operation, isWide, fitsByte) switch
    {
        (BinaryOperation.Add, true, true) => Code.Add_rm64_imm8,
        (BinaryOperation.Add, true, false) => Code.Add_rm64_imm32,
        (BinaryOperation.Add, false, true) => Code.Add_rm32_imm8,
        (BinaryOperation.Add, false, false) => Code.Add_rm32_imm32,
        (BinaryOperation.Or, true, true) => Code.Or_rm64_imm8,
        (BinaryOperation.Or, true, false) => Code.Or_rm64_imm32,
        (BinaryOperation.Or, false, true) => Code.Or_rm32_imm8,
        (BinaryOperation.Or, false, false) => Code.Or_rm32_imm32,
        (BinaryOperation.And, true, true) => Code.And_rm64_imm8,
        (BinaryOperation.And, true, false) => Code.And_rm64_imm32,
        (BinaryOperation.And, false, true) => Code.And_rm32_imm8,
        (BinaryOperation.And, false, false) => Code.And_rm32_imm32,
        (BinaryOperation.Subtract, true, true) => Code.Sub_rm64_imm8,
        (BinaryOperation.Subtract, true, false) => Code.Sub_rm64_imm32,
        (BinaryOperation.Subtract, false, true) => Code.Sub_rm32_imm8,
        (BinaryOperation.Subtract, false, false) => Code.Sub_rm32_imm32,
        (BinaryOperation.Xor, true, true) => Code.Xor_rm64_imm8,
        (BinaryOperation.Xor, true, false) => Code.Xor_rm64_imm32,
        (BinaryOperation.Xor, false, true) => Code.Xor_rm32_imm8,
        (BinaryOperation.Xor, false, false) => Code.Xor_rm32_imm32,
        (_, true, true) => Code.Cmp_rm64_imm8,
        (_, true, false) => Code.Cmp_rm64_imm32,
        (_, false, true) => Code.Cmp_rm32_imm8,
        (_, false, false) => Code.Cmp_rm32_imm32,
    };

    private void EmitMultiply(bool isWide, bool isRegister, Register destination, Register source, int immediate)
    {
        Register target = Of(destination, isWide);
        if (isRegister)
        {
            _code.Emit(isWide ? Code.Imul_r64_rm64 : Code.Imul_r32_rm32, target, Of(source, isWide));
            return;
        }

        bool fitsByte = (sbyte)immediate == immediate;
        Code code = (isWide, fitsByte) switch
        {
            (true, true) => Code.Imul_r64_rm64_imm8,
            (true, false) => Code.Imul_r64_rm64_imm32,
            (false, true) => Code.Imul_r32_rm32_imm8,
            (false, false) => Code.Imul_r32_rm32_imm32,
        };
        _code.Emit(Instruction.Create(code, target, target, immediate));
    }

    private void EmitShift(int operation, bool isWide, bool isRegister, Register destination, Register source, int immediate)
    {
        Register target = Of(destination, isWide);
        if (!isRegister)
        {
            Code byImmediate = (operation, isWide) switch
            {
                (0x60, true) => Code.Shl_rm64_imm8,
                (0x60, false) => Code.Shl_rm32_imm8,
                (0x70, true) => Code.Shr_rm64_imm8,
                (0x70, false) => Code.Shr_rm32_imm8,
                (_, true) => Code.Sar_rm64_imm8,
                (_, false) => Code.Sar_rm32_imm8,
            };
            int count = immediate & (isWide ? 63 : 31);
            if (count == 0)
            {
                EmitTruncation(isWide, destination);
                return;
            }

            _code.Emit(byImmediate, target, count);
            return;
        }

        if (Bmi2.IsSupported)
        {
            Code code = (operation, isWide) switch
            {
                (0x60, true) => Code.VEX_Shlx_r64_rm64_r64,
                (0x60, false) => Code.VEX_Shlx_r32_rm32_r32,
                (0x70, true) => Code.VEX_Shrx_r64_rm64_r64,
                (0x70, false) => Code.VEX_Shrx_r32_rm32_r32,
                (_, true) => Code.VEX_Sarx_r64_rm64_r64,
                (_, false) => Code.VEX_Sarx_r32_rm32_r32,
            };
            _code.Emit(Instruction.Create(code, target, target, Of(source, isWide)));
            return;
        }

        // The machine takes the count from CL, modulo the width.
        _code.Emit(Code.Mov_r32_rm32, Scratch.Low32(), source.Low32());
        Code byRegister = (operation, isWide) switch
        {
            (0x60, true) => Code.Shl_rm64_CL,
            (0x60, false) => Code.Shl_rm32_CL,
            (0x70, true) => Code.Shr_rm64_CL,
            (0x70, false) => Code.Shr_rm32_CL,
            (_, true) => Code.Sar_rm64_CL,
            (_, false) => Code.Sar_rm32_CL,
        };
        _code.Emit(byRegister, target, Register.CL);
    }

    /// <summary>Clears the upper half of the result of a 32-bit operation that does nothing else.</summary>
    private void EmitTruncation(bool isWide, Register register)
    {
        if (!isWide)
        {
            _code.Emit(Code.Mov_r32_rm32, register.Low32(), register.Low32());
        }
    }

    private void EmitMove(BpfInstruction instruction, bool isWide, bool isRegister)
    {
        Register destination = Of(instruction.Destination);
        Register source = Of(instruction.Source);
        if (!isRegister)
        {
            LoadConstant(destination, isWide ? (ulong)instruction.Immediate : (uint)instruction.Immediate);
            return;
        }

        switch (instruction.Offset)
        {
            case 8:
                _code.Emit(isWide ? Code.Movsx_r64_rm8 : Code.Movsx_r32_rm8, Of(destination, isWide), source.Low8());
                break;
            case 16:
                _code.Emit(isWide ? Code.Movsx_r64_rm16 : Code.Movsx_r32_rm16, Of(destination, isWide), source.Low16());
                break;
            case 32:
                _code.Emit(Code.Movsxd_r64_rm32, destination, source.Low32());
                break;
            default:
                if (isWide)
                {
                    Move(destination, source);
                }
                else
                {
                    _code.Emit(Code.Mov_r32_rm32, destination.Low32(), source.Low32());
                }

                break;
        }
    }

    private void EmitByteOrder(int bits, bool swaps, Register destination)
    {
        switch (bits)
        {
            case 16:
                if (swaps)
                {
                    _code.Emit(Code.Ror_rm16_imm8, destination.Low16(), 8);
                }

                _code.Emit(Code.Movzx_r32_rm16, destination.Low32(), destination.Low16());
                break;
            case 32 when swaps:
                _code.Emit(Code.Bswap_r32, destination.Low32());
                break;
            case 32:
                EmitTruncation(isWide: false, destination);
                break;
            case 64 when swaps:
                _code.Emit(Code.Bswap_r64, destination);
                break;
        }
    }
}
