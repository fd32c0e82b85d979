// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Analyses;
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Passes;

/// <summary>Decides branches on constants, removes what control cannot reach, goes past empty blocks and joins a block with the only one it goes to.</summary>
public static class SimplifyControlFlow
{
    /// <summary>Runs the pass.</summary>
    /// <param name="function">The function.</param>
    /// <returns>Whether anything changed.</returns>
    public static bool Run(Function function)
    {
        ArgumentNullException.ThrowIfNull(function);
        bool changed = false;
        foreach (Block block in function.Blocks)
            changed |= Decide(block);
        changed |= RemoveUnreachable(function);
        changed |= SkipEmpty(function);
        changed |= RemoveUnreachable(function);
        changed |= Join(function);
        return changed;
    }

    /// <summary>Removes the blocks control cannot reach, and their inputs to phis.</summary>
    /// <param name="function">The function.</param>
    /// <returns>Whether there were any.</returns>
    public static bool RemoveUnreachable(Function function)
    {
        ArgumentNullException.ThrowIfNull(function);
        var graph = new ControlFlowGraph(function);
        if (graph.ReversePostOrder.Count == function.Blocks.Count)
            return false;
        function.RemoveBlocks(b => !graph.IsReachable(b));
        foreach (Block block in function.Blocks)
        {
            if (block.Operations[0] is PhiOperation)
                KeepInputs(block, graph.IsReachable);
        }

        return true;
    }

    private static bool Decide(Block block)
    {
        Block? target = block.Terminator switch
        {
            Branch { Condition: Constant constant } branch => constant.Bits != 0 ? branch.IfTrue : branch.IfFalse,
            Branch branch when branch.IfTrue == branch.IfFalse => branch.IfTrue,
            Switch { Selector: Constant constant } @switch => @switch.Cases.IndexOf(constant.Bits) is var i and >= 0 ? @switch.Targets[i] : @switch.Otherwise,
            _ => null,
        };
        if (target is null)
            return false;
        Terminator old = block.Terminator;
        foreach (Block other in old.Targets)
        {
            if (other != target && other.Operations[0] is PhiOperation)
                KeepInputs(other, from => from != block);
        }

        block.ReplaceTerminator(new Jump(target, old.Location));
        return true;
    }

    private static void KeepInputs(Block block, Func<Block, bool> keep)
    {
        var replacement = new Replacement();
        for (int i = 0; i < block.Operations.Count && block.Operations[i] is PhiOperation phi; i++)
        {
            var inputs = new List<(Block From, Value Value)>();
            for (int j = 0; j < phi.From.Length; j++)
            {
                if (keep(phi.From[j]))
                    inputs.Add((phi.From[j], phi.Operands[j]));
            }

            if (inputs.Count == phi.From.Length)
                return;
            block.RemoveAt(i);
            replacement.Add(phi, block.Insert(i, new PhiOperation(phi.Type, inputs, phi.Location)));
        }

        replacement.Apply(block.Function);
    }

    /// <summary>Makes edges go past blocks that only jump, where the target has no phis to tell the ways apart.</summary>
    private static bool SkipEmpty(Function function)
    {
        bool changed = false;
        foreach (Block block in function.Blocks)
        {
            Terminator terminator = block.Terminator;
            for (int i = 0; i < terminator.Targets.Length; i++)
            {
                Block target = terminator.Targets[i];
                int limit = function.Blocks.Count;
                while (target.Operations is [Jump jump] && jump.Target.Operations[0] is not PhiOperation && jump.Target != target && limit-- > 0)
                    target = jump.Target;
                if (target == terminator.Targets[i])
                    continue;
                terminator.SetTarget(i, target);
                changed = true;
            }
        }

        return changed;
    }

    /// <summary>Appends a block to its only predecessor, when that goes nowhere else.</summary>
    private static bool Join(Function function)
    {
        var graph = new ControlFlowGraph(function);
        var gone = new HashSet<Block>(ReferenceEqualityComparer.Instance);
        var replacement = new Replacement();
        foreach (Block block in graph.ReversePostOrder)
        {
            if (gone.Contains(block))
                continue;
            while (block.Terminator is Jump { Target: var next } && next != function.Entry && next != block && graph.Predecessors(next).Count == 1)
            {
                Absorb(block, next, replacement);
                gone.Add(next);
            }
        }

        function.RemoveBlocks(gone.Contains);
        replacement.Apply(function);
        return gone.Count > 0;
    }

    private static void Absorb(Block block, Block next, Replacement replacement)
    {
        foreach (Block target in next.Terminator.Targets)
        {
            for (int i = 0; i < target.Operations.Count && target.Operations[i] is PhiOperation phi; i++)
            {
                int input = phi.From.IndexOf(next);
                if (input >= 0)
                    phi.SetFrom(input, block);
            }
        }

        block.RemoveAt(block.Operations.Count - 1);
        Operation[] operations = [.. next.Operations];
        for (int i = operations.Length - 1; i >= 0; i--)
            next.RemoveAt(i);
        foreach (Operation operation in operations)
        {
            if (operation is PhiOperation phi)
                replacement.Add(phi, phi.Operands[0]);
            else
                block.Append(operation);
        }
    }
}
