// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Backends.Extended;

/// <summary>The blocks that control reaches, each before those it goes to unless a loop leads back.</summary>
internal static class ReversePostOrder
{
    /// <summary>Orders the blocks of a function, the entry first.</summary>
    public static IReadOnlyList<Block> Of(Function function)
    {
        var seen = new HashSet<Block> { function.Entry };
        var order = new List<Block>();
        var path = new Stack<(Block Block, int Next)>();
        path.Push((function.Entry, 0));
        while (path.TryPop(out (Block Block, int Next) at))
        {
            ReadOnlySpan<Block> targets = at.Block.IsFinished ? at.Block.Terminator.Targets : [];
            if (at.Next == targets.Length)
            {
                order.Add(at.Block);
                continue;
            }

            path.Push((at.Block, at.Next + 1));
            if (seen.Add(targets[at.Next]))
                path.Push((targets[at.Next], 0));
        }

        order.Reverse();
        return order;
    }
}
