// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Compiler.Analyses;
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Passes.Filters;

/// <summary>
/// Reads a function as a graph of steps. Slots are promoted on the way: a load of a slot is the term that was stored, where it is the same on every way; where different terms
/// come together the slot stays, and its value from there on is a term of its own.
/// </summary>
internal sealed class FilterReader(Function function)
{
    private readonly TermTable _terms = new();
    private readonly Dictionary<Value, Term> _values = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Block, Step> _steps = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Block, Term?[]> _slotsAtEnd = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<StackSlot> _kept = new(ReferenceEqualityComparer.Instance);
    private readonly List<(Step Step, StackSlot Slot, Term Term)> _stores = [];

    // Slots that come to a join without having been stored on some way; they hold 0 then, which the kernel wants to see stored.
    private readonly HashSet<StackSlot> _unset = new(ReferenceEqualityComparer.Instance);

    // Slots that the entry alone stores and other blocks load: values computed once, which stay in memory when computing them takes several instructions.
    private readonly HashSet<StackSlot> _shared = new(ReferenceEqualityComparer.Instance);

    // The block being read: what its slots hold, what it computes that may end the filter, and which terms it uses.
    private Term?[] _slots = [];
    private readonly List<Term> _evaluated = [];

    /// <summary>Reads the function.</summary>
    /// <returns>The graph, or null when the function is not of that kind.</returns>
    public FilterGraph? Read()
    {
        var graph = new ControlFlowGraph(function);
        if (graph.HasLoops || function.ReturnType != SsaType.Int32)
            return null;
        foreach (Block block in graph.ReversePostOrder)
            _steps[block] = new Step();
        FindShared(graph);
        foreach (Block block in graph.ReversePostOrder)
        {
            if (!TryRead(block, graph))
                return null;
        }

        foreach (StackSlot slot in _kept.Where(_unset.Contains))
            _steps[function.Entry].AddStore(slot, _terms.Constant(0));
        foreach ((Step step, StackSlot slot, Term term) in _stores)
        {
            if (_kept.Contains(slot))
                step.AddStore(slot, term);
        }

        foreach (Step step in _steps.Values.Where(s => s.Stores.Count > 0))
            step.Probes = [.. step.Probes.Except(step.Stores.SelectMany(s => s.Term.Needs))];

        return new FilterGraph(_terms, _steps[function.Entry]);
    }

    private void FindShared(ControlFlowGraph graph)
    {
        var stores = new Dictionary<StackSlot, int>(ReferenceEqualityComparer.Instance);
        foreach (Operation operation in graph.ReversePostOrder.SelectMany(b => b.Operations))
        {
            if (operation is StoreOperation { Address: StackSlot stored })
                stores[stored] = stores.GetValueOrDefault(stored) + (operation.Block == function.Entry ? 1 : 2);
            if (operation is LoadOperation { Address: StackSlot loaded } && operation.Block != function.Entry)
                _shared.Add(loaded);
        }

        _shared.RemoveWhere(s => stores.GetValueOrDefault(s) != 1);
    }

    private bool TryRead(Block block, ControlFlowGraph graph)
    {
        Step step = _steps[block];
        _slots = SlotsAtStart(block, graph);
        Term?[] slotsAtStart = _slots.Length == 0 ? _slots : (Term?[])_slots.Clone();
        _evaluated.Clear();
        foreach (Operation operation in block.Operations)
        {
            if (operation is not (Terminator or CompareOperation) && !TryRead(operation, step))
                return false;
            if (operation.Home is { } home && _values.TryGetValue(operation, out Term? term))
                step.SetHome(term, home);
        }

        if (!TryEnd(step, block.Terminator))
            return false;
        if (_evaluated.Exists(e => !step.Needs.Contains(e)))
            step.Probes = [.. _evaluated.Except(step.Needs)];
        _slotsAtEnd[block] = _slots;
        return step.Probes.All(p => IsCurrent(p, slotsAtStart)) && UsedBy(step).All(t => IsCurrent(t, _slots));
    }

    private Term?[] SlotsAtStart(Block block, ControlFlowGraph graph)
    {
        IReadOnlyList<Block> predecessors = graph.Predecessors(block);
        if (predecessors.Count == 0)
            return new Term?[function.Slots.Count];
        var slots = (Term?[])_slotsAtEnd[predecessors[0]].Clone();
        for (int i = 0; i < slots.Length; i++)
        {
            for (int p = 1; p < predecessors.Count; p++)
            {
                Term? other = _slotsAtEnd[predecessors[p]][i];
                if (other == slots[i])
                    continue;
                if (other is null || slots[i] is null)
                    _unset.Add(function.Slots[i]);
                slots[i] = _terms.Slot(function.Slots[i], (uint)block.Id);
            }
        }

        return slots;
    }

    private bool TryRead(Operation operation, Step step)
    {
        switch (operation)
        {
            case StoreOperation { Address: StackSlot { Size: 4 } slot, Offset: 0, Size: MemorySize.Word } store when TryGet(store.Stored, out Term stored) && IsCurrent(stored, _slots):
                _slots[slot.Index] = stored.IsComposite && _shared.Contains(slot) ? _terms.Slot(slot, (uint)store.Block!.Id, stored.PossibleBits) : stored;
                _stores.Add((step, slot, stored));
                step.SetHome(stored, slot);
                return true;
            case LoadOperation { Address: StackSlot { Size: 4 } slot, Offset: 0, Size: MemorySize.Word, Type: SsaType.Int32, IsVolatile: false }:
                Term loaded = _values[operation] = _slots[slot.Index] ?? _terms.Constant(0);
                step.SetHome(loaded, slot);
                return true;
            case PacketLoad { Index: null } load:
                return Evaluate(load, _terms.Load(load.Size, load.Offset, null));
            case PacketLoad load when TryGet(load.Index!, out Term index):
                return Evaluate(load, _terms.Load(load.Size, load.Offset, index));
            case PacketLength length:
                return Evaluate(length, _terms.Length());
            case PacketMetadata metadata:
                return Evaluate(metadata, _terms.Metadata(metadata.Extension));
            case UnaryOperation { Operator: UnaryOperator.Negate, Type: SsaType.Int32 } negation when TryGet(negation.Operand, out Term operand):
                return Evaluate(negation, _terms.Negate(operand));
            case BinaryOperation { Type: SsaType.Int32 } binary when IsClassic(binary) && TryGet(binary.Left, out Term left) && TryGet(binary.Right, out Term right):
                return Evaluate(binary, _terms.Binary(binary.Operator, left, right));
            default:
                return false;
        }
    }

    /// <summary>Whether classic BPF computes it, as it does: without signs, and with its rules where the others differ.</summary>
    private static bool IsClassic(BinaryOperation binary) => binary.Operator switch
    {
        BinaryOperator.DivideSigned or BinaryOperator.RemainderSigned or BinaryOperator.ShiftRightArithmetic => false,
        BinaryOperator.DivideUnsigned or BinaryOperator.RemainderUnsigned => binary.IsClassic || binary.Right is Constant { Bits: not 0 },
        BinaryOperator.ShiftLeft or BinaryOperator.ShiftRight => binary.IsClassic || binary.Right is Constant { Bits: < 32 },
        _ => true,
    };

    private bool Evaluate(Operation operation, Term term)
    {
        _values[operation] = term;
        _evaluated.AddRange(term.Needs);
        return true;
    }

    private bool TryEnd(Step step, Terminator terminator)
    {
        step.Location = terminator.Location;
        switch (terminator)
        {
            case Jump jump:
                step.EndWithGo(_steps[jump.Target]);
                return true;
            case Branch { Condition: Constant constant } branch:
                step.EndWithGo(_steps[constant.Bits != 0 ? branch.IfTrue : branch.IfFalse]);
                return true;
            case Branch { Condition: CompareOperation compare } branch when IsUnsigned(compare) && TryGet(compare.Left, out Term left) && TryGet(compare.Right, out Term right):
                var condition = Condition.Create(_terms, compare.Comparison, left, right, out bool turned);
                step.EndWithTest(condition, _steps[turned ? branch.IfFalse : branch.IfTrue], _steps[turned ? branch.IfTrue : branch.IfFalse]);
                step.Location = compare.Location;
                return true;
            case Switch @switch when TryGet(@switch.Selector, out Term selector):
                var cases = new List<(uint Constant, Step Target)>();
                for (int i = 0; i < @switch.Cases.Length; i++)
                    cases.Add(((uint)@switch.Cases[i], _steps[@switch.Targets[i]]));
                cases.Sort((a, b) => a.Constant.CompareTo(b.Constant));
                step.EndWithLookup(selector, cases, _steps[@switch.Otherwise]);
                return true;
            case Return { Result: { } result } when TryGet(result, out Term returned):
                step.EndWithReturn(returned);
                return true;
            default:
                return false;
        }
    }

    private static bool IsUnsigned(CompareOperation compare) => compare.Left.Type == SsaType.Int32 && compare.Comparison
        is not (Comparison.SignedLess or Comparison.SignedLessOrEqual or Comparison.SignedGreater or Comparison.SignedGreaterOrEqual);

    private bool TryGet(Value value, out Term term)
    {
        if (value is Constant { Type: SsaType.Int32 } constant)
        {
            term = _terms.Constant((uint)constant.Bits);
            return true;
        }

        return _values.TryGetValue(value, out term!);
    }

    private static IEnumerable<Term> UsedBy(Step step) => step.Kind switch
    {
        StepKind.Test => [step.Condition.Left, step.Condition.Right],
        StepKind.Lookup or StepKind.Return => [step.Term!],
        _ => [],
    };

    /// <summary>Whether the slots that a term is made of still hold what it means; they are kept for it.</summary>
    private bool IsCurrent(Term term, Term?[] slots)
    {
        if (term.Kind == TermKind.Slot)
        {
            _kept.Add(term.Slot!);
            return slots[term.Slot!.Index] == term;
        }

        return (term.Left is null || IsCurrent(term.Left, slots)) && (term.Right is null || IsCurrent(term.Right, slots));
    }
}
