// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>Facts about an instruction that hold on every path.</summary>
[Flags]
public enum ProofFacts : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Some path reaches it.</summary>
    Reached = 1 << 0,

    /// <summary>Its memory access lies inside valid memory, or is one that the host makes safe (faulting loads of kernel objects).</summary>
    InBounds = 1 << 1,

    /// <summary>The divisor of a division or modulo is never 0.</summary>
    DivisorNotZero = 1 << 2,

    /// <summary>A stack access has one known offset.</summary>
    FixedStackOffset = 1 << 3,

    /// <summary>A conditional jump is always taken where it is reached.</summary>
    AlwaysTaken = 1 << 4,

    /// <summary>A conditional jump is never taken.</summary>
    NeverTaken = 1 << 5,

    /// <summary>The access is aligned to its size.</summary>
    Aligned = 1 << 6,

    /// <summary>The access may fault on a bad address and must then give zero (untrusted kernel pointers, arenas).</summary>
    MayFault = 1 << 7,
}
