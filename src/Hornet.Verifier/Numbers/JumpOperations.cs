// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Verification;

/// <summary>The comparisons of conditional jumps, turned round.</summary>
internal static class JumpOperations
{
    /// <summary>The contrary of <see cref="JumpOperation.BitsSet"/>, which no instruction has: <c>dst &amp; src</c> is zero.</summary>
    public const JumpOperation BitsClear = (JumpOperation)0xf0;

    /// <summary>The comparison that holds exactly where this one does not.</summary>
    public static JumpOperation Negate(JumpOperation operation) => operation switch
    {
        JumpOperation.Equal => JumpOperation.NotEqual,
        JumpOperation.NotEqual => JumpOperation.Equal,
        JumpOperation.BitsSet => BitsClear,
        BitsClear => JumpOperation.BitsSet,
        JumpOperation.GreaterThan => JumpOperation.LessOrEqual,
        JumpOperation.GreaterOrEqual => JumpOperation.LessThan,
        JumpOperation.LessThan => JumpOperation.GreaterOrEqual,
        JumpOperation.LessOrEqual => JumpOperation.GreaterThan,
        JumpOperation.SignedGreaterThan => JumpOperation.SignedLessOrEqual,
        JumpOperation.SignedGreaterOrEqual => JumpOperation.SignedLessThan,
        JumpOperation.SignedLessThan => JumpOperation.SignedGreaterOrEqual,
        JumpOperation.SignedLessOrEqual => JumpOperation.SignedGreaterThan,
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "Not a comparison."),
    };

    /// <summary>The comparison that holds for the operands in the other order exactly where this one does for these.</summary>
    public static JumpOperation Swap(JumpOperation operation) => operation switch
    {
        JumpOperation.GreaterThan => JumpOperation.LessThan,
        JumpOperation.GreaterOrEqual => JumpOperation.LessOrEqual,
        JumpOperation.LessThan => JumpOperation.GreaterThan,
        JumpOperation.LessOrEqual => JumpOperation.GreaterOrEqual,
        JumpOperation.SignedGreaterThan => JumpOperation.SignedLessThan,
        JumpOperation.SignedGreaterOrEqual => JumpOperation.SignedLessOrEqual,
        JumpOperation.SignedLessThan => JumpOperation.SignedGreaterThan,
        JumpOperation.SignedLessOrEqual => JumpOperation.SignedGreaterOrEqual,
        _ => operation,
    };
}
