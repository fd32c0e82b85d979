// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Analyses;

namespace Hornet.Compiler.Ssa;

/// <summary>
/// Checks that a function is well formed: blocks end with their only terminator and go to blocks of the function, phis stand first and name each predecessor
/// once, operands have the types their operations want, and a value is computed on every way to where it is used. Passes are checked with it in
/// tests, and anywhere when the environment variable <c>HORNET_CHECK</c> is set.
/// </summary>
public sealed class SsaChecker
{
    private readonly Function _function;
    private readonly HashSet<Block> _blocks;
    private readonly Dictionary<Operation, int> _positions = new(ReferenceEqualityComparer.Instance);

    private SsaChecker(Function function)
    {
        _function = function;
        _blocks = new HashSet<Block>(function.Blocks, ReferenceEqualityComparer.Instance);
    }

    /// <summary>Whether passes check what they have made: <c>HORNET_CHECK</c> is set.</summary>
    public static bool IsEnabled { get; } = Environment.GetEnvironmentVariable("HORNET_CHECK") is { Length: > 0 };

    /// <summary>Checks a function.</summary>
    /// <param name="function">The function.</param>
    /// <param name="after">What has been done to it, for the message.</param>
    /// <exception cref="InvalidOperationException">It is not well formed; the message says where and shows the function.</exception>
    public static void Check(Function function, string after = "construction")
    {
        ArgumentNullException.ThrowIfNull(function);
        string? fault = new SsaChecker(function).FindFault();
        if (fault is not null)
            throw new InvalidOperationException($"After {after}, {function.Name} is not well formed: {fault}\n{SsaPrinter.Print(function)}");
    }

    private string? FindFault()
    {
        if (_function.Blocks.Count == 0)
            return "it has no blocks.";
        foreach (Block block in _function.Blocks)
        {
            if (FindFault(block) is { } fault)
                return $"{block}: {fault}";
        }

        var graph = new ControlFlowGraph(_function);
        var dominators = new Dominators(graph);
        foreach (Block block in graph.ReversePostOrder)
        {
            foreach (Operation operation in block.Operations)
            {
                string? fault = operation is PhiOperation phi ? FindFault(phi, graph, dominators) : FindUseFault(operation, graph, dominators);
                if (fault is not null)
                    return $"{block}, operation {_positions[operation]}: {fault}";
            }
        }

        return null;
    }

    private string? FindFault(Block block)
    {
        if (!block.IsFinished)
            return "it does not end with a terminator.";
        bool phisEnded = false;
        for (int i = 0; i < block.Operations.Count; i++)
        {
            Operation operation = block.Operations[i];
            _positions[operation] = i;
            if (operation.Block != block)
                return $"operation {i} says it stands elsewhere.";
            if (operation is Terminator terminator)
            {
                if (i != block.Operations.Count - 1)
                    return $"operation {i} is a terminator and not the last.";
                foreach (Block target in terminator.Targets)
                {
                    if (!_blocks.Contains(target))
                        return $"it goes to {target}, which is not in the function.";
                }
            }

            if (operation is PhiOperation && phisEnded)
                return $"operation {i} is a phi after other operations.";
            phisEnded |= operation is not PhiOperation;
            if (FindTypeFault(operation) is { } fault)
                return $"operation {i}: {fault}";
        }

        return null;
    }

    private static string? FindTypeFault(Operation operation) => operation switch
    {
        BinaryOperation binary when !IsNumber(binary.Left.Type) || !IsNumber(binary.Right.Type) => "it computes with what is no number.",
        BinaryOperation binary when binary.Left.Type != binary.Right.Type && binary.Left.Type != SsaType.Pointer && binary.Right.Type != SsaType.Pointer
            => "its operands have different widths.",
        CompareOperation compare when compare.Left.Type != compare.Right.Type => "it compares different types.",
        SelectOperation select when select.Condition.Type != SsaType.Boolean => "its condition is not a Boolean.",
        SelectOperation select when select.IfTrue.Type != select.IfFalse.Type => "its values have different types.",
        LoadOperation load when load.Address.Type != SsaType.Pointer => "its address is not a pointer.",
        StoreOperation store when store.Address.Type != SsaType.Pointer => "its address is not a pointer.",
        PacketLoad { Index: { } index } when index.Type != SsaType.Int32 => "its index is not a 32-bit integer.",
        PacketLoad { Size: Bytecode.MemorySize.DoubleWord } => "packets are read by at most 4 bytes.",
        Branch branch when branch.Condition.Type != SsaType.Boolean => "its condition is not a Boolean.",
        Switch @switch when !IsNumber(@switch.Selector.Type) => "it looks up what is no number.",
        Return @return when @return.Result is { } result && result.Type != @return.Block!.Function.ReturnType => "it returns another type than the function.",
        PhiOperation phi when phi.Operands.ToArray().Any(o => o.Type != phi.Type) => "its inputs have other types.",
        _ => null,
    };

    private static bool IsNumber(SsaType type) => type is SsaType.Int32 or SsaType.Int64 or SsaType.Pointer;

    private string? FindFault(PhiOperation phi, ControlFlowGraph graph, Dominators dominators)
    {
        IReadOnlyList<Block> predecessors = graph.Predecessors(phi.Block!);
        Block[] from = [.. phi.From];
        if (from.Distinct().Count() != from.Length)
            return "a phi names a predecessor twice.";
        if (predecessors.FirstOrDefault(p => !from.Contains(p)) is { } missing)
            return $"a phi has no input for {missing}.";
        for (int i = 0; i < from.Length; i++)
        {
            if (!graph.IsReachable(from[i]))
                continue;
            if (!predecessors.Contains(from[i]))
                return $"a phi has an input for {from[i]}, which does not go there.";
            if (phi.Operands[i] is Operation value && !IsComputedAtEnd(value, from[i], graph, dominators))
                return $"a phi's input for {from[i]} is not computed there.";
        }

        return null;
    }

    private string? FindUseFault(Operation operation, ControlFlowGraph graph, Dominators dominators)
    {
        for (int i = 0; i < operation.Operands.Length; i++)
        {
            if (operation.Operands[i] is not Operation value)
                continue;
            bool computed = value.Block == operation.Block
                ? _positions[value] < _positions[operation]
                : IsComputedAtEnd(value, operation.Block!, graph, dominators);
            if (!computed)
                return $"operand {i} is not computed on every way there.";
        }

        return null;
    }

    private bool IsComputedAtEnd(Operation value, Block block, ControlFlowGraph graph, Dominators dominators) =>
        value.Block is { } defined && _blocks.Contains(defined) && graph.IsReachable(defined) && dominators.Dominates(defined, block);
}
