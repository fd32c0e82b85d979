// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Compiler.Backends.Extended;

/// <summary>Finds how many loops each block stands in, so that what runs often keeps its registers and stays together.</summary>
internal static class LoopDepths
{
    /// <summary>Sets the depth of every block. Where a loop is entered in its middle the depth is a guess.</summary>
    public static void Find(MachineFunction function)
    {
        function.Renumber();
        var predecessors = new List<MachineBlock>[function.Blocks.Count];
        for (int i = 0; i < predecessors.Length; i++)
            predecessors[i] = [];
        foreach (MachineBlock block in function.Blocks)
        {
            block.LoopDepth = 0;
            foreach (MachineBlock successor in block.Successors)
                predecessors[successor.Id].Add(block);
        }

        foreach (IGrouping<MachineBlock, MachineBlock> loop in BackEdges(function).GroupBy(edge => edge.Header, edge => edge.From))
        {
            var body = new HashSet<MachineBlock> { loop.Key };
            var work = new Stack<MachineBlock>(loop.Where(body.Add));
            while (work.TryPop(out MachineBlock? block))
            {
                foreach (MachineBlock predecessor in predecessors[block.Id].Where(body.Add))
                    work.Push(predecessor);
            }

            foreach (MachineBlock block in body)
                block.LoopDepth++;
        }
    }

    private static List<(MachineBlock From, MachineBlock Header)> BackEdges(MachineFunction function)
    {
        List<(MachineBlock, MachineBlock)> edges = [];
        var seen = new HashSet<MachineBlock>();
        var open = new HashSet<MachineBlock>();
        var path = new Stack<(MachineBlock Block, IEnumerator<MachineBlock> Successors)>();
        Enter(function.Blocks[0]);
        while (path.TryPeek(out (MachineBlock Block, IEnumerator<MachineBlock> Successors) at))
        {
            if (!at.Successors.MoveNext())
            {
                open.Remove(at.Block);
                path.Pop();
                continue;
            }

            MachineBlock successor = at.Successors.Current;
            if (open.Contains(successor))
                edges.Add((at.Block, successor));
            else if (!seen.Contains(successor))
                Enter(successor);
        }

        return edges;

        void Enter(MachineBlock block)
        {
            seen.Add(block);
            open.Add(block);
            path.Push((block, block.Successors.GetEnumerator()));
        }
    }
}
