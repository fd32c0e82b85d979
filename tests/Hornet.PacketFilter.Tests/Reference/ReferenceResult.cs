// SPDX-License-Identifier: Apache-2.0
namespace Hornet.PacketFilters.Tests.Reference;

/// <summary>What the reference evaluator makes of a packet.</summary>
/// <param name="Matches">Whether it matches.</param>
/// <param name="HasEnded">Whether a read outside the packet or a division by 0 decided that it does not.</param>
internal readonly record struct ReferenceResult(bool Matches, bool HasEnded);
