// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode.Classic;
using Hornet.Compiler.Passes.Filters;
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Backends.Classic;

/// <summary>
/// Chooses instructions for a graph of steps. What the registers and the scratch memory hold when control comes to a step is known from all the steps that go there, and is
/// not computed again. Terms are computed in the order in which they are written: the first operand, kept in memory where the second needs A, then the
/// second, which goes to X.
/// </summary>
internal sealed partial class GraphSelector
{
    private readonly Dictionary<Step, ClassicBlock> _blocks = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Step, RegisterState> _states = new(ReferenceEqualityComparer.Instance);

    // The words of scratch memory that are slots of their own, and those that hold operands of what is being computed.
    private readonly HashSet<int> _reserved = [];
    private readonly HashSet<int> _busy = [];

    // The step being written.
    private Step _step = null!;
    private ClassicBlock _code = null!;
    private RegisterState _state = null!;

    // Whether X held something known when control came to the step.
    private bool _isXKnown;

    private GraphSelector()
    {
    }

    /// <summary>Chooses instructions for a graph.</summary>
    /// <returns>The block where the program starts.</returns>
    public static ClassicBlock Select(FilterGraph graph)
    {
        var selector = new GraphSelector();
        List<Step> order = Step.Order(graph.Entry);
        foreach (Step step in order)
        {
            selector._blocks[step] = new ClassicBlock();
            foreach ((StackSlot slot, _) in step.Stores)
                selector._reserved.Add(Word(slot.Index));
        }

        selector._states[graph.Entry] = new RegisterState();
        foreach (Step step in order)
            selector.Write(step);
        return selector._blocks[graph.Entry];
    }

    private void Write(Step step)
    {
        _step = step;
        _code = _blocks[step];
        _state = _states[step];
        _isXKnown = _state.X is not null;
        foreach (Term probe in step.Probes)
            ComputeInA(probe);
        foreach ((StackSlot slot, Term term) in step.Stores)
        {
            ComputeInA(term);
            Store(Word(slot.Index), term);
        }

        switch (step.Kind)
        {
            case StepKind.Go:
                _code.EndWithJump(_blocks[step.IfTrue!], step.Location);
                break;
            case StepKind.Test:
                WriteTest(step.Condition);
                break;
            case StepKind.Lookup:
                ComputeInA(step.Term!);
                WriteLookup(step);
                break;
            default:
                WriteReturn(step.Term!);
                break;
        }

        for (int i = 0; i < step.WaysOut; i++)
            HandOn(step.WayOut(i));
    }

    private void HandOn(Step target)
    {
        if (_states.TryGetValue(target, out RegisterState? state))
            state.Meet(_state);
        else
            _states[target] = _state.Clone();
    }

    private void WriteTest(Condition condition)
    {
        ClassicForms.TryGetJump(condition.Comparison, out ushort code, out _);
        uint constant = 0;
        if (condition.Right.IsConstant)
        {
            ComputeInA(condition.Left);
            constant = condition.Right.Value;
        }
        else
        {
            ComputeOperands(condition.Left, condition.Right);
            code |= ClassicForms.OperandX;
        }

        _code.EndWithBranch(code, constant, _blocks[_step.IfTrue!], _blocks[_step.IfFalse!], _step.Location);
    }

    private void WriteReturn(Term term)
    {
        if (term.IsConstant)
        {
            _code.EndWithReturn(ClassicOpcodes.Return, term.Value, _step.Location);
            return;
        }

        ComputeInA(term);
        _code.EndWithReturn(ClassicOpcodes.ReturnA, 0, _step.Location);
    }

    private void Add(ushort code, uint operand = 0) => _code.Add(code, operand, _step.Location);

    private void SetA(Term term, ushort code, uint operand = 0)
    {
        Add(code, operand);
        _state.A = term;
    }

    private void SetX(Term term, ushort code, uint operand = 0)
    {
        Add(code, operand);
        _state.X = term;
    }

    private void Store(int word, Term term)
    {
        Add(ClassicOpcodes.Store, (uint)word);
        _state.Memory[word] = term;
    }

    private static int Word(int slot) => slot < ClassicOpcodes.MemoryWords ? slot : throw ClassicLimitException.Memory(slot + 1);
}
