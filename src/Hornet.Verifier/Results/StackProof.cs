// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.Verification;

/// <summary>What was proven of a function's stack.</summary>
/// <param name="Depth">Bytes in use.</param>
/// <param name="NonEscapingSlots">
/// For each 8-byte slot, the first below R10: whether only plain loads and stores of the function itself touch it, at one place each
/// (<see cref="ProofFacts.FixedStackOffset"/>), so that it can be kept in a register: no call, atomic, other function or access at a variable offset does.
/// </param>
public sealed record StackProof(int Depth, ImmutableArray<bool> NonEscapingSlots);
