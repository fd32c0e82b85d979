// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Compiler.Ssa;

/// <summary>A parameter of a function; the first of a program is its context.</summary>
public sealed class Parameter : Value
{
    internal Parameter(int index, SsaType type, string name)
        : base(type, default)
    {
        Index = index;
        Name = name;
    }

    /// <summary>Its place, from 0 to 4: BPF passes R1 to R5.</summary>
    public int Index { get; }

    /// <summary>Its name in dumps.</summary>
    public string Name { get; }
}
