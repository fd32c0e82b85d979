// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Analyses;

/// <summary>Who goes where in a function: predecessors and an order in which, loops aside, each block comes after those it is reached from. A snapshot: it knows nothing of later changes.</summary>
public sealed class ControlFlowGraph
{
    private readonly Dictionary<Block, List<Block>> _predecessors = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Block, int> _positions = new(ReferenceEqualityComparer.Instance);

    /// <summary>Looks at a function.</summary>
    /// <param name="function">The function; all its blocks are finished.</param>
    public ControlFlowGraph(Function function)
    {
        ArgumentNullException.ThrowIfNull(function);
        Function = function;
        ReversePostOrder = Order(function.Entry);
        for (int i = 0; i < ReversePostOrder.Count; i++)
        {
            _positions[ReversePostOrder[i]] = i;
            _predecessors[ReversePostOrder[i]] = [];
        }

        foreach (Block block in ReversePostOrder)
        {
            foreach (Block target in block.Terminator.Targets)
            {
                List<Block> predecessors = _predecessors[target];
                if (predecessors.Count == 0 || predecessors[^1] != block)
                    predecessors.Add(block);
                HasLoops |= _positions[target] <= _positions[block];
            }
        }
    }

    /// <summary>The function.</summary>
    public Function Function { get; }

    /// <summary>The blocks control can reach, the entry first.</summary>
    public IReadOnlyList<Block> ReversePostOrder { get; }

    /// <summary>Whether a block reaches itself.</summary>
    public bool HasLoops { get; }

    /// <summary>Whether control can reach a block.</summary>
    public bool IsReachable(Block block) => _positions.ContainsKey(block);

    /// <summary>The place of a reachable block in the order.</summary>
    public int Position(Block block) => _positions[block];

    /// <summary>The reachable blocks that go to a reachable block, each once.</summary>
    public IReadOnlyList<Block> Predecessors(Block block) => _predecessors[block];

    private static List<Block> Order(Block entry)
    {
        var order = new List<Block>();
        var seen = new HashSet<Block>(ReferenceEqualityComparer.Instance) { entry };
        var stack = new Stack<(Block Block, int Next)>();
        stack.Push((entry, entry.Terminator.Targets.Length));
        while (stack.TryPop(out (Block Block, int Next) top))
        {
            if (top.Next == 0)
            {
                order.Add(top.Block);
                continue;
            }

            stack.Push((top.Block, top.Next - 1));
            Block target = top.Block.Terminator.Targets[top.Next - 1];
            if (seen.Add(target))
                stack.Push((target, target.Terminator.Targets.Length));
        }

        order.Reverse();
        return order;
    }
}
