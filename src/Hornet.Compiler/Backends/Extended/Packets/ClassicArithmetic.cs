// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Passes;
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Backends.Extended;

/// <summary>Spells out what classic BPF does where extended BPF does otherwise: dividing by 0 ends the program, shifting by the width gives 0.</summary>
internal static class ClassicArithmetic
{
    public static void Lower(Function function)
    {
        var splitter = new BlockSplitter(function);
        var replacement = new Replacement();
        var work = new Stack<Block>(function.Blocks);
        while (work.TryPop(out Block? block))
        {
            for (int i = 0; i < block.Operations.Count; i++)
            {
                if (block.Operations[i] is not BinaryOperation { IsClassic: true } classic)
                    continue;
                if (classic.EndsOnZeroDivisor)
                {
                    var isZero = block.Insert(i, new CompareOperation(Comparison.Equal, classic.Right, new Constant(classic.Right.Type, 0), classic.Location));
                    work.Push(splitter.RefuseBefore(block, i + 1, isZero, classic.Location));
                    Operation first = work.Peek().Operations[0];
                    work.Peek().RemoveAt(0);
                    Replace(work.Peek(), 0, (BinaryOperation)first, replacement);
                    break;
                }

                block.RemoveAt(i);
                i += Replace(block, i, classic, replacement);
            }
        }

        replacement.Apply(function);
    }

    /// <summary>Puts the same operation with ordinary rules into a place.</summary>
    /// <returns>How many operations more than one were put there.</returns>
    private static int Replace(Block block, int index, BinaryOperation classic, Replacement replacement)
    {
        bool isShift = classic.Operator is BinaryOperator.ShiftLeft or BinaryOperator.ShiftRight;
        ulong width = classic.Type == SsaType.Int32 ? 32u : 64u;
        var plain = new BinaryOperation(classic.Operator, classic.Left, classic.Right, classic.Location);
        var zero = new Constant(classic.Type, 0);
        if (isShift && classic.Right is Constant constant && constant.Bits >= width)
        {
            replacement.Add(classic, zero);
            return -1;
        }

        block.Insert(index, plain);
        if (!isShift || classic.Right is Constant)
        {
            replacement.Add(classic, plain);
            return 0;
        }

        var inside = block.Insert(index + 1, new CompareOperation(Comparison.Less, classic.Right, new Constant(classic.Right.Type, width), classic.Location));
        replacement.Add(classic, block.Insert(index + 2, new SelectOperation(inside, plain, zero, classic.Location)));
        return 2;
    }
}
