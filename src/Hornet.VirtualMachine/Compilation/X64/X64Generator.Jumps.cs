// SPDX-License-Identifier: Apache-2.0
using Hornet.Verification;
using Iced.Intel;
using static Hornet.VirtualMachines.X64Registers;
using BpfInstruction = Hornet.Bytecode.Instruction;

namespace Hornet.VirtualMachines;

/// <content>Jumps (RFC 9669, section 4.3), and what loops cost of the instruction budget.</content>
/// <remarks>
/// A loop is charged where it begins, once for each pass, in a register: a subtraction and a jump that is not taken, which the machine executes as
/// one operation beside those of the loop.
/// </remarks>
internal sealed unsafe partial class X64Generator
{
    private void EmitJump(BpfInstruction instruction)
    {
        switch (instruction.Opcode)
        {
            case 0x05:
                EmitJumpTo(instruction.Offset);
                return;
            case 0x06:
                EmitJumpTo(instruction.Immediate);
                return;
            case 0x0d:
                EmitExit(X64ExitKind.JumpRegister, _slot, isFull: true, default);
                return;
            case 0x85:
                EmitCall(instruction);
                return;
            case 0x8d:
                EmitCallRegister();
                return;
            case 0x95:
                EmitReturn();
                return;
            case 0xe5:
                EmitMayGoto(instruction.Offset);
                return;
            default:
                break;
        }

        ProofFacts facts = _isChecked ? ProofFacts.None : _proofs[_slot].Facts;
        if ((facts & ProofFacts.AlwaysTaken) != 0)
        {
            EmitJumpTo(instruction.Offset);
        }
        else if ((facts & ProofFacts.NeverTaken) == 0)
        {
            EmitConditionalJump(EmitComparison(instruction), instruction.Offset);
        }
    }

    private X64Condition EmitComparison(BpfInstruction instruction)
    {
        bool isWide = (instruction.Opcode & 7) == 5;
        bool isRegister = (instruction.Opcode & 8) != 0;
        int operation = instruction.Opcode & 0xf0;
        Register left = Of(instruction.Destination);
        int immediate = instruction.Immediate;
        bool isTest = operation == 0x40;
        if (isRegister)
        {
            Code code = (isTest, isWide) switch
            {
                (true, true) => Code.Test_rm64_r64,
                (true, false) => Code.Test_rm32_r32,
                (false, true) => Code.Cmp_r64_rm64,
                (false, false) => Code.Cmp_r32_rm32,
            };
            _code.Emit(code, Of(left, isWide), Of(Of(instruction.Source), isWide));
        }
        else if (isTest)
        {
            bool wide = isWide && immediate < 0;
            _code.Emit(wide ? Code.Test_rm64_imm32 : Code.Test_rm32_imm32, Of(left, wide), immediate);
        }
        else if (immediate == 0)
        {
            // Leaves the flags that a comparison with 0 would.
            _code.Emit(isWide ? Code.Test_rm64_r64 : Code.Test_rm32_r32, Of(left, isWide), Of(left, isWide));
        }
        else
        {
            EmitBinary(BinaryOperation.Compare, isWide, left, immediate);
        }

        return ConditionOf(operation);
    }

    private static X64Condition ConditionOf(int operation) => operation switch
    {
        0x10 => X64Condition.Equal,
        0x20 => X64Condition.Above,
        0x30 => X64Condition.AboveOrEqual,
        0x60 => X64Condition.Greater,
        0x70 => X64Condition.GreaterOrEqual,
        0xa0 => X64Condition.Below,
        0xb0 => X64Condition.BelowOrEqual,
        0xc0 => X64Condition.Less,
        0xd0 => X64Condition.LessOrEqual,
        _ => X64Condition.NotEqual,
    };

    private static X64Condition Opposite(X64Condition condition) => (X64Condition)((byte)condition ^ 1);

    private void EmitJumpTo(int distance)
    {
        int target = _slot + 1 + distance;
        if (ChargesItself(distance))
        {
            EmitCharge(-distance, target);
        }

        if (distance != 0)
        {
            _code.Jump(LabelOf(target));
        }
    }

    private void EmitConditionalJump(X64Condition condition, int distance)
    {
        if (!ChargesItself(distance))
        {
            _code.Jump(condition, LabelOf(_slot + 1 + distance));
            return;
        }

        X64Label next = _code.NewLabel();
        _code.Jump(Opposite(condition), next);
        EmitJumpTo(distance);
        _code.Bind(next);
    }

    /// <summary>Whether a jump goes back to where the loop is not charged.</summary>
    private bool ChargesItself(int distance) => distance < 0 && _structure.HeaderCharge(_slot + 1 + distance) == 0;

    private void EmitHeaderCharge()
    {
        int charge = _structure.HeaderCharge(_slot);
        if (charge != 0)
        {
            EmitCharge(charge, _slot);
        }
    }

    /// <summary>Takes instructions from the slice; when it is used up, C# grants the next one before the program goes on.</summary>
    /// <param name="count">The number of instructions.</param>
    /// <param name="next">The instruction that errors name.</param>
    private void EmitCharge(int count, int next)
    {
        if (!_structure.UsesBudget)
        {
            return;
        }

        X64Label resume = _code.NewLabel();
        EmitBinary(BinaryOperation.Subtract, isWide: true, Slice, count);
        _code.Jump(X64Condition.Less, AddRarePath(RareKind.Refill, next, resume));
        _code.Bind(resume);
    }

    /// <summary><c>may_goto</c>: falls through until the frame's counter, on the machine's stack, is used up.</summary>
    private void EmitMayGoto(int distance)
    {
        _code.Emit(Code.Sub_rm32_imm8, X64Assembler.Memory(Register.RSP, 0), 1);
        _code.Jump(X64Condition.Below, AddRarePath(RareKind.LoopsUsedUp, _slot, default, distance));
    }

    private void EmitLoopsUsedUp(int slot, int distance)
    {
        _code.Emit(Code.Mov_rm32_imm32, X64Assembler.Memory(Register.RSP, 0), 0);
        int target = slot + 1 + distance;
        if (distance < 0)
        {
            EmitCharge(-distance, target);
        }

        _code.Jump(LabelOf(target));
    }
}
