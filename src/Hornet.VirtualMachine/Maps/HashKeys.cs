// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;

namespace Hornet.VirtualMachines;

/// <summary>
/// How keys of one size are hashed and compared. Implemented by empty structures, so that the JIT compiler makes a copy of each look-up for each
/// of them with these inlined.
/// </summary>
internal unsafe interface IHashKey
{
    /// <summary>The hash of a key.</summary>
    static abstract uint Hash(byte* key, HashView* view);

    /// <summary>Whether two keys are the same.</summary>
    static abstract bool AreEqual(byte* left, byte* right, HashView* view);
}

/// <summary>Keys of 4 bytes.</summary>
internal readonly unsafe struct HashKey4 : IHashKey
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Hash(byte* key, HashView* view) => KeyHash.Of(*(uint*)key, view->Seed);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreEqual(byte* left, byte* right, HashView* view) => *(uint*)left == *(uint*)right;
}

/// <summary>Keys of 8 bytes.</summary>
internal readonly unsafe struct HashKey8 : IHashKey
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Hash(byte* key, HashView* view) => KeyHash.Of(*(ulong*)key, view->Seed);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreEqual(byte* left, byte* right, HashView* view) => *(ulong*)left == *(ulong*)right;
}

/// <summary>Keys of 1 to 16 bytes.</summary>
internal readonly unsafe struct HashKeyShort : IHashKey
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Hash(byte* key, HashView* view) => (uint)KeyHash.OfShort(key, view->KeySize, view->Seed);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreEqual(byte* left, byte* right, HashView* view)
    {
        (ulong first, ulong second) = KeyHash.Words(left, view->KeySize);
        (ulong otherFirst, ulong otherSecond) = KeyHash.Words(right, view->KeySize);
        return ((first ^ otherFirst) | (second ^ otherSecond)) == 0;
    }
}

/// <summary>Keys of more than 16 bytes.</summary>
internal readonly unsafe struct HashKeyLong : IHashKey
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Hash(byte* key, HashView* view) => (uint)KeyHash.OfLong(key, view->KeySize, view->Seed);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreEqual(byte* left, byte* right, HashView* view) =>
        new ReadOnlySpan<byte>(left, view->KeySize).SequenceEqual(new ReadOnlySpan<byte>(right, view->KeySize));
}
