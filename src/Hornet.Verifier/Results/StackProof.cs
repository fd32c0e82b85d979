// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.Verification;

/// <summary>What was proven of a function's stack.</summary>
/// <param name="Depth">Bytes in use.</param>
/// <param name="NonEscapingSlots">
/// For each 8-byte slot, the first below R10: whether only plain loads and stores at fixed offsets touch it, so that its address is in no
/// register, memory or call.
/// </param>
public sealed record StackProof(int Depth, ImmutableArray<bool> NonEscapingSlots);
