// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;

namespace Hornet.VirtualMachines;

/// <summary>A read-modify-write operation in both widths (RFC 9669, section 5.3).</summary>
internal interface IAtomicOperation
{
    /// <summary>Applies the operation; returns what was there before.</summary>
    static abstract ulong Fetch(ref ulong location, ulong value);

    /// <summary>Applies the operation; returns what was there before.</summary>
    static abstract uint Fetch(ref uint location, uint value);
}

/// <summary>The read-modify-write operations.</summary>
internal static class Atomics
{
    /// <summary>Compares and exchanges 32 bits; returns what was there before.</summary>
    /// <remarks>
    /// Compiled code calls it instead of having it in place: where the value is the lower half of a 64-bit local in RAX, RyuJIT of .NET 10 moves the local out
    /// of the comparand's way with a 32-bit move, and its upper half is lost.
    /// </remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static uint CompareExchange32(ref uint location, uint value, uint comparand) => Interlocked.CompareExchange(ref location, value, comparand);

    internal readonly struct Add : IAtomicOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong Fetch(ref ulong location, ulong value) => Interlocked.Add(ref location, value) - value;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Fetch(ref uint location, uint value) => Interlocked.Add(ref location, value) - value;
    }

    internal readonly struct Or : IAtomicOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong Fetch(ref ulong location, ulong value) => Interlocked.Or(ref location, value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Fetch(ref uint location, uint value) => Interlocked.Or(ref location, value);
    }

    internal readonly struct And : IAtomicOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong Fetch(ref ulong location, ulong value) => Interlocked.And(ref location, value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Fetch(ref uint location, uint value) => Interlocked.And(ref location, value);
    }

    internal readonly struct Xor : IAtomicOperation
    {
        public static ulong Fetch(ref ulong location, ulong value)
        {
            ulong seen = Volatile.Read(ref location);
            while (true)
            {
                ulong old = Interlocked.CompareExchange(ref location, seen ^ value, seen);
                if (old == seen)
                {
                    return old;
                }

                seen = old;
            }
        }

        public static uint Fetch(ref uint location, uint value)
        {
            uint seen = Volatile.Read(ref location);
            while (true)
            {
                uint old = Interlocked.CompareExchange(ref location, seen ^ value, seen);
                if (old == seen)
                {
                    return old;
                }

                seen = old;
            }
        }
    }

    internal readonly struct Exchange : IAtomicOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong Fetch(ref ulong location, ulong value) => Interlocked.Exchange(ref location, value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Fetch(ref uint location, uint value) => Interlocked.Exchange(ref location, value);
    }
}
