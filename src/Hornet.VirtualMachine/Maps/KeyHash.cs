// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;

namespace Hornet.VirtualMachines;

/// <summary>
/// Hashes of keys, seeded a map, so that chosen keys do not meet in one bucket. Words are mixed by 128-bit products whose halves are folded
/// together; programs never see the values.
/// </summary>
internal static unsafe class KeyHash
{
    private const ulong Odd1 = 0x9e37_79b9_7f4a_7c15;
    private const ulong Odd2 = 0xd1b5_4a32_d192_ed03;

    /// <summary>The hash of a 4-byte key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Of(uint key, ulong seed) => (uint)Mix(key ^ seed ^ Odd1, Odd2);

    /// <summary>The hash of an 8-byte key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Of(ulong key, ulong seed) => (uint)Mix(key ^ seed ^ Odd1, Odd2);

    /// <summary>The hash of a key of any length.</summary>
    public static uint Of(byte* key, int length, ulong seed) => (uint)Of64(key, length, seed);

    /// <summary>The same with 64 bits.</summary>
    public static ulong Of64(byte* key, int length, ulong seed)
    {
        ulong hash = seed ^ Odd1 ^ (ulong)length;
        int left = length;
        for (; left >= 16; left -= 16, key += 16)
            hash = Mix(*(ulong*)key ^ hash, *(ulong*)(key + 8) ^ Odd2);
        ulong first = 0;
        ulong second = 0;
        if (left >= 8)
        {
            first = *(ulong*)key;
            second = *(ulong*)(key + left - 8);
        }
        else if (left >= 4)
        {
            first = *(uint*)key;
            second = *(uint*)(key + left - 4);
        }
        else if (left > 0)
        {
            first = key[0] | (ulong)key[left >> 1] << 8 | (ulong)key[left - 1] << 16;
        }

        return Mix(Mix(first ^ hash, second ^ Odd2), Odd1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong left, ulong right)
    {
        ulong high = Math.BigMul(left, right, out ulong low);
        return high ^ low;
    }
}
