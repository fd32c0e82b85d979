// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Backends.Extended;

/// <summary>Cuts blocks in two, and keeps the one block in which a function ends with 0.</summary>
internal sealed class BlockSplitter(Function function)
{
    private Block? _refusal;

    /// <summary>The block that returns 0.</summary>
    public Block Refusal
    {
        get
        {
            if (_refusal is null)
            {
                _refusal = function.AddBlock();
                _refusal.Append(new Return(function.ReturnType == SsaType.Void ? null : new Constant(function.ReturnType, 0)));
            }

            return _refusal;
        }
    }

    /// <summary>Moves the operations from a place on into a new block, which takes over the successors; the block is left without a terminator.</summary>
    /// <param name="block">The block.</param>
    /// <param name="index">The place of the first operation to move.</param>
    /// <returns>The new block.</returns>
    public Block SplitBefore(Block block, int index)
    {
        Block rest = function.AddBlock();
        Operation[] moved = [.. block.Operations.Skip(index)];
        for (int i = block.Operations.Count - 1; i >= index; i--)
            block.RemoveAt(i);
        foreach (Operation operation in moved)
            rest.Append(operation);
        foreach (Block target in rest.Terminator.Targets)
            Redirect(target, block, rest);
        return rest;
    }

    /// <summary>Ends the block before an operation, and goes on with it only where a condition does not hold; else the function returns 0.</summary>
    /// <returns>The block that the operation now starts.</returns>
    public Block RefuseBefore(Block block, int index, Value condition, SourceSpan location)
    {
        Block rest = SplitBefore(block, index);
        block.Append(new Branch(condition, Refusal, rest, location));
        return rest;
    }

    private static void Redirect(Block target, Block from, Block to)
    {
        foreach (Operation operation in target.Operations)
        {
            if (operation is not PhiOperation phi)
                return;
            int at = phi.From.IndexOf(from);
            if (at >= 0)
                phi.SetFrom(at, to);
        }
    }
}
