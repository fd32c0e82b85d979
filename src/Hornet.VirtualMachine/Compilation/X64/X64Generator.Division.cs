// SPDX-License-Identifier: Apache-2.0
using System.Numerics;
using System.Runtime.Intrinsics.X86;
using Iced.Intel;
using static Hornet.VirtualMachines.X64Registers;
using BpfInstruction = Hornet.Bytecode.Instruction;

namespace Hornet.VirtualMachines;

/// <content>
/// Division and remainder. The machine divides RDX:RAX and faults where the specification gives a value: by 0 the quotient is 0 and the remainder the
/// dividend, and the least number divided by -1 is itself.
/// </content>
internal sealed unsafe partial class X64Generator
{
    private void EmitDivision(BpfInstruction instruction)
    {
        bool isWide = (instruction.Opcode & 7) == 7;
        bool isRegister = (instruction.Opcode & 8) != 0;
        bool isModulo = (instruction.Opcode & 0xf0) == 0x90;
        bool isSigned = instruction.Offset != 0;
        Register destination = Of(instruction.Destination);
        if (isRegister)
        {
            EmitDivision(isWide, isModulo, isSigned, destination, Of(instruction.Source));
            return;
        }

        ulong divisor = isWide ? (ulong)instruction.Immediate : (uint)instruction.Immediate;
        if (divisor == 0)
        {
            if (isModulo)
            {
                EmitTruncation(isWide, destination);
            }
            else
            {
                LoadConstant(destination, 0);
            }
        }
        else if (!isSigned && BitOperations.IsPow2(divisor))
        {
            DivideByPowerOfTwo(isWide, isModulo, destination, BitOperations.Log2(divisor));
        }
        else if (isSigned && instruction.Immediate == -1)
        {
            if (isModulo)
            {
                LoadConstant(destination, 0);
            }
            else
            {
                _code.Emit(isWide ? Code.Neg_rm64 : Code.Neg_rm32, Of(destination, isWide));
            }
        }
        else if (!isSigned && Bmi2.IsSupported)
        {
            DivideByMultiplying(isWide, isModulo, destination, divisor);
        }
        else
        {
            LoadConstant(Scratch, divisor);
            Divide(isWide, isModulo, isSigned, destination, Scratch);
        }
    }

    /// <summary>
    /// Divides by a constant that is no power of two, without a division: by the upper half of a product with its reciprocal. For 32 bits a reciprocal of 64 bits
    /// is exact enough (Lemire, Kaser and Kurz, "Faster remainder by direct computation", 2019); for 64 bits one of 65 bits is needed, whose highest bit is
    /// added separately (Granlund and Montgomery, "Division by invariant integers using multiplication", 1994, figure 4.1).
    /// </summary>
    private void DivideByMultiplying(bool isWide, bool isModulo, Register destination, ulong divisor)
    {
        if (isWide)
        {
            int bits = 64 - BitOperations.LeadingZeroCount(divisor - 1);
            LoadConstant(Scratch2, (ulong)(((((UInt128)1 << bits) - divisor) << 64) / divisor) + 1);
            _code.Emit(Instruction.Create(Code.VEX_Mulx_r64_r64_rm64, Scratch, Scratch, destination));
            Move(Scratch2, destination);
            _code.Emit(Code.Sub_r64_rm64, Scratch2, Scratch);
            EmitShift(0x70, isWide: true, isRegister: false, Scratch2, default, 1);
            _code.Emit(Code.Add_r64_rm64, Scratch, Scratch2);
            EmitShift(0x70, isWide: true, isRegister: false, Scratch, default, bits - 1);
        }
        else
        {
            _code.Emit(Code.Mov_r32_rm32, Scratch.Low32(), destination.Low32());
            LoadConstant(Scratch2, (ulong.MaxValue / divisor) + 1);
            _code.Emit(Instruction.Create(Code.VEX_Mulx_r64_r64_rm64, Scratch, Scratch, Scratch));
        }

        if (isModulo)
        {
            EmitMultiply(isWide, isRegister: false, Scratch, default, (int)divisor);
            EmitBinary(BinaryOperation.Subtract, isWide, isRegister: true, destination, Scratch, 0);
        }
        else
        {
            _code.Emit(isWide ? Code.Mov_r64_rm64 : Code.Mov_r32_rm32, Of(destination, isWide), Of(Scratch, isWide));
        }
    }

    private void DivideByPowerOfTwo(bool isWide, bool isModulo, Register destination, int shift)
    {
        if (!isModulo)
        {
            EmitShift(0x70, isWide, isRegister: false, destination, destination, shift);
        }
        else if (shift < 32)
        {
            EmitBinary(BinaryOperation.And, isWide, destination, (int)((1u << shift) - 1));
        }
        else
        {
            LoadConstant(Scratch, (1ul << shift) - 1);
            _code.Emit(Code.And_r64_rm64, destination, Scratch);
        }
    }

    private void EmitDivision(bool isWide, bool isModulo, bool isSigned, Register destination, Register divisor)
    {
        X64Label end = _code.NewLabel();
        X64Label special = _code.NewLabel();
        Register tested = Of(divisor, isWide);
        if (isSigned)
        {
            // 0 and -1 are the two numbers that are at most 1 when 1 is added, as unsigned numbers.
            _code.Emit(isWide ? Code.Lea_r64_m : Code.Lea_r32_m, Of(Scratch, isWide), X64Assembler.Memory(divisor, 1));
            EmitBinary(BinaryOperation.Compare, isWide, Scratch, 1);
            _code.Jump(X64Condition.BelowOrEqual, special);
        }
        else
        {
            _code.Emit(isWide ? Code.Test_rm64_r64 : Code.Test_rm32_r32, tested, tested);
            _code.Jump(X64Condition.Equal, special);
        }

        if (divisor == Register.RAX)
        {
            Move(Scratch, divisor);
            Divide(isWide, isModulo, isSigned, destination, Scratch);
        }
        else
        {
            Divide(isWide, isModulo, isSigned, destination, divisor);
        }

        _code.Jump(end);
        _code.Bind(special);
        EmitSpecialDivision(isWide, isModulo, isSigned, destination, end);
        _code.Bind(end);
    }

    /// <summary>Division by 0, or by -1 if it is signed; then <see cref="X64Registers.Scratch"/> is 1 or 0.</summary>
    private void EmitSpecialDivision(bool isWide, bool isModulo, bool isSigned, Register destination, X64Label end)
    {
        if (isSigned)
        {
            X64Label byZero = _code.NewLabel();
            _code.Emit(Code.Test_rm32_r32, Scratch.Low32(), Scratch.Low32());
            _code.Jump(X64Condition.NotEqual, byZero);
            if (isModulo)
            {
                LoadConstant(destination, 0);
            }
            else
            {
                _code.Emit(isWide ? Code.Neg_rm64 : Code.Neg_rm32, Of(destination, isWide));
            }

            _code.Jump(end);
            _code.Bind(byZero);
        }

        if (isModulo)
        {
            EmitTruncation(isWide, destination);
        }
        else
        {
            LoadConstant(destination, 0);
        }
    }

    /// <summary>Divides by a register that is neither RAX nor RDX; it may be the destination.</summary>
    private void Divide(bool isWide, bool isModulo, bool isSigned, Register destination, Register divisor)
    {
        bool saves = destination != Register.RAX;
        bool savesInScratch = saves && divisor != Scratch;
        if (savesInScratch)
        {
            Move(Scratch, Register.RAX);
        }
        else if (saves)
        {
            _code.Emit(Code.Push_r64, Register.RAX);
        }

        Move(Register.RAX, destination);
        if (isSigned)
        {
            _code.Emit(isWide ? Code.Cqo : Code.Cdq);
            _code.Emit(isWide ? Code.Idiv_rm64 : Code.Idiv_rm32, Of(divisor, isWide));
        }
        else
        {
            _code.Emit(Code.Xor_r32_rm32, Register.EDX, Register.EDX);
            _code.Emit(isWide ? Code.Div_rm64 : Code.Div_rm32, Of(divisor, isWide));
        }

        Move(destination, isModulo ? Register.RDX : Register.RAX);
        if (savesInScratch)
        {
            Move(Register.RAX, Scratch);
        }
        else if (saves)
        {
            _code.Emit(Code.Pop_r64, Register.RAX);
        }
    }
}
