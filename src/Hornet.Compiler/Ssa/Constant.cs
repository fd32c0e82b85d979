// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Compiler.Ssa;

/// <summary>A constant.</summary>
public sealed class Constant : Value
{
    /// <summary>Creates a constant.</summary>
    /// <param name="type">Boolean, an integer or (for null) a pointer.</param>
    /// <param name="bits">The value; of a 32-bit constant only the lower half is kept.</param>
    /// <param name="location">Where it stands.</param>
    public Constant(SsaType type, ulong bits, SourceSpan location = default)
        : base(type, location)
    {
        Bits = type == SsaType.Int32 ? (uint)bits : bits;
    }

    /// <summary>The value; the upper half of a 32-bit constant is 0.</summary>
    public ulong Bits { get; }
}
