// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>What a message of the verifier means.</summary>
/// <param name="Kind">Which kind of mistake it is, as a short word that stays the same: <c>packet-bounds</c>, <c>maybe-null</c>.</param>
/// <param name="FailureKind">What kind of rule was broken.</param>
/// <param name="Explanation">What it means, in plain words.</param>
/// <param name="Advice">The smallest change that usually mends it.</param>
/// <param name="Instruction">The instruction that the message itself names as the one at fault; null where it names none.</param>
public sealed record MessageExplanation(string Kind, FailureKind FailureKind, string Explanation, string Advice, int? Instruction);
