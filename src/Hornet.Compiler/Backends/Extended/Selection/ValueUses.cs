// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Backends.Extended;

/// <summary>Which operations of a function matter, and who uses their values.</summary>
internal sealed class ValueUses
{
    private readonly Dictionary<Value, List<Operation>> _users = [];
    private readonly HashSet<Operation> _live = [];

    public ValueUses(IReadOnlyList<Block> blocks)
    {
        var reached = new HashSet<Block>(blocks);
        var work = new Stack<Operation>();
        foreach (Operation operation in blocks.SelectMany(block => block.Operations))
        {
            if (operation.HasEffect && _live.Add(operation))
                work.Push(operation);
        }

        while (work.TryPop(out Operation? operation))
        {
            for (int i = 0; i < operation.Operands.Length; i++)
            {
                if (operation is PhiOperation phi && !reached.Contains(phi.From[i]))
                    continue;
                Value operand = operation.Operands[i];
                if (!_users.TryGetValue(operand, out List<Operation>? users))
                    _users.Add(operand, users = []);
                users.Add(operation);
                if (operand is Operation needed && _live.Add(needed))
                    work.Push(needed);
            }
        }
    }

    /// <summary>Whether the operation has an effect or a user that matters.</summary>
    public bool IsLive(Operation operation) => _live.Contains(operation);

    /// <summary>The operations that use a value, once for each operand.</summary>
    public IReadOnlyList<Operation> Of(Value value) => _users.TryGetValue(value, out List<Operation>? users) ? users : [];

    /// <summary>Whether a Boolean is needed as a number, not only to decide where control goes.</summary>
    public bool NeedsNumber(Value boolean)
    {
        foreach (Operation user in Of(boolean))
        {
            bool decides = user switch
            {
                Branch => true,
                SelectOperation select => select.IfTrue != boolean && select.IfFalse != boolean,
                UnaryOperation { Operator: UnaryOperator.Not } => !NeedsNumber(user),
                _ => false,
            };
            if (!decides)
                return true;
        }

        return false;
    }
}
