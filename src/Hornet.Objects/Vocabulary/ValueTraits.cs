// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Objects;

/// <summary>What more there is to say about an argument or a result of a helper.</summary>
[Flags]
public enum ValueTraits : ushort
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>May be NULL.</summary>
    MaybeNull = 1 << 0,

    /// <summary>The helper only reads the memory (as a result: the program may only read it).</summary>
    ReadOnly = 1 << 1,

    /// <summary>The helper writes the memory.</summary>
    Written = 1 << 2,

    /// <summary>The memory need not be initialised.</summary>
    MayBeUninitialised = 1 << 3,

    /// <summary>The address must be aligned to the size.</summary>
    Aligned = 1 << 4,

    /// <summary>The size may be 0.</summary>
    MayBeZero = 1 << 5,

    /// <summary>The helper takes the reference; the program may not use it afterwards.</summary>
    Released = 1 << 6,

    /// <summary>The pointer is known to be valid.</summary>
    Trusted = 1 << 7,

    /// <summary>A dynptr to memory of the program.</summary>
    LocalDynptr = 1 << 8,

    /// <summary>A dynptr to a record of a ring buffer.</summary>
    RingBufferDynptr = 1 << 9,
}
