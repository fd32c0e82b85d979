// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Compiler.Ssa;

/// <summary>A step of a block: computes a value, has an effect, or (as the last of its block) says where control goes.</summary>
public abstract class Operation : Value
{
    private readonly Value[] _operands;

    private protected Operation(SsaType type, SourceSpan location, params Value[] operands)
        : base(type, location) => _operands = operands;

    /// <summary>The block it stands in; null while it stands in none.</summary>
    public Block? Block { get; internal set; }

    /// <summary>What it uses, in the order of the constructor's parameters.</summary>
    public ReadOnlySpan<Value> Operands => _operands;

    /// <summary>Whether it must stay even when nobody uses its value.</summary>
    public virtual bool HasEffect => false;

    /// <summary>The slot the front end kept the value in before it was promoted, or null: where a back end that must keep it in memory puts it.</summary>
    public StackSlot? Home { get; set; }

    /// <summary>Uses another value in the place of one.</summary>
    /// <param name="index">The place of the operand.</param>
    /// <param name="value">What to use from now on.</param>
    public void SetOperand(int index, Value value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _operands[index] = value;
    }
}
