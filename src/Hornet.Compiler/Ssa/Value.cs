// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Compiler.Ssa;

/// <summary>Something with one value each time control passes it: a constant, a parameter, the address of a slot, or what an operation computes.</summary>
public abstract class Value
{
    private protected Value(SsaType type, SourceSpan location)
    {
        Type = type;
        Location = location;
    }

    /// <summary>The type.</summary>
    public SsaType Type { get; }

    /// <summary>The part of the source it comes from.</summary>
    public SourceSpan Location { get; }
}
