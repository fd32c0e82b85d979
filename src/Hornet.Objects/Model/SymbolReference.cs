// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Objects;

/// <summary>What kind of thing an instruction refers to.</summary>
public enum SymbolReferenceKind
{
    /// <summary>A wide load of the address of a map itself (<c>src_reg</c> 1 in the kernel's encoding).</summary>
    Map,

    /// <summary>A wide load of an address inside the first value of a map, such as a global variable (<c>src_reg</c> 2); the addend is in <see cref="SymbolReference.Addend"/>.</summary>
    MapValue,

    /// <summary>A wide load of the address of a kernel variable or untyped kernel symbol (<c>__ksym</c>).</summary>
    KernelSymbol,

    /// <summary>A call of a kernel function (<c>src_reg</c> 2 of a call).</summary>
    KernelFunction,
}

/// <summary>An instruction's reference to something outside its program, by name.</summary>
/// <param name="Instruction">The index of the instruction (slot) whose immediate a host fills in.</param>
/// <param name="Kind">What is referred to.</param>
/// <param name="Name">The name of the map, kernel symbol or kernel function.</param>
/// <param name="Addend">The byte offset added to the address; 0 where it has no meaning.</param>
/// <param name="IsWeak">Whether the program copes with the symbol's absence.</param>
public readonly record struct SymbolReference(int Instruction, SymbolReferenceKind Kind, string Name, long Addend = 0, bool IsWeak = false)
{
    /// <summary>The reference as the disassembler takes it, to print the name in place of the number that is not there yet.</summary>
    public PendingReference ToPendingReference() => new(
        Instruction,
        Kind switch
        {
            SymbolReferenceKind.Map => PendingReferenceKind.Map,
            SymbolReferenceKind.MapValue => PendingReferenceKind.MapValue,
            SymbolReferenceKind.KernelFunction => PendingReferenceKind.KernelFunction,
            _ => PendingReferenceKind.KernelVariable,
        },
        Name,
        (int)Addend);
}
