// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>Where a packet lies in memory that holds many.</summary>
/// <param name="Start">Where its first byte is.</param>
/// <param name="Length">How many bytes of it are there.</param>
/// <param name="WireLength">How many it had on the wire: what programs that see an skb read as its length.</param>
public readonly record struct PacketPlace(int Start, int Length, int WireLength);
