// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>A helper call whose effect the virtual machine records instead of carrying out: a signal, a copy of the packet sent elsewhere, a socket option.</summary>
/// <param name="Helper">The helper.</param>
/// <param name="First">The first number the helper was given, pointers and the context left out: the signal, the interface index.</param>
/// <param name="Second">The second one, or 0.</param>
/// <param name="Third">The third one, or 0.</param>
public readonly record struct RecordedCall(HelperId Helper, ulong First = 0, ulong Second = 0, ulong Third = 0);
