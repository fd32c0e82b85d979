// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Compiler.Ssa;

/// <summary>
/// A variable in the stack frame; as a value, its address. Front ends put every variable that is assigned more than once into a slot; the pass
/// that promotes slots turns those whose address goes nowhere but into loads and stores into values.
/// </summary>
public sealed class StackSlot : Value
{
    internal StackSlot(int index, int size, int alignment, string name, SourceSpan location)
        : base(SsaType.Pointer, location)
    {
        Index = index;
        Size = size;
        Alignment = alignment;
        Name = name;
    }

    /// <summary>Its place among the function's slots; without optimisation, the classic back end's word of scratch memory.</summary>
    public int Index { get; }

    /// <summary>The size in bytes.</summary>
    public int Size { get; }

    /// <summary>The alignment in bytes: 1, 2, 4 or 8.</summary>
    public int Alignment { get; }

    /// <summary>Its name in dumps.</summary>
    public string Name { get; }
}
