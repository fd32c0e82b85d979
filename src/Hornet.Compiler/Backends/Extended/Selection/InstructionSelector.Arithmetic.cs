// SPDX-License-Identifier: Apache-2.0
using System.Numerics;
using Hornet.Bytecode;
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Backends.Extended;

internal sealed partial class InstructionSelector
{
    // RFC 9669, section 4.1: the offset of a division that makes it signed.
    private const int Signed = 1;

    private void SelectBinary(BinaryOperation binary)
    {
        if (binary.IsClassic && (binary.EndsOnZeroDivisor || (IsShift(binary.Operator) && binary.Right is not Constant)))
            throw Fault("an operation with the rules of classic BPF must be lowered before code is generated");
        bool wide = IsWide(binary.Type);
        if (binary.Operator is BinaryOperator.DivideSigned or BinaryOperator.RemainderSigned)
        {
            SelectSignedDivision(binary, wide);
            return;
        }

        (Value left, Value right) = (binary.Left, binary.Right);
        if (IsCommutative(binary.Operator) && ShouldSwap(left, right))
            (left, right) = (right, left);
        int destination = RegisterOf(binary);
        if (right is Constant constant)
        {
            SelectWithConstant(binary, wide, destination, left, constant.Bits);
            return;
        }

        if (left is Constant { Bits: 0 } && binary.Operator == BinaryOperator.Subtract)
        {
            EmitMove(destination, right, wide);
            Emit(Build.Unary(wide ? Opcodes.Negate64 : Opcodes.Negate32, destination));
            return;
        }

        int operand = wide ? UseWide(right) : Use(right);
        EmitMove(destination, left, wide);
        Emit(Build.Alu(OperationOf(binary.Operator), wide, destination, operand));
    }

    private void SelectWithConstant(BinaryOperation binary, bool wide, int destination, Value left, ulong bits)
    {
        (AluOperation operation, ulong value) = Strengthen(binary.Operator, wide, bits);
        if (wide && operation == AluOperation.And && value == uint.MaxValue)
        {
            Emit(Build.Move(destination, Use(left), wide: false));
            return;
        }

        if (wide && (long)value != (int)value)
        {
            int constant = Emit(Build.Constant(_machine.NewRegister(), value)).Destination;
            EmitMove(destination, left, wide);
            Emit(Build.Alu(operation, wide, destination, constant));
            return;
        }

        EmitMove(destination, left, wide);
        Emit(Build.AluImmediate(operation, wide, destination, (int)value));
    }

    /// <summary>A cheaper operation that gives the same with a constant: the kernel's code for a division takes tens of cycles.</summary>
    private static (AluOperation Operation, ulong Value) Strengthen(BinaryOperator @operator, bool wide, ulong bits)
    {
        bool isPower = BitOperations.IsPow2(bits);
        int width = wide ? 64 : 32;
        return @operator switch
        {
            BinaryOperator.DivideUnsigned when isPower => (AluOperation.ShiftRight, (ulong)BitOperations.Log2(bits)),
            BinaryOperator.RemainderUnsigned when isPower => (AluOperation.And, bits - 1),
            BinaryOperator.Multiply when isPower => (AluOperation.ShiftLeft, (ulong)BitOperations.Log2(bits)),
            // The verifier refuses a division by a constant 0; the results are those of RFC 9669.
            BinaryOperator.DivideUnsigned when bits == 0 => (AluOperation.And, 0),
            BinaryOperator.RemainderUnsigned when bits == 0 => (AluOperation.Or, 0),
            BinaryOperator.Subtract when (long)bits != int.MinValue && (wide || (int)bits != int.MinValue) => (AluOperation.Add, wide ? 0 - bits : (ulong)-(int)bits),
            BinaryOperator.ShiftLeft or BinaryOperator.ShiftRight or BinaryOperator.ShiftRightArithmetic => (OperationOf(@operator), bits & (ulong)(width - 1)),
            _ => (OperationOf(@operator), bits),
        };
    }

    private void SelectSignedDivision(BinaryOperation binary, bool wide)
    {
        AluOperation operation = binary.Operator == BinaryOperator.DivideSigned ? AluOperation.Divide : AluOperation.Modulo;
        int destination = RegisterOf(binary);
        if (Version >= CpuVersion.V4)
        {
            int divisor = wide ? UseWide(binary.Right) : Use(binary.Right);
            EmitMove(destination, binary.Left, wide);
            Emit(Build.Alu(operation, wide, destination, divisor, Signed));
            return;
        }

        // Without the instruction: the quotient of the absolute values, its sign put right. With s the copies of a sign bit, (x ^ s) - s is -x or x.
        int shift = wide ? 63 : 31;
        (int dividend, int dividendSign) = AbsoluteValue(binary.Left, wide, shift);
        (int absolute, int divisorSign) = AbsoluteValue(binary.Right, wide, shift);
        Emit(Build.Alu(operation, wide, dividend, absolute));
        if (operation == AluOperation.Divide)
            Emit(Build.Alu(AluOperation.Xor, wide, dividendSign, divisorSign));
        Emit(Build.Alu(AluOperation.Xor, wide, dividend, dividendSign));
        Emit(Build.Alu(AluOperation.Subtract, wide, dividend, dividendSign));
        Emit(Build.Move(destination, dividend));
    }

    private (int Absolute, int Sign) AbsoluteValue(Value value, bool wide, int shift)
    {
        int absolute = _machine.NewRegister();
        int sign = _machine.NewRegister();
        EmitMove(absolute, value, wide);
        Emit(Build.Move(sign, absolute));
        Emit(Build.AluImmediate(AluOperation.ArithmeticShiftRight, wide, sign, shift));
        Emit(Build.Alu(AluOperation.Xor, wide, absolute, sign));
        Emit(Build.Alu(AluOperation.Subtract, wide, absolute, sign));
        return (absolute, sign);
    }

    private void SelectUnary(UnaryOperation unary)
    {
        if (unary.Type == SsaType.Boolean)
        {
            if (unary.Operator != UnaryOperator.Not)
                throw Fault($"{unary.Operator} of a Boolean has no meaning");
            if (!_uses.NeedsNumber(unary))
                return;
            EmitMove(RegisterOf(unary), unary.Operand, wide: false);
            Emit(Build.AluImmediate(AluOperation.Xor, wide: false, RegisterOf(unary), 1));
            return;
        }

        bool wide = IsWide(unary.Type);
        int destination = RegisterOf(unary);
        if (unary.Operator is UnaryOperator.SignExtend8 or UnaryOperator.SignExtend16)
        {
            EmitSignExtension(destination, unary.Operand, unary.Operator == UnaryOperator.SignExtend8 ? 8 : 16, wide);
            return;
        }

        EmitMove(destination, unary.Operand, wide);
        Emit(unary.Operator switch
        {
            UnaryOperator.Negate => Build.Unary(wide ? Opcodes.Negate64 : Opcodes.Negate32, destination),
            UnaryOperator.Not => Build.AluImmediate(AluOperation.Xor, wide, destination, -1),
            UnaryOperator.NetworkOrder16 => Build.Unary(Opcodes.ToBigEndian, destination, 16),
            UnaryOperator.NetworkOrder32 => Build.Unary(Opcodes.ToBigEndian, destination, 32),
            UnaryOperator.NetworkOrder64 => Build.Unary(Opcodes.ToBigEndian, destination, 64),
            UnaryOperator.SwapBytes16 => Swap(destination, 16),
            UnaryOperator.SwapBytes32 => Swap(destination, 32),
            UnaryOperator.SwapBytes64 => Swap(destination, 64),
            _ => throw Fault($"there is no unary operation {unary.Operator}"),
        });
    }

    // Objects are made for little-endian machines, where turning to big-endian swaps.
    private MachineInstruction Swap(int destination, int bits) => Build.Unary(Version >= CpuVersion.V4 ? Opcodes.ByteSwap : Opcodes.ToBigEndian, destination, bits);

    private void SelectConvert(ConvertOperation convert)
    {
        int destination = RegisterOf(convert);
        switch (convert.Conversion)
        {
            case Conversion.SignExtend when convert.Operand is not Constant && convert.Operand.Type == SsaType.Int32 && IsWide(convert.Type):
                EmitSignExtension(destination, convert.Operand, 32, wide: true);
                break;
            case Conversion.SignExtend when convert.Operand is Constant constant && constant.Type == SsaType.Int32:
                Emit(Build.Constant(destination, (ulong)(int)constant.Bits));
                break;
            case Conversion.Truncate when convert.Operand is Constant constant:
                Emit(Build.Constant(destination, (uint)constant.Bits));
                break;
            case Conversion.Truncate when !IsZeroExtended(convert):
                Emit(Build.Move(destination, Use(convert.Operand)));
                break;
            case Conversion.Truncate when !HoldsOnly32Bits(convert.Operand):
                Emit(Build.Move(destination, Use(convert.Operand), wide: false));
                break;
            case Conversion.ZeroExtend when !IsZeroExtended(convert.Operand):
                Emit(Build.Move(destination, Use(convert.Operand), wide: false));
                break;
            default:
                Emit(Copy(destination, convert.Operand));
                break;
        }
    }

    private void EmitSignExtension(int destination, Value operand, int bits, bool wide)
    {
        int source = Use(operand);
        if (Version >= CpuVersion.V4)
        {
            Emit(Build.MoveSigned(destination, source, bits, wide));
            return;
        }

        int shift = (wide ? 64 : 32) - bits;
        Emit(Build.Move(destination, source));
        Emit(Build.AluImmediate(AluOperation.ShiftLeft, wide, destination, shift));
        Emit(Build.AluImmediate(AluOperation.ArithmeticShiftRight, wide, destination, shift));
    }

    private void EmitMove(int destination, Value value, bool wide)
    {
        if (wide && value is not Constant && value.Type is SsaType.Int32 or SsaType.Boolean && !IsZeroExtended(value))
            Emit(Build.Move(destination, Use(value), wide: false));
        else
            Emit(Copy(destination, value));
    }

    private static AluOperation OperationOf(BinaryOperator @operator) => @operator switch
    {
        BinaryOperator.Add => AluOperation.Add,
        BinaryOperator.Subtract => AluOperation.Subtract,
        BinaryOperator.Multiply => AluOperation.Multiply,
        BinaryOperator.DivideUnsigned or BinaryOperator.DivideSigned => AluOperation.Divide,
        BinaryOperator.RemainderUnsigned or BinaryOperator.RemainderSigned => AluOperation.Modulo,
        BinaryOperator.And => AluOperation.And,
        BinaryOperator.Or => AluOperation.Or,
        BinaryOperator.Xor => AluOperation.Xor,
        BinaryOperator.ShiftLeft => AluOperation.ShiftLeft,
        BinaryOperator.ShiftRight => AluOperation.ShiftRight,
        BinaryOperator.ShiftRightArithmetic => AluOperation.ArithmeticShiftRight,
        _ => throw new ArgumentOutOfRangeException(nameof(@operator)),
    };

    private static bool IsShift(BinaryOperator @operator) =>
        @operator is BinaryOperator.ShiftLeft or BinaryOperator.ShiftRight or BinaryOperator.ShiftRightArithmetic;

    private static bool IsCommutative(BinaryOperator @operator) =>
        @operator is BinaryOperator.Add or BinaryOperator.Multiply or BinaryOperator.And or BinaryOperator.Or or BinaryOperator.Xor;

    // The left operand is overwritten, so it should be a pointer (the verifier follows that best) or else what nobody needs afterwards.
    private bool ShouldSwap(Value left, Value right)
    {
        if (left is Constant || right is Constant)
            return left is Constant;
        if ((left.Type == SsaType.Pointer) != (right.Type == SsaType.Pointer))
            return right.Type == SsaType.Pointer;
        return _uses.Of(left).Count > 1 && _uses.Of(right).Count == 1;
    }

    private static bool IsWide(SsaType type) => type is SsaType.Int64 or SsaType.Pointer;
}
