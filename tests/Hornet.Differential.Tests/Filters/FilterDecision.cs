// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Differential.Tests.Filters;

/// <summary>One way to decide whether a packet matches.</summary>
/// <param name="Name">How reports call it.</param>
/// <param name="IsExact">
/// Whether it stops at the first read outside the packet, in the order in which the expression is written; otherwise it may test in another order,
/// and may refuse or accept a packet that was cut off where all that is missing makes no difference.
/// </param>
/// <param name="FollowsExtensions">Whether fields of transports are found behind the extension headers of IPv6.</param>
/// <param name="Matches">Decides.</param>
internal sealed record FilterDecision(string Name, bool IsExact, bool FollowsExtensions, Func<byte[], bool> Matches);
