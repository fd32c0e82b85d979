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
        while (graph.Predecessors(rest).Count == 1 && TestOf(rest) is { } test && !HasPhis(test.Target) && IsOnlyTest(rest, first.Value, users))
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

    /// <summary>
    /// Whether a block does nothing but test the value, reading it once more at most, which succeeds again, and nobody needs what it computes.
    /// </summary>
    private static bool IsOnlyTest(Block block, Value value, Dictionary<Value, int> users)
    {
        CompareOperation compare;
        switch (block.Operations)
        {
            case [CompareOperation own, Branch]:
                compare = own;
                break;
            case [PacketLoad load, CompareOperation own, Branch] when users.GetValueOrDefault(load) == 1:
                compare = own;
                break;
            default:
                return false;
        }

        bool isSame = ReferenceEquals(compare.Left, value)
            || (compare.Left is PacketLoad again && value is PacketLoad read && again.Size == read.Size && again.Offset == read.Offset && ReferenceEquals(again.Index, read.Index)
                && (again.Block == block || again == value));
        return isSame && ReferenceEquals(compare, ((Branch)block.Terminator).Condition) && users.GetValueOrDefault(compare) == 1;
    }

    private static Dictionary<Value, int> CountUsers(Function function)
    {
        var users = new Dictionary<Value, int>(ReferenceEqualityComparer.Instance);
        foreach (Operation operation in function.Blocks.SelectMany(block => block.Operations))
        {
            foreach (Value operand in operation.Operands)
            {
                if (operand is CompareOperation or PacketLoad)
                    users[operand] = users.GetValueOrDefault(operand) + 1;
            }
        }

        return users;
    }

    private static bool HasPhis(Block block) => block.Operations[0] is PhiOperation;
}
