// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode;

/// <summary>What an instruction refers to by name.</summary>
public enum PendingReferenceKind
{
    /// <summary>A map, by a wide load of its address.</summary>
    Map,

    /// <summary>The value of a map, by a wide load of an address in it.</summary>
    MapValue,

    /// <summary>A kernel variable or other kernel symbol, by a wide load of its address.</summary>
    KernelVariable,

    /// <summary>A kernel function, by a call.</summary>
    KernelFunction,

    /// <summary>A helper, by a call with its name.</summary>
    Helper,

    /// <summary>A wide load of the address of a symbol that the text does not tell the kind of (<c>r1 = counts ll</c>).</summary>
    Symbol,

    /// <summary>A call of a symbol that the text does not tell the kind of (<c>call bpf_map_lookup_elem</c>): a helper, a kernel function, or a function elsewhere.</summary>
    Function,
}

/// <summary>A name an instruction refers to and that someone has yet to turn into a number.</summary>
/// <param name="Instruction">The slot of the instruction, counted from 0.</param>
/// <param name="Kind">What is referred to.</param>
/// <param name="Name">The name.</param>
/// <param name="Addend">The number of bytes added to an address.</param>
public readonly record struct PendingReference(int Instruction, PendingReferenceKind Kind, string Name, int Addend = 0);
