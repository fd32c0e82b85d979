// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Compiler.Backends.Extended;

/// <summary>Orders the blocks so that most go on with the next one: after a block the way it takes on, loops in one piece.</summary>
internal static class BlockLayout
{
    /// <summary>Orders the blocks; the entry stays first.</summary>
    public static void Order(MachineFunction function)
    {
        var seen = new HashSet<MachineBlock> { function.Blocks[0] };
        var order = new List<MachineBlock>(function.Blocks.Count);
        var path = new Stack<(MachineBlock Block, int Next)>();
        path.Push((function.Blocks[0], 0));
        while (path.TryPop(out (MachineBlock Block, int Next) at))
        {
            // In reverse post-order what is visited last stands nearest.
            (MachineBlock? far, MachineBlock? near) = (at.Block.Taken, at.Block.Next);
            if (far is not null && near is not null && far.LoopDepth > near.LoopDepth)
                (far, near) = (near, far);
            if (at.Next == 2)
            {
                order.Add(at.Block);
                continue;
            }

            path.Push((at.Block, at.Next + 1));
            MachineBlock? successor = at.Next == 0 ? far : near;
            if (successor is not null && seen.Add(successor))
                path.Push((successor, 0));
        }

        order.Reverse();
        function.Blocks.Clear();
        function.Blocks.AddRange(order);
        function.Renumber();
    }
}
