// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Analyses;
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Tests.Filters;

public sealed class DominatorTests
{
    [Fact]
    public void ABlockDominatesAnotherWhenNoWayAvoidsIt()
    {
        var random = new RandomFilters(21);
        for (int i = 0; i < 100; i++)
            Compare(random.NextFunction());
    }

    [Fact]
    public void LoopsAreRoundsOfTheSameQuestion()
    {
        var random = new RandomFilters(22);
        var choice = new Random(23);
        for (int i = 0; i < 100; i++)
        {
            Function function = random.NextFunction();
            foreach (Block block in function.Blocks)
            {
                if (block.Terminator is Branch branch && choice.Next(4) == 0)
                    branch.SetTarget(choice.Next(2), function.Blocks[choice.Next(1, function.Blocks.Count)]);
            }

            Compare(function);
        }
    }

    private static void Compare(Function function)
    {
        var graph = new ControlFlowGraph(function);
        var dominators = new Dominators(graph);
        foreach (Block removed in graph.ReversePostOrder)
        {
            HashSet<Block> reached = ReachedWithout(function.Entry, removed);
            foreach (Block block in graph.ReversePostOrder)
                dominators.Dominates(removed, block).ShouldBe(!reached.Contains(block), $"{removed} and {block} of\n{SsaPrinter.Print(function)}");
        }

        foreach (Block block in graph.ReversePostOrder)
        {
            Block[] frontier = [.. graph.ReversePostOrder.Where(b =>
                graph.Predecessors(b).Any(p => dominators.Dominates(block, p)) && (b == block || !dominators.Dominates(block, b)))];
            dominators.Frontier(block).OrderBy(graph.Position).ShouldBe(frontier);
        }
    }

    private static HashSet<Block> ReachedWithout(Block entry, Block removed)
    {
        var reached = new HashSet<Block>(ReferenceEqualityComparer.Instance);
        var work = new Stack<Block>();
        if (entry != removed)
            work.Push(entry);
        while (work.TryPop(out Block? block))
        {
            if (!reached.Add(block))
                continue;
            foreach (Block target in block.Terminator.Targets)
            {
                if (target != removed)
                    work.Push(target);
            }
        }

        return reached;
    }
}
