// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>What a byte of the stack holds.</summary>
internal enum SlotKind : byte
{
    /// <summary>Nothing was written.</summary>
    Invalid,

    /// <summary>A byte of the register in <see cref="StackFrame.Slots"/>.</summary>
    Spill,

    /// <summary>Some number.</summary>
    Misc,

    /// <summary>Zero.</summary>
    Zero,

    /// <summary>Part of a dynptr, which takes two slots.</summary>
    Dynptr,

    /// <summary>Part of an iterator.</summary>
    Iterator,

    /// <summary>Saved interrupt flags.</summary>
    InterruptFlags,
}
