// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Compiler.Ssa;

/// <summary>Reads memory, extending what it reads to the type.</summary>
public sealed class LoadOperation(SsaType type, MemorySize size, Value address, int offset = 0, bool signed = false, SourceSpan location = default)
    : Operation(type, location, address)
{
    /// <summary>How many bytes.</summary>
    public MemorySize Size { get; } = size;

    /// <summary>Added to the address, in bytes.</summary>
    public int Offset { get; } = offset;

    /// <summary>Whether the sign is extended.</summary>
    public bool IsSigned { get; } = signed;

    /// <summary>The address, a pointer.</summary>
    public Value Address => Operands[0];

    /// <summary>Whether it must be read each time, in this order, even when nobody uses it.</summary>
    public bool IsVolatile { get; init; }

    /// <inheritdoc/>
    public override bool HasEffect => IsVolatile;
}

/// <summary>Writes memory, truncating the value to the size.</summary>
public sealed class StoreOperation(MemorySize size, Value address, int offset, Value value, SourceSpan location = default)
    : Operation(SsaType.Void, location, address, value)
{
    /// <summary>How many bytes.</summary>
    public MemorySize Size { get; } = size;

    /// <summary>Added to the address, in bytes.</summary>
    public int Offset { get; } = offset;

    /// <summary>The address, a pointer.</summary>
    public Value Address => Operands[0];

    /// <summary>What to write.</summary>
    public Value Stored => Operands[1];

    /// <inheritdoc/>
    public override bool HasEffect => true;
}

/// <summary>Reads and writes memory in one step; its value is what was there before, where the operation fetches.</summary>
public sealed class AtomicAccess(AtomicOperation operation, MemorySize size, Value address, int offset, Value value, Value? expected = null, SourceSpan location = default)
    : Operation(value.Type, location, expected is null ? [address, value] : [address, value, expected])
{
    /// <summary>What it does.</summary>
    public AtomicOperation Operator { get; } = operation;

    /// <summary>How many bytes: 4 or 8.</summary>
    public MemorySize Size { get; } = size;

    /// <summary>Added to the address, in bytes.</summary>
    public int Offset { get; } = offset;

    /// <summary>The address, a pointer.</summary>
    public Value Address => Operands[0];

    /// <summary>The operand.</summary>
    public Value Argument => Operands[1];

    /// <summary>What must be there for a compare and exchange to write.</summary>
    public Value? Expected => Operands.Length > 2 ? Operands[2] : null;

    /// <inheritdoc/>
    public override bool HasEffect => true;
}
