// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Objects;

/// <summary>
/// An instruction that an unresolvable CO-RE relocation replaced by a call of a helper that does not exist. It does no harm unless it is reached.
/// </summary>
/// <param name="Instruction">The index of the instruction; of a wide load, both slots are replaced.</param>
/// <param name="Explanation">What was asked of the target, and why there is no answer. A whole sentence.</param>
public readonly record struct PoisonedInstruction(int Instruction, string Explanation)
{
    /// <summary>The immediate of the call that replaces a poisoned instruction: 0xbad2310, which the kernel's verifier prints as <c>unknown#195896080</c>.</summary>
    public const int CallImmediate = CorePatcher.PoisonImmediate;
}
