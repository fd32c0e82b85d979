// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.Linux;

/// <summary><c>struct pollfd</c>: a descriptor to wait for.</summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
internal struct PollDescriptor
{
    /// <summary><c>POLLIN</c>, <c>POLLOUT</c>, <c>POLLERR</c>, <c>POLLHUP</c>.</summary>
    public const short Readable = 1, Writable = 4, Error = 8, HangUp = 16;

    [FieldOffset(0)] public int Descriptor;
    [FieldOffset(4)] public short Events;
    [FieldOffset(6)] public short Returned;
}
