// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>A branch on the path to a fault.</summary>
/// <param name="Instruction">The conditional jump (or the call, where a function returned one of two ways).</param>
/// <param name="IsTaken">Whether the jump was taken.</param>
/// <param name="Text">The condition in the verifier's notation, for example <c>if r2 > r3 goto pc+4</c>.</param>
/// <param name="Source">Its source line, or null.</param>
public readonly record struct BranchDecision(int Instruction, bool IsTaken, string Text, LineInfo? Source)
{
    /// <summary>The source line at which the path went on, or null.</summary>
    public LineInfo? Next { get; init; }
}
