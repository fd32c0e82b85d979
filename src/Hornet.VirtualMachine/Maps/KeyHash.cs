// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;

namespace Hornet.VirtualMachines;

/// <summary>
/// Hashes of keys, seeded a map, so that chosen keys do not meet in one bucket. Words are mixed by 128-bit products whose halves are folded
/// together; programs never see the values.
/// </summary>
internal static unsafe class KeyHash
{
    /// <summary>The size in bytes of what is mixed at a time.</summary>
    public const int BlockSize = 2 * sizeof(ulong);

    /// <summary>A multiplier without a pattern.</summary>
    public const ulong Odd1 = 0x9e37_79b9_7f4a_7c15;

    /// <summary>Another one.</summary>
    public const ulong Odd2 = 0xd1b5_4a32_d192_ed03;

    /// <summary>The hash of a 4-byte key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Of(uint key, ulong seed) => (uint)Mix(key ^ seed ^ Odd1, Odd2);

    /// <summary>The hash of an 8-byte key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Of(ulong key, ulong seed) => (uint)Mix(key ^ seed ^ Odd1, Odd2);

    /// <summary>The hash of a key of any length.</summary>
    public static uint Of(byte* key, int length, ulong seed) => (uint)Of64(key, length, seed);

    /// <summary>The same with 64 bits.</summary>
    public static ulong Of64(byte* key, int length, ulong seed) => length <= BlockSize ? OfShort(key, length, seed) : OfLong(key, length, seed);

    /// <summary>The hash of 1 to 16 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong OfShort(byte* key, int length, ulong seed)
    {
        (ulong first, ulong second) = Words(key, length);
        return Mix(first ^ seed ^ Odd1, second ^ (seed + Odd2));
    }

    /// <summary>The hash of more than 16 bytes.</summary>
    public static ulong OfLong(byte* key, int length, ulong seed)
    {
        // The products do not wait for each other: every block of 16 bytes has multipliers of its own, and the results are added up.
        ulong lane = seed ^ Odd1;
        ulong sum = (ulong)length;
        for (; length > BlockSize; length -= BlockSize, key += BlockSize)
        {
            sum += Mix(*(ulong*)key ^ lane, *(ulong*)(key + sizeof(ulong)) ^ (lane + Odd2));
            lane += Odd1;
        }

        (ulong first, ulong second) = Words(key, length);
        sum += Mix(first ^ lane, second ^ (lane + Odd2));
        return Mix(sum ^ seed, Odd2);
    }

    /// <summary>Puts 1 to 16 bytes into two words; those of the middle may be in both.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (ulong First, ulong Second) Words(byte* key, int length)
    {
        if (length >= 8)
            return (*(ulong*)key, *(ulong*)(key + length - 8));
        if (length >= 4)
            return (*(uint*)key, *(uint*)(key + length - 4));
        return (key[0] | (ulong)key[length >> 1] << 8 | (ulong)key[length - 1] << 16, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong left, ulong right)
    {
        ulong high = Math.BigMul(left, right, out ulong low);
        return high ^ low;
    }
}
