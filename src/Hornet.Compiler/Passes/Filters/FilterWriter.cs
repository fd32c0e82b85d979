// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Passes.Filters;

/// <summary>Writes a graph of steps into a function: a block a step, which computes all it needs.</summary>
internal sealed class FilterWriter(Function function)
{
    private readonly Dictionary<Step, Block> _blocks = new(ReferenceEqualityComparer.Instance);

    // The step being written, and the values of its terms.
    private readonly Dictionary<Term, Value> _values = new(ReferenceEqualityComparer.Instance);
    private Step _step = null!;
    private Block _block = null!;

    /// <summary>Writes a graph in the place of what the function was.</summary>
    public void Write(FilterGraph graph)
    {
        List<Step> steps = Step.Order(graph.Entry);
        function.RemoveBlocks(_ => true);
        foreach (Step step in steps)
            _blocks[step] = function.AddBlock();
        foreach (Step step in steps)
            Write(step);
    }

    private void Write(Step step)
    {
        _step = step;
        _block = _blocks[step];
        _values.Clear();
        foreach (Term probe in step.Probes)
            Compute(probe);
        foreach ((StackSlot slot, Term term) in step.Stores)
            _block.Append(new StoreOperation(MemorySize.Word, slot, 0, Compute(term), step.Location));

        switch (step.Kind)
        {
            case StepKind.Go:
                _block.Append(new Jump(_blocks[step.IfTrue!], step.Location));
                break;
            case StepKind.Test:
                Value left = Compute(step.Condition.Left);
                Value right = Compute(step.Condition.Right);
                CompareOperation compare = _block.Append(new CompareOperation(step.Condition.Comparison, left, right, step.Location));
                _block.Append(new Branch(compare, _blocks[step.IfTrue!], _blocks[step.IfFalse!], step.Location));
                break;
            case StepKind.Lookup:
                Value selector = Compute(step.Term!);
                _block.Append(new Switch(selector, [.. step.Cases.Select(c => ((ulong)c.Constant, _blocks[c.Target]))], _blocks[step.IfFalse!], step.Location));
                break;
            default:
                _block.Append(new Return(Compute(step.Term!), step.Location));
                break;
        }
    }

    private Value Compute(Term term)
    {
        if (_values.TryGetValue(term, out Value? known))
            return known;
        SourceSpan location = _step.Location;
        Value? left = term.Left is null ? null : Compute(term.Left);
        Value? right = term.Right is null ? null : Compute(term.Right);
        Value value = term.Kind switch
        {
            TermKind.Constant => new Constant(SsaType.Int32, term.Value, location),
            TermKind.Load => new PacketLoad(term.Size, term.Value, left, location),
            TermKind.Length => new PacketLength(location),
            TermKind.Metadata => new PacketMetadata(term.Extension, location),
            TermKind.Binary => new BinaryOperation(term.Operator, left!, right!, location) { IsClassic = true },
            TermKind.HeaderLength => WriteHeaderLength(left!),
            TermKind.Negate => new UnaryOperation(UnaryOperator.Negate, left!, location),
            _ => new LoadOperation(SsaType.Int32, MemorySize.Word, term.Slot!, 0, location: location),
        };
        if (value is Operation operation)
        {
            operation.Home = _step.Home(term);
            _block.Append(operation);
        }

        return _values[term] = value;
    }

    private BinaryOperation WriteHeaderLength(Value first)
    {
        BinaryOperation words = _block.Append(new BinaryOperation(BinaryOperator.And, first, new Constant(SsaType.Int32, 0xf), _step.Location));
        return new BinaryOperation(BinaryOperator.ShiftLeft, words, new Constant(SsaType.Int32, 2), _step.Location) { IsClassic = true };
    }
}
