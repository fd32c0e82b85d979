// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode;

/// <summary>
/// One of the eleven 64-bit registers of the eBPF machine (RFC 9669, section 2.1): R0 holds results, R1 to R5 arguments, R6 to R9 are
/// preserved by calls, and R10 is the read-only frame pointer.
/// </summary>
public enum Register : byte
{
    /// <summary>Return value of calls and of the program.</summary>
    R0 = 0,

    /// <summary>First argument.</summary>
    R1 = 1,

    /// <summary>Second argument.</summary>
    R2 = 2,

    /// <summary>Third argument.</summary>
    R3 = 3,

    /// <summary>Fourth argument.</summary>
    R4 = 4,

    /// <summary>Fifth argument.</summary>
    R5 = 5,

    /// <summary>Preserved by calls.</summary>
    R6 = 6,

    /// <summary>Preserved by calls.</summary>
    R7 = 7,

    /// <summary>Preserved by calls.</summary>
    R8 = 8,

    /// <summary>Preserved by calls.</summary>
    R9 = 9,

    /// <summary>Frame pointer, one past the highest byte of the 512-byte stack frame; read-only.</summary>
    R10 = 10,
}
