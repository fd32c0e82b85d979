// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>Which queue of which interface.</summary>
/// <param name="Namespace">The network namespace's number (<c>SO_NETNS_COOKIE</c>).</param>
/// <param name="InterfaceIndex">The number of the interface there.</param>
/// <param name="Number">The number of its queue.</param>
internal readonly record struct XdpQueueKey(ulong Namespace, int InterfaceIndex, int Number);
