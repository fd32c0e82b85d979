// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Analyses;

/// <summary>Which blocks control must pass to come to a block: the dominator tree of the reachable blocks, with dominance frontiers.</summary>
/// <remarks>By the iteration of Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm" (2001), over positions in reverse post-order.</remarks>
public sealed class Dominators
{
    private readonly ControlFlowGraph _graph;
    private readonly int[] _parents;
    private readonly int[] _first;
    private readonly int[] _last;
    private readonly List<int>[] _children;
    private List<Block>[]? _frontiers;

    /// <summary>Computes the tree.</summary>
    /// <param name="graph">The function's graph.</param>
    public Dominators(ControlFlowGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        _graph = graph;
        int count = graph.ReversePostOrder.Count;
        _parents = new int[count];
        Array.Fill(_parents, -1);
        _parents[0] = 0;
        if (graph.HasLoops)
            FindParents();
        else
            FindParentsWithoutLoops();
        _children = new List<int>[count];
        for (int i = 0; i < count; i++)
            _children[i] = [];
        for (int i = 1; i < count; i++)
            _children[_parents[i]].Add(i);
        _first = new int[count];
        _last = new int[count];
        Number();
    }

    /// <summary>The last block before a block that control must pass; null for the entry.</summary>
    public Block? Parent(Block block)
    {
        int position = _graph.Position(block);
        return position == 0 ? null : _graph.ReversePostOrder[_parents[position]];
    }

    /// <summary>The blocks whose parent is a block.</summary>
    public IEnumerable<Block> Children(Block block) => _children[_graph.Position(block)].Select(i => _graph.ReversePostOrder[i]);

    /// <summary>Whether control comes to a block only by way of another, or they are the same.</summary>
    /// <param name="dominator">The one that is passed before.</param>
    /// <param name="block">The one that is reached.</param>
    public bool Dominates(Block dominator, Block block)
    {
        int d = _graph.Position(dominator);
        int b = _graph.Position(block);
        return _first[d] <= _first[b] && _last[b] <= _last[d];
    }

    /// <summary>The blocks where a block stops being the only way: it dominates one of their predecessors, and not them.</summary>
    public IReadOnlyList<Block> Frontier(Block block)
    {
        _frontiers ??= FindFrontiers();
        return _frontiers[_graph.Position(block)];
    }

    private void FindParents()
    {
        bool changed = true;
        while (changed)
        {
            changed = false;
            for (int i = 1; i < _parents.Length; i++)
            {
                int parent = -1;
                foreach (Block predecessor in _graph.Predecessors(_graph.ReversePostOrder[i]))
                {
                    int p = _graph.Position(predecessor);
                    if (_parents[p] >= 0)
                        parent = parent < 0 ? p : Meet(parent, p);
                }

                changed |= parent != _parents[i];
                _parents[i] = parent;
            }
        }
    }

    /// <summary>
    /// Without loops one round does. The common ancestor is found by jumps that double their length, so that thousands of tests that all go to one block, as filters have
    /// them, take no quadratic time.
    /// </summary>
    private void FindParentsWithoutLoops()
    {
        int[] depths = new int[_parents.Length];
        int[] jumps = new int[_parents.Length];
        for (int i = 1; i < _parents.Length; i++)
        {
            int parent = -1;
            foreach (Block predecessor in _graph.Predecessors(_graph.ReversePostOrder[i]))
            {
                int p = _graph.Position(predecessor);
                parent = parent < 0 ? p : Meet(parent, p, depths, jumps);
            }

            _parents[i] = parent;
            depths[i] = depths[parent] + 1;
            int jump = jumps[parent];
            jumps[i] = depths[parent] - depths[jump] == depths[jump] - depths[jumps[jump]] ? jumps[jump] : parent;
        }
    }

    private int Meet(int left, int right, int[] depths, int[] jumps)
    {
        if (depths[left] < depths[right])
            (left, right) = (right, left);
        while (depths[left] > depths[right])
            left = depths[jumps[left]] >= depths[right] ? jumps[left] : _parents[left];
        while (left != right)
        {
            bool apart = jumps[left] != jumps[right];
            left = apart ? jumps[left] : _parents[left];
            right = apart ? jumps[right] : _parents[right];
        }

        return left;
    }

    private int Meet(int left, int right)
    {
        while (left != right)
        {
            while (left > right)
                left = _parents[left];
            while (right > left)
                right = _parents[right];
        }

        return left;
    }

    /// <summary>Numbers the tree so that the numbers of what a block dominates lie within its own two.</summary>
    private void Number()
    {
        int next = 0;
        var stack = new Stack<(int Block, int Child)>();
        stack.Push((0, 0));
        while (stack.TryPop(out (int Block, int Child) top))
        {
            if (top.Child == 0)
                _first[top.Block] = next++;
            if (top.Child == _children[top.Block].Count)
            {
                _last[top.Block] = next++;
                continue;
            }

            stack.Push((top.Block, top.Child + 1));
            stack.Push((_children[top.Block][top.Child], 0));
        }
    }

    private List<Block>[] FindFrontiers()
    {
        var frontiers = new List<Block>[_parents.Length];
        for (int i = 0; i < frontiers.Length; i++)
            frontiers[i] = [];
        for (int i = 0; i < _parents.Length; i++)
        {
            Block block = _graph.ReversePostOrder[i];
            IReadOnlyList<Block> predecessors = _graph.Predecessors(block);
            if (predecessors.Count < 2 && !(i == 0 && predecessors.Count == 1))
                continue;
            foreach (Block predecessor in predecessors)
            {
                for (int p = _graph.Position(predecessor); i == 0 || p != _parents[i]; p = _parents[p])
                {
                    if (frontiers[p].Count == 0 || frontiers[p][^1] != block)
                        frontiers[p].Add(block);
                    if (p == 0)
                        break;
                }
            }
        }

        return frontiers;
    }
}
