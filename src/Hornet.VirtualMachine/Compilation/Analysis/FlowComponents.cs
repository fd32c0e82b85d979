// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>
/// The strongly connected components of a function's blocks (Tarjan 1972): blocks that reach each other are in one. A jump backwards from one to another
/// repeats nothing; compilers put common ends of a function before what jumps to them.
/// </summary>
internal static class FlowComponents
{
    /// <summary>Numbers the components.</summary>
    /// <param name="blocks">The blocks, each at its <see cref="FlowBlock.Index"/>.</param>
    /// <returns>The component of each block.</returns>
    public static int[] Of(IReadOnlyList<FlowBlock> blocks)
    {
        var component = new int[blocks.Count];
        var order = new int[blocks.Count];
        var lowest = new int[blocks.Count];
        var isOpen = new bool[blocks.Count];
        var open = new Stack<int>();
        var path = new Stack<(FlowBlock Block, int Next)>();
        int visited = 0;
        foreach (FlowBlock root in blocks)
        {
            if (order[root.Index] != 0)
            {
                continue;
            }

            Enter(root);
            while (path.TryPop(out (FlowBlock Block, int Next) step))
            {
                (FlowBlock block, int next) = step;
                if (next > 0)
                {
                    // What was entered from here is done.
                    int entered = block.Successors[next - 1].Index;
                    if (isOpen[entered])
                    {
                        lowest[block.Index] = Math.Min(lowest[block.Index], lowest[entered]);
                    }
                }

                if (next < block.Successors.Count)
                {
                    path.Push((block, next + 1));
                    if (order[block.Successors[next].Index] == 0)
                    {
                        Enter(block.Successors[next]);
                    }
                    else if (isOpen[block.Successors[next].Index])
                    {
                        lowest[block.Index] = Math.Min(lowest[block.Index], order[block.Successors[next].Index]);
                    }
                }
                else if (lowest[block.Index] == order[block.Index])
                {
                    Close(block);
                }
            }
        }

        return component;

        void Enter(FlowBlock block)
        {
            order[block.Index] = lowest[block.Index] = ++visited;
            isOpen[block.Index] = true;
            open.Push(block.Index);
            path.Push((block, 0));
        }

        void Close(FlowBlock block)
        {
            int member;
            do
            {
                member = open.Pop();
                isOpen[member] = false;
                component[member] = block.Index;
            }
            while (member != block.Index);
        }
    }
}
