// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Backends.Extended;

/// <summary>Turns round the constant that a field is compared with instead of the field, which saves an instruction for each test.</summary>
internal static class ByteOrderFolding
{
    public static void Run(Function function)
    {
        foreach (Block block in function.Blocks)
        {
            foreach (Operation operation in block.Operations)
            {
                if (operation is CompareOperation { Comparison: Comparison.Equal or Comparison.NotEqual or Comparison.AnyBits, Right: Constant constant } compare)
                    Fold(compare, constant);
            }
        }
    }

    private static void Fold(CompareOperation compare, Constant constant)
    {
        if (compare.Left is not UnaryOperation { Type: SsaType.Int32 } order)
            return;
        uint bits = (uint)constant.Bits;
        uint? turned = order.Operator switch
        {
            // Bits above the field never are set; an equality with them is left to stand.
            UnaryOperator.NetworkOrder16 when bits <= ushort.MaxValue => BinaryPrimitives.ReverseEndianness((ushort)bits),
            UnaryOperator.NetworkOrder32 => BinaryPrimitives.ReverseEndianness(bits),
            _ => null,
        };
        if (turned is not { } value || !IsNarrowLoad(order))
            return;
        compare.SetOperand(0, order.Operand);
        compare.SetOperand(1, new Constant(SsaType.Int32, value, constant.Location));
    }

    // Of 16 bits turned round, the ones above must be 0 before, too.
    private static bool IsNarrowLoad(UnaryOperation order) =>
        order.Operator == UnaryOperator.NetworkOrder32 || (order.Operand is LoadOperation { IsSigned: false } load && load.Size == Bytecode.MemorySize.HalfWord);
}
