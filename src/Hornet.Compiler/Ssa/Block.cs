// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Compiler.Ssa;

/// <summary>Operations that run one after the other; the last says where control goes.</summary>
public sealed class Block
{
    private readonly List<Operation> _operations = [];

    internal Block(Function function, int id)
    {
        Function = function;
        Id = id;
    }

    /// <summary>The function it belongs to.</summary>
    public Function Function { get; }

    /// <summary>A number that is its own in the function; the name in dumps.</summary>
    public int Id { get; }

    /// <summary>The operations: phis first, a terminator last.</summary>
    public IReadOnlyList<Operation> Operations => _operations;

    /// <summary>The last operation.</summary>
    /// <exception cref="InvalidOperationException">The block is not finished.</exception>
    public Terminator Terminator =>
        IsFinished ? (Terminator)_operations[^1] : throw new InvalidOperationException($"Block {Id} has no terminator.");

    /// <summary>Whether it has a terminator.</summary>
    public bool IsFinished => _operations.Count > 0 && _operations[^1] is Terminator;

    /// <summary>Puts an operation at the end.</summary>
    /// <typeparam name="T">The kind of operation.</typeparam>
    /// <param name="operation">The operation; it stands in no block yet.</param>
    /// <returns>The operation.</returns>
    public T Append<T>(T operation) where T : Operation => Insert(_operations.Count, operation);

    /// <summary>Puts an operation in a place.</summary>
    /// <typeparam name="T">The kind of operation.</typeparam>
    /// <param name="index">The place.</param>
    /// <param name="operation">The operation; it stands in no block yet.</param>
    /// <returns>The operation.</returns>
    public T Insert<T>(int index, T operation) where T : Operation
    {
        ArgumentNullException.ThrowIfNull(operation);
        if (operation.Block is not null)
            throw new InvalidOperationException("The operation stands in a block already.");
        _operations.Insert(index, operation);
        operation.Block = this;
        return operation;
    }

    /// <summary>Takes an operation out.</summary>
    /// <param name="index">Its place.</param>
    public void RemoveAt(int index)
    {
        _operations[index].Block = null;
        _operations.RemoveAt(index);
    }

    /// <summary>Ends the block otherwise.</summary>
    /// <param name="terminator">The new last operation.</param>
    public void ReplaceTerminator(Terminator terminator)
    {
        if (IsFinished)
            RemoveAt(_operations.Count - 1);
        Append(terminator);
    }

    /// <inheritdoc/>
    public override string ToString() => $"b{Id}";
}
