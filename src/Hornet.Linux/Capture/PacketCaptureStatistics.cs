// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>What the kernel counted since a capture began.</summary>
/// <param name="Received">The packets that the filter let through, also those for which there was no room.</param>
/// <param name="Dropped">Those of them for which the buffer had no room. <paramref name="Received"/> less these have been handed out or wait in the buffer.</param>
public readonly record struct PacketCaptureStatistics(long Received, long Dropped);
