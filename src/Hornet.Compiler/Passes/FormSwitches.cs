// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Analyses;
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Passes;

/// <summary>
/// Turns tests of one value for one constant after the other into a switch, which back ends search as a tree: ten thousand addresses take fourteen
/// comparisons, and fewer jumps in a row than the verifier allows.
/// </summary>
public static class FormSwitches
{
    // With fewer, tests one after the other are as good.
    private const int LeastCases = 4;

    /// <summary>Runs the pass.</summary>
    /// <param name="function">The function.</param>
    /// <returns>Whether anything changed.</returns>
    public static bool Run(Function function)
    {
        ArgumentNullException.ThrowIfNull(function);
        var graph = new ControlFlowGraph(function);
        var absorbed = new HashSet<Block>(ReferenceEqualityComparer.Instance);
        bool changed = false;
        Dictionary<Value, int> users = CountUsers(function);
        foreach (Block block in graph.ReversePostOrder)
        {
            if (!absorbed.Contains(block))
                changed |= Form(block, graph, users, absorbed);
        }

        if (changed)
            SimplifyControlFlow.RemoveUnreachable(function);
        return changed;
    }

    private static bool Form(Block head, ControlFlowGraph graph, Dictionary<Value, int> users, HashSet<Block> absorbed)
    {
        if (TestOf(head) is not { } first || HasPhis(first.Target))
            return false;
        var cases = new List<(ulong Constant, Block Target)> { (first.Constant, first.Target) };
        var known = new HashSet<ulong> { first.Constant };
        List<Block> chain = [];
        Block rest = first.Otherwise;
        while (graph.Predecessors(rest).Count == 1 && rest.Operations is [CompareOperation own, Branch] && TestOf(rest) is { } test
            && ReferenceEquals(own, ((Branch)rest.Terminator).Condition) && users.GetValueOrDefault(own) == 1 && ReferenceEquals(test.Value, first.Value) && !HasPhis(test.Target))
        {
            // A constant that was tested before cannot come here.
            if (known.Add(test.Constant))
                cases.Add((test.Constant, test.Target));
            chain.Add(rest);
            rest = test.Otherwise;
        }

        if (cases.Count < LeastCases || HasPhis(rest))
            return false;
        absorbed.UnionWith(chain);
        head.ReplaceTerminator(new Switch(first.Value, cases, rest, head.Terminator.Location));
        return true;
    }

    /// <summary>What a block's branch tests, if that is whether a number equals a constant.</summary>
    private static (Value Value, ulong Constant, Block Target, Block Otherwise)? TestOf(Block block)
    {
        if (block.Terminator is not Branch { Condition: CompareOperation { Right: Constant constant } compare } branch || branch.IfTrue == branch.IfFalse
            || compare.Left.Type is not (SsaType.Int32 or SsaType.Int64))
            return null;
        return compare.Comparison switch
        {
            Comparison.Equal => (compare.Left, constant.Bits, branch.IfTrue, branch.IfFalse),
            Comparison.NotEqual => (compare.Left, constant.Bits, branch.IfFalse, branch.IfTrue),
            _ => null,
        };
    }

    // The comparison of a block that is taken in must be needed nowhere else.
    private static Dictionary<Value, int> CountUsers(Function function)
    {
        var users = new Dictionary<Value, int>(ReferenceEqualityComparer.Instance);
        foreach (Operation operation in function.Blocks.SelectMany(block => block.Operations))
        {
            foreach (Value operand in operation.Operands)
            {
                if (operand is CompareOperation)
                    users[operand] = users.GetValueOrDefault(operand) + 1;
            }
        }

        return users;
    }

    private static bool HasPhis(Block block) => block.Operations[0] is PhiOperation;
}
