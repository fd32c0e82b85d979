// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Compiler.Analyses;
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Passes;

/// <summary>
/// Turns slots that are only loaded and stored, whole, into values, with phis where different stores meet. A slot loaded before it is stored is
/// 0, as scratch memory is to libpcap.
/// </summary>
public static class PromoteSlots
{
    /// <summary>Runs the pass.</summary>
    /// <param name="function">The function.</param>
    /// <returns>Whether anything changed.</returns>
    public static bool Run(Function function)
    {
        ArgumentNullException.ThrowIfNull(function);
        Dictionary<StackSlot, SsaType> slots = FindPromotable(function);
        if (slots.Count == 0)
            return false;
        var graph = new ControlFlowGraph(function);
        function.RemoveBlocks(b => !graph.IsReachable(b));
        Dictionary<PhiOperation, StackSlot> phis = PlacePhis(graph, slots);
        Rename(graph, slots, phis);
        return true;
    }

    /// <summary>The slots whose address goes nowhere but into loads and stores of one type.</summary>
    private static Dictionary<StackSlot, SsaType> FindPromotable(Function function)
    {
        var types = new Dictionary<StackSlot, SsaType>(ReferenceEqualityComparer.Instance);
        var excluded = new HashSet<StackSlot>(ReferenceEqualityComparer.Instance);
        foreach (Operation operation in function.Blocks.SelectMany(b => b.Operations))
        {
            (StackSlot? slot, SsaType type) = Access(operation);
            for (int i = 0; i < operation.Operands.Length; i++)
            {
                if (operation.Operands[i] is StackSlot used && (i != 0 || used != slot))
                    excluded.Add(used);
            }

            if (slot is not null && !types.TryAdd(slot, type) && types[slot] != type)
                excluded.Add(slot);
        }

        foreach (StackSlot slot in excluded)
            types.Remove(slot);
        return types;
    }

    /// <summary>The slot that an operation loads or stores whole, without change of type.</summary>
    private static (StackSlot? Slot, SsaType Type) Access(Operation operation) => operation switch
    {
        LoadOperation { Address: StackSlot slot, Offset: 0, IsVolatile: false } load when IsWhole(slot, load.Size, load.Type) => (slot, load.Type),
        StoreOperation { Address: StackSlot slot, Offset: 0 } store when IsWhole(slot, store.Size, store.Stored.Type) => (slot, store.Stored.Type),
        _ => (null, SsaType.Void),
    };

    private static bool IsWhole(StackSlot slot, MemorySize size, SsaType type) => type switch
    {
        SsaType.Int32 => size == MemorySize.Word && slot.Size == 4,
        SsaType.Int64 or SsaType.Pointer => size == MemorySize.DoubleWord && slot.Size == 8,
        _ => false,
    };

    private static Dictionary<PhiOperation, StackSlot> PlacePhis(ControlFlowGraph graph, Dictionary<StackSlot, SsaType> slots)
    {
        var dominators = new Dominators(graph);
        var stores = new Dictionary<StackSlot, HashSet<Block>>(ReferenceEqualityComparer.Instance);
        var loads = new Dictionary<StackSlot, HashSet<Block>>(ReferenceEqualityComparer.Instance);
        foreach (Operation operation in graph.ReversePostOrder.SelectMany(b => b.Operations))
        {
            if (Access(operation).Slot is not { } slot || !slots.ContainsKey(slot))
                continue;
            HashSet<Block> stored = Of(stores, slot);
            if (operation is StoreOperation)
                stored.Add(operation.Block!);
            else if (!stored.Contains(operation.Block!))
                Of(loads, slot).Add(operation.Block!);
        }

        var phis = new Dictionary<PhiOperation, StackSlot>(ReferenceEqualityComparer.Instance);
        foreach ((StackSlot slot, HashSet<Block> where) in stores)
        {
            HashSet<Block> live = LiveIn(graph, Of(loads, slot), where);
            var work = new Stack<Block>(where);
            var placed = new HashSet<Block>(ReferenceEqualityComparer.Instance);
            while (work.TryPop(out Block? block))
            {
                foreach (Block join in dominators.Frontier(block))
                {
                    if (!live.Contains(join) || !placed.Add(join))
                        continue;
                    SsaType type = slots[slot];
                    var phi = new PhiOperation(type, [.. graph.Predecessors(join).Select(p => (p, (Value)new Constant(type, 0)))], slot.Location);
                    phis[join.Insert(0, phi)] = slot;
                    work.Push(join);
                }
            }
        }

        return phis;
    }

    private static HashSet<Block> Of(Dictionary<StackSlot, HashSet<Block>> sets, StackSlot slot)
    {
        if (!sets.TryGetValue(slot, out HashSet<Block>? set))
            sets[slot] = set = new HashSet<Block>(ReferenceEqualityComparer.Instance);
        return set;
    }

    /// <summary>The blocks at whose start the slot's value may still be loaded.</summary>
    private static HashSet<Block> LiveIn(ControlFlowGraph graph, HashSet<Block> loads, HashSet<Block> stores)
    {
        var live = new HashSet<Block>(loads, ReferenceEqualityComparer.Instance);
        var work = new Stack<Block>(loads);
        while (work.TryPop(out Block? block))
        {
            foreach (Block predecessor in graph.Predecessors(block))
            {
                if (!stores.Contains(predecessor) && live.Add(predecessor))
                    work.Push(predecessor);
            }
        }

        return live;
    }

    private static void Rename(ControlFlowGraph graph, Dictionary<StackSlot, SsaType> slots, Dictionary<PhiOperation, StackSlot> phis)
    {
        var dominators = new Dominators(graph);
        var replacement = new Replacement();
        var atEnd = new Dictionary<Block, Dictionary<StackSlot, Value>>(ReferenceEqualityComparer.Instance);
        foreach (Block block in graph.ReversePostOrder)
        {
            Dictionary<StackSlot, Value> current = dominators.Parent(block) is { } parent
                ? new Dictionary<StackSlot, Value>(atEnd[parent], ReferenceEqualityComparer.Instance)
                : new Dictionary<StackSlot, Value>(ReferenceEqualityComparer.Instance);
            for (int i = 0; i < block.Operations.Count; i++)
            {
                Operation operation = block.Operations[i];
                if (operation is PhiOperation phi && phis.TryGetValue(phi, out StackSlot? joined))
                    current[joined] = phi;
                if (Access(operation).Slot is not { } slot || !slots.TryGetValue(slot, out SsaType type))
                    continue;
                if (operation is StoreOperation store)
                    current[slot] = store.Stored;
                else
                    replacement.Add(operation, current.GetValueOrDefault(slot) ?? new Constant(type, 0));
                block.RemoveAt(i--);
            }

            atEnd[block] = current;
        }

        foreach ((PhiOperation phi, StackSlot slot) in phis)
        {
            for (int i = 0; i < phi.From.Length; i++)
            {
                if (atEnd[phi.From[i]].TryGetValue(slot, out Value? value))
                    phi.SetOperand(i, value);
            }
        }

        replacement.Apply(graph.Function);
    }
}
