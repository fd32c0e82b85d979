// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Analyses;
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Passes;

/// <summary>
/// Decides conditions by what the branches before them tell: the outcome of the same comparison, and the numbers that a value can still be. A value
/// that can be one number only becomes that constant. Pointers are left alone, since the verifier asks for their tests.
/// </summary>
public static class DecideBranches
{
    private const int MaximumDepth = 16;

    /// <summary>Runs the pass.</summary>
    /// <param name="function">The function.</param>
    /// <returns>Whether anything changed.</returns>
    public static bool Run(Function function)
    {
        ArgumentNullException.ThrowIfNull(function);
        var graph = new ControlFlowGraph(function);
        return new Walk(graph, new Dominators(graph)).Run();
    }

    private sealed class Walk(ControlFlowGraph graph, Dominators dominators)
    {
        private readonly Dictionary<Value, NumberRange> _facts = new(ReferenceEqualityComparer.Instance);
        private readonly Stack<(Value Value, NumberRange? Before)> _undo = new();
        private bool _changed;

        public bool Run()
        {
            var path = new Stack<(IEnumerator<Block> Children, int Mark)>();
            Enter(graph.Function.Entry);
            while (path.TryPeek(out (IEnumerator<Block> Children, int Mark) at))
            {
                if (at.Children.MoveNext())
                {
                    Enter(at.Children.Current);
                    continue;
                }

                Forget(at.Mark);
                path.Pop();
            }

            return _changed;

            void Enter(Block block)
            {
                int mark = _undo.Count;
                Learn(block);
                Visit(block);
                path.Push((dominators.Children(block).GetEnumerator(), mark));
            }
        }

        /// <summary>What it tells that control came to a block from the only one that goes there.</summary>
        private void Learn(Block block)
        {
            if (graph.Predecessors(block) is not [var from])
                return;
            switch (from.Terminator)
            {
                case Branch branch when branch.IfTrue != branch.IfFalse:
                    Assume(branch.Condition, branch.IfTrue == block, 0);
                    break;
                case Switch @switch when @switch.Otherwise != block:
                    int at = @switch.Targets.IndexOf(block);
                    if (@switch.Targets[(at + 1)..].IndexOf(block) < 0)
                        Remember(@switch.Selector, new NumberRange(@switch.Cases[at], @switch.Cases[at]));
                    break;
            }
        }

        private void Assume(Value condition, bool holds, int depth)
        {
            if (condition is Constant || depth > MaximumDepth)
                return;
            Remember(condition, holds ? new NumberRange(1, 1) : new NumberRange(0, 0));
            switch (condition)
            {
                case UnaryOperation { Operator: UnaryOperator.Not } not:
                    Assume(not.Operand, !holds, depth + 1);
                    break;
                case CompareOperation { Right: Constant constant } compare when compare.Left.Type is SsaType.Int32 or SsaType.Int64:
                    if (RangeOf(compare.Left, 0).Where(compare.Comparison, constant.Bits, holds) is { } range)
                        Remember(compare.Left, range);
                    break;
            }
        }

        private void Visit(Block block)
        {
            foreach (Operation operation in block.Operations)
            {
                if (operation is PhiOperation)
                    continue;
                for (int i = 0; i < operation.Operands.Length; i++)
                    Settle(operation, i);
            }

            // What a phi takes from here is what holds here.
            foreach (Block target in block.Terminator.Targets)
            {
                foreach (Operation operation in target.Operations)
                {
                    if (operation is not PhiOperation phi)
                        break;
                    if (phi.From.IndexOf(block) is var at and >= 0)
                        Settle(phi, at);
                }
            }
        }

        private void Settle(Operation operation, int index)
        {
            Value operand = operation.Operands[index];
            if (operand is Constant || operand.Type is not (SsaType.Boolean or SsaType.Int32 or SsaType.Int64) || RangeOf(operand, 0) is not { IsSingle: true } range)
                return;
            operation.SetOperand(index, new Constant(operand.Type, range.Low, operand.Location));
            _changed = true;
        }

        private NumberRange RangeOf(Value value, int depth)
        {
            if (value is Constant constant)
                return new NumberRange(constant.Bits, constant.Bits);
            if (_facts.TryGetValue(value, out NumberRange known))
                return known;
            if (value is not Operation operation || depth > MaximumDepth)
                return NumberRange.Of(value.Type);
            return operation is CompareOperation compare ? Outcome(compare, depth) : NumberRange.Of(operation, operand => RangeOf(operand, depth + 4));
        }

        private NumberRange Outcome(CompareOperation compare, int depth)
        {
            NumberRange either = NumberRange.Of(SsaType.Boolean);
            if (compare.Right is not Constant constant || compare.Left.Type is not (SsaType.Int32 or SsaType.Int64))
                return either;
            NumberRange left = RangeOf(compare.Left, depth + 4);
            if (left.IsSingle)
                return Folding.Holds(compare.Comparison, compare.Left.Type, left.Low, constant.Bits) ? new NumberRange(1, 1) : new NumberRange(0, 0);
            if (left.Where(compare.Comparison, constant.Bits, holds: true) is null)
                return new NumberRange(0, 0);
            return left.Where(compare.Comparison, constant.Bits, holds: false) is null ? new NumberRange(1, 1) : either;
        }

        private void Remember(Value value, NumberRange range)
        {
            if (value is Constant)
                return;
            _undo.Push((value, _facts.TryGetValue(value, out NumberRange before) ? before : null));
            _facts[value] = range;
        }

        private void Forget(int mark)
        {
            while (_undo.Count > mark)
            {
                (Value value, NumberRange? before) = _undo.Pop();
                if (before is { } range)
                    _facts[value] = range;
                else
                    _facts.Remove(value);
            }
        }
    }
}
