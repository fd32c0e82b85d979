// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Compiler.Ssa;

namespace Hornet.Seccomp;

/// <summary>Lowers a program's places to the compiler's SSA form: a block each, which loads the word it tests.</summary>
internal static class DecisionLowering
{
    /// <summary>A function that decides.</summary>
    /// <param name="entry">Where it begins.</param>
    public static Function Lower(DecisionNode entry)
    {
        var function = new Function("seccomp", SsaType.Int32);
        Dictionary<DecisionNode, Block> blocks = new(ReferenceEqualityComparer.Instance);
        var pending = new Stack<DecisionNode>();
        BlockOf(entry);
        while (pending.TryPop(out DecisionNode? node))
        {
            Block block = blocks[node];
            if (node is ReturnNode end)
            {
                block.Append(new Return(new Constant(SsaType.Int32, end.Value)));
                continue;
            }

            var test = (TestNode)node;
            Operation word = block.Append(new PacketLoad(MemorySize.Word, (uint)test.Test.Offset));
            if (test.Test.Mask != uint.MaxValue)
                word = block.Append(new BinaryOperation(BinaryOperator.And, word, new Constant(SsaType.Int32, test.Test.Mask)));
            CompareOperation condition = block.Append(new CompareOperation(test.Test.Comparison, word, new Constant(SsaType.Int32, test.Test.Value)));
            block.Append(new Branch(condition, BlockOf(test.IfTrue), BlockOf(test.IfFalse)));
        }

        return function;

        Block BlockOf(DecisionNode node)
        {
            if (!blocks.TryGetValue(node, out Block? block))
            {
                blocks.Add(node, block = function.AddBlock());
                pending.Push(node);
            }

            return block;
        }
    }
}
