// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;

namespace Hornet.VirtualMachines;

/// <summary>The condition of a jump in both widths (RFC 9669, section 4.3).</summary>
internal interface ICondition
{
    /// <summary>The 64-bit comparison.</summary>
    static abstract bool Holds(ulong left, ulong right);

    /// <summary>The 32-bit comparison.</summary>
    static abstract bool Holds(uint left, uint right);
}

/// <summary>The conditions.</summary>
internal static class Conditions
{
    internal readonly struct Equal : ICondition
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool Holds(ulong left, ulong right) => left == right;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool Holds(uint left, uint right) => left == right;
    }

    internal readonly struct NotEqual : ICondition
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool Holds(ulong left, ulong right) => left != right;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool Holds(uint left, uint right) => left != right;
    }

    internal readonly struct Set : ICondition
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool Holds(ulong left, ulong right) => (left & right) != 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool Holds(uint left, uint right) => (left & right) != 0;
    }

    internal readonly struct Greater : ICondition
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool Holds(ulong left, ulong right) => left > right;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool Holds(uint left, uint right) => left > right;
    }

    internal readonly struct GreaterOrEqual : ICondition
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool Holds(ulong left, ulong right) => left >= right;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool Holds(uint left, uint right) => left >= right;
    }

    internal readonly struct Less : ICondition
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool Holds(ulong left, ulong right) => left < right;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool Holds(uint left, uint right) => left < right;
    }

    internal readonly struct LessOrEqual : ICondition
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool Holds(ulong left, ulong right) => left <= right;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool Holds(uint left, uint right) => left <= right;
    }

    internal readonly struct SignedGreater : ICondition
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool Holds(ulong left, ulong right) => (long)left > (long)right;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool Holds(uint left, uint right) => (int)left > (int)right;
    }

    internal readonly struct SignedGreaterOrEqual : ICondition
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool Holds(ulong left, ulong right) => (long)left >= (long)right;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool Holds(uint left, uint right) => (int)left >= (int)right;
    }

    internal readonly struct SignedLess : ICondition
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool Holds(ulong left, ulong right) => (long)left < (long)right;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool Holds(uint left, uint right) => (int)left < (int)right;
    }

    internal readonly struct SignedLessOrEqual : ICondition
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool Holds(ulong left, ulong right) => (long)left <= (long)right;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool Holds(uint left, uint right) => (int)left <= (int)right;
    }
}
