// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Compiler.Ssa;

/// <summary>
/// The type of a value. Registers hold 32 or 64 bits, so these are the only integers; narrower ones exist in memory, where loads extend and
/// stores truncate them.
/// </summary>
public enum SsaType
{
    /// <summary>Nothing: the type of what is done for its effect.</summary>
    Void,

    /// <summary>True or false, made by comparisons and consumed by branches.</summary>
    Boolean,

    /// <summary>32 bits.</summary>
    Int32,

    /// <summary>64 bits.</summary>
    Int64,

    /// <summary>An address, a map, or the context: 64 bits of which the verifier keeps account.</summary>
    Pointer,
}
