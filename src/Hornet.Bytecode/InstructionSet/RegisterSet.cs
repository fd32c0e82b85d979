// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode;

/// <summary>A set of registers.</summary>
[Flags]
public enum RegisterSet : ushort
{
    /// <summary>No register.</summary>
    None = 0,

    /// <summary>Register 0.</summary>
    R0 = 1 << 0,

    /// <summary>Register 1.</summary>
    R1 = 1 << 1,

    /// <summary>Register 2.</summary>
    R2 = 1 << 2,

    /// <summary>Register 3.</summary>
    R3 = 1 << 3,

    /// <summary>Register 4.</summary>
    R4 = 1 << 4,

    /// <summary>Register 5.</summary>
    R5 = 1 << 5,

    /// <summary>Register 6.</summary>
    R6 = 1 << 6,

    /// <summary>Register 7.</summary>
    R7 = 1 << 7,

    /// <summary>Register 8.</summary>
    R8 = 1 << 8,

    /// <summary>Register 9.</summary>
    R9 = 1 << 9,

    /// <summary>The frame pointer.</summary>
    R10 = 1 << 10,

    /// <summary>R1 to R5, the arguments of a call.</summary>
    Arguments = R1 | R2 | R3 | R4 | R5,

    /// <summary>R0 to R5, whose values a call does not preserve.</summary>
    Scratch = R0 | Arguments,
}
