// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>Facts about an instruction that hold on every path.</summary>
/// <remarks>
/// None is about the value of a number, such as a divisor that is not 0: where no access and no known jump depends on a number, the walk takes paths for
/// alike on which it differs.
/// </remarks>
[Flags]
public enum ProofFacts : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Some path reaches it.</summary>
    Reached = 1 << 0,

    /// <summary>Its memory access lies inside valid memory, or is one that the host makes safe (faulting loads of kernel objects).</summary>
    InBounds = 1 << 1,

    /// <summary>A stack access has one known offset.</summary>
    FixedStackOffset = 1 << 2,

    /// <summary>A conditional jump is always taken where it is reached.</summary>
    AlwaysTaken = 1 << 3,

    /// <summary>A conditional jump is never taken.</summary>
    NeverTaken = 1 << 4,

    /// <summary>The access is aligned to its size.</summary>
    Aligned = 1 << 5,

    /// <summary>The access may fault on a bad address and must then give zero (untrusted kernel pointers, arenas).</summary>
    MayFault = 1 << 6,
}
