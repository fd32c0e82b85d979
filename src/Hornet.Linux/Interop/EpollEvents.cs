// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hornet.Linux;

/// <summary>Events of epoll(7). <c>struct epoll_event</c> is packed on x64 alone, so its layout is worked out here (linux/eventpoll.h).</summary>
internal static unsafe class EpollEvents
{
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;

    /// <summary>The largest size of an event in bytes.</summary>
    public const int MaximumSize = 16;

    /// <summary>The size of an event in bytes.</summary>
    public static int Size => DataOffset + sizeof(ulong);

    /// <summary>Writes an event.</summary>
    public static void Write(byte* place, uint events, ulong data)
    {
        Unsafe.WriteUnaligned(place, events);
        Unsafe.WriteUnaligned(place + DataOffset, data);
    }

    /// <summary>What an event of a list belongs to.</summary>
    public static ulong Data(byte* list, int index) => Unsafe.ReadUnaligned<ulong>(list + (index * Size) + DataOffset);
}
