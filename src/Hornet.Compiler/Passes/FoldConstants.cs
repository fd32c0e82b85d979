// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Analyses;
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Passes;

/// <summary>Computes what constants determine, and leaves out arithmetic that changes nothing. What has an effect stays where it is.</summary>
public static class FoldConstants
{
    /// <summary>Runs the pass.</summary>
    /// <param name="function">The function.</param>
    /// <returns>Whether anything changed.</returns>
    public static bool Run(Function function)
    {
        ArgumentNullException.ThrowIfNull(function);
        bool changed = false;
        var replacement = new Replacement();
        foreach (Block block in new ControlFlowGraph(function).ReversePostOrder)
        {
            for (int i = 0; i < block.Operations.Count; i++)
            {
                Operation operation = block.Operations[i];
                changed |= replacement.Apply(operation);
                if (operation is Terminator || Simplify(operation) is not { } simpler)
                    continue;
                replacement.Add(operation, simpler);
                changed = true;
                if (!operation.HasEffect)
                    block.RemoveAt(i--);
            }
        }

        // Phis at the heads of loops use values that come later.
        replacement.Apply(function);
        return changed;
    }

    private static Value? Simplify(Operation operation) => operation switch
    {
        PhiOperation phi => OnlyInput(phi),
        BinaryOperation binary => Simplify(binary),
        UnaryOperation { Operand: Constant constant } unary => Make(unary, Folding.Compute(unary.Operator, unary.Type, constant.Bits)),
        ConvertOperation { Operand: Constant constant } convert => Make(convert, Convert(convert, constant)),
        CompareOperation compare => Simplify(compare),
        SelectOperation { Condition: Constant constant } select => constant.Bits != 0 ? select.IfTrue : select.IfFalse,
        SelectOperation select when ReferenceEquals(select.IfTrue, select.IfFalse) => select.IfTrue,
        _ => null,
    };

    private static Value? OnlyInput(PhiOperation phi)
    {
        Value? only = null;
        foreach (Value value in phi.Operands)
        {
            if (ReferenceEquals(value, phi) || ReferenceEquals(value, only))
                continue;
            if (only is not null && !(only is Constant a && value is Constant b && a.Bits == b.Bits))
                return null;
            only ??= value;
        }

        return only;
    }

    private static Value? Simplify(BinaryOperation binary)
    {
        if (binary.Left is Constant left && binary.Right is Constant right)
            return Make(binary, Folding.Compute(binary.Operator, binary.Type, left.Bits, right.Bits, binary.IsClassic));
        if (binary.Type == SsaType.Pointer || binary.Left.Type == SsaType.Pointer)
            return binary is { Operator: BinaryOperator.Add or BinaryOperator.Subtract, Right: Constant { Bits: 0 } } ? binary.Left : null;
        ulong ones = binary.Type == SsaType.Int32 ? uint.MaxValue : ulong.MaxValue;
        if (binary.Right is Constant constant)
        {
            return (binary.Operator, constant.Bits) switch
            {
                (BinaryOperator.Add or BinaryOperator.Subtract or BinaryOperator.Or or BinaryOperator.Xor or BinaryOperator.ShiftLeft or BinaryOperator.ShiftRight
                    or BinaryOperator.ShiftRightArithmetic, 0) => binary.Left,
                (BinaryOperator.Multiply or BinaryOperator.DivideUnsigned or BinaryOperator.DivideSigned, 1) => binary.Left,
                (BinaryOperator.And, var bits) when bits == ones => binary.Left,
                (BinaryOperator.Multiply or BinaryOperator.And, 0) => Make(binary, 0),
                (BinaryOperator.RemainderUnsigned, 1) => Make(binary, 0),
                (BinaryOperator.Or, var bits) when bits == ones => Make(binary, ones),
                (BinaryOperator.ShiftLeft or BinaryOperator.ShiftRight, var bits) when binary.IsClassic && bits >= (binary.Type == SsaType.Int32 ? 32u : 64u) => Make(binary, 0),
                _ => null,
            };
        }

        return (binary.Operator, binary.Left) switch
        {
            (BinaryOperator.Add or BinaryOperator.Or or BinaryOperator.Xor, Constant { Bits: 0 }) => binary.Right,
            (BinaryOperator.Multiply, Constant { Bits: 1 }) => binary.Right,
            (BinaryOperator.Multiply or BinaryOperator.And, Constant { Bits: 0 }) => Make(binary, 0),
            (BinaryOperator.Subtract or BinaryOperator.Xor, _) when ReferenceEquals(binary.Left, binary.Right) => Make(binary, 0),
            (BinaryOperator.And or BinaryOperator.Or, _) when ReferenceEquals(binary.Left, binary.Right) => binary.Left,
            _ => null,
        };
    }

    private static Constant? Simplify(CompareOperation compare)
    {
        if (compare.Left is Constant left && compare.Right is Constant right)
            return Make(compare, Folding.Holds(compare.Comparison, left.Type, left.Bits, right.Bits) ? 1u : 0u);
        ulong ones = compare.Left.Type == SsaType.Int32 ? uint.MaxValue : ulong.MaxValue;
        return (compare.Comparison, compare.Right) switch
        {
            (Comparison.Less or Comparison.AnyBits, Constant { Bits: 0 }) => Make(compare, 0),
            (Comparison.GreaterOrEqual, Constant { Bits: 0 }) => Make(compare, 1),
            (Comparison.Greater, Constant constant) when constant.Bits == ones => Make(compare, 0),
            (Comparison.LessOrEqual, Constant constant) when constant.Bits == ones => Make(compare, 1),
            _ when ReferenceEquals(compare.Left, compare.Right) && compare.Comparison != Comparison.AnyBits
                => Make(compare, Folding.Holds(compare.Comparison, compare.Left.Type, 0, 0) ? 1u : 0u),
            _ => null,
        };
    }

    private static ulong? Convert(ConvertOperation convert, Constant constant) => convert.Conversion switch
    {
        Conversion.SignExtend => (ulong)(int)constant.Bits,
        Conversion.Truncate => (uint)constant.Bits,
        Conversion.ZeroExtend => constant.Bits,
        // A number made a pointer stays as it is: only null may be a constant.
        _ => constant.Bits == 0 || convert.Type != SsaType.Pointer ? constant.Bits : null,
    };

    private static Constant? Make(Operation operation, ulong? bits) => bits is { } value ? new Constant(operation.Type, value, operation.Location) : null;
}
