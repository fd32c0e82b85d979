// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Passes;

/// <summary>
/// Removes operations without effect whose value nothing needs, and stores to slots that are never read. Packet reads stay: they end the program when they are outside.
/// </summary>
public static class RemoveDeadCode
{
    /// <summary>Runs the pass.</summary>
    /// <param name="function">The function.</param>
    /// <returns>Whether anything changed.</returns>
    public static bool Run(Function function)
    {
        ArgumentNullException.ThrowIfNull(function);
        HashSet<StackSlot> read = FindRead(function);
        var needed = new HashSet<Value>(ReferenceEqualityComparer.Instance);
        var work = new Stack<Operation>();
        foreach (Operation operation in function.Blocks.SelectMany(b => b.Operations))
        {
            if (operation.HasEffect && !IsDeadStore(operation, read) && needed.Add(operation))
                work.Push(operation);
        }

        while (work.TryPop(out Operation? operation))
        {
            foreach (Value operand in operation.Operands)
            {
                if (operand is Operation defined && needed.Add(defined))
                    work.Push(defined);
            }
        }

        bool changed = false;
        foreach (Block block in function.Blocks)
        {
            for (int i = block.Operations.Count - 1; i >= 0; i--)
            {
                if (needed.Contains(block.Operations[i]))
                    continue;
                block.RemoveAt(i);
                changed = true;
            }
        }

        return changed;
    }

    /// <summary>The slots that something is done with but storing to them.</summary>
    private static HashSet<StackSlot> FindRead(Function function)
    {
        var read = new HashSet<StackSlot>(ReferenceEqualityComparer.Instance);
        foreach (Operation operation in function.Blocks.SelectMany(b => b.Operations))
        {
            for (int i = operation is StoreOperation ? 1 : 0; i < operation.Operands.Length; i++)
            {
                if (operation.Operands[i] is StackSlot slot)
                    read.Add(slot);
            }
        }

        return read;
    }

    private static bool IsDeadStore(Operation operation, HashSet<StackSlot> read) =>
        operation is StoreOperation { Address: StackSlot slot } && !read.Contains(slot);
}
