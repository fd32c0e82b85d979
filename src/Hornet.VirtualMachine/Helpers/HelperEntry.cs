// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>What the table of helpers knows about one helper.</summary>
/// <param name="Support">What the virtual machine makes of it.</param>
/// <param name="Note">For refused helpers the reason, as the end of a sentence; otherwise what differs from the kernel, or nothing.</param>
internal readonly record struct HelperEntry(HelperSupport Support, string Note);
