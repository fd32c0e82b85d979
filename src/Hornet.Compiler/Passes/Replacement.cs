// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Passes;

/// <summary>Values that others take the place of; collected while a pass looks at a function, done in one sweep at its end.</summary>
internal sealed class Replacement
{
    private readonly Dictionary<Value, Value> _map = new(ReferenceEqualityComparer.Instance);

    /// <summary>Whether nothing is replaced.</summary>
    public bool IsEmpty => _map.Count == 0;

    /// <summary>Uses a value in the place of another.</summary>
    public void Add(Value old, Value @new) => _map[old] = @new;

    /// <summary>What stands in the place of a value in the end.</summary>
    public Value Resolve(Value value)
    {
        Value result = value;
        while (_map.TryGetValue(result, out Value? next))
            result = next;
        // The next time it is one step.
        while (!ReferenceEquals(value, result) && _map.TryGetValue(value, out Value? step))
        {
            _map[value] = result;
            value = step;
        }

        return result;
    }

    /// <summary>Gives an operation the values that stand in the place of its operands.</summary>
    /// <returns>Whether that changed it.</returns>
    public bool Apply(Operation operation)
    {
        bool changed = false;
        for (int i = 0; i < operation.Operands.Length; i++)
        {
            Value value = Resolve(operation.Operands[i]);
            if (ReferenceEquals(value, operation.Operands[i]))
                continue;
            operation.SetOperand(i, value);
            changed = true;
        }

        return changed;
    }

    /// <summary>Does it everywhere in a function.</summary>
    public void Apply(Function function)
    {
        if (IsEmpty)
            return;
        foreach (Block block in function.Blocks)
        {
            foreach (Operation operation in block.Operations)
                Apply(operation);
        }
    }
}
