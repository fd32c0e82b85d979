// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;

namespace Hornet.VirtualMachines;

/// <summary>
/// Look-ups in hash tables for keys of one size: what the maps use, and what compiled programs call with the address of a known map's view.
/// </summary>
/// <remarks>
/// They take no lock. The last link of a chain is a marker with the bucket's number: a reader that was carried into another chain, because the
/// element it stood on was deleted and used again, sees the wrong marker and starts anew (Documentation/RCU/rculist_nulls.rst describes the idea).
/// The hash of an element is written after its key and payload, so it is compared first.
/// </remarks>
/// <typeparam name="TKey">How keys are hashed and compared.</typeparam>
internal static unsafe class HashLookup<TKey>
    where TKey : struct, IHashKey
{
    /// <summary>Finds the element of a key.</summary>
    /// <param name="view">The table.</param>
    /// <param name="key">The key.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="number">The element's number, or <see cref="HashBuckets.None"/>.</param>
    /// <returns>The element, or null.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HashElement* Find(HashView* view, byte* key, uint hash, out uint number)
    {
        uint bucket = hash & view->Mask;
        uint end = HashView.Marker | bucket;
        while (true)
        {
            uint at = Volatile.Read(ref view->Heads[bucket]) ^ end;
            while ((at & HashView.Marker) == 0)
            {
                HashElement* element = view->At(at);
                if (Volatile.Read(ref element->Hash) == hash && TKey.AreEqual((byte*)element + HashElement.Size, key, view))
                {
                    number = at;
                    return element;
                }

                at = Volatile.Read(ref element->Next);
            }

            if (at == end)
            {
                number = HashBuckets.None;
                return null;
            }
        }
    }

    /// <summary>The value of a key, or null.</summary>
    public static byte* Value(HashView* view, byte* key)
    {
        HashElement* element = Find(view, key, TKey.Hash(key, view), out _);
        return element == null ? null : (byte*)element + view->PayloadOffset;
    }

    /// <summary>The value of a key in an LRU map, which notes that it was used, or null.</summary>
    public static byte* UsedValue(HashView* view, byte* key)
    {
        HashElement* element = Find(view, key, TKey.Hash(key, view), out _);
        if (element == null)
            return null;
        element->Use();
        return (byte*)element + view->PayloadOffset;
    }

    /// <summary>The value a CPU has of a key, or null.</summary>
    public static byte* CpuValue(HashView* view, byte* key, int cpu) =>
        Find(view, key, TKey.Hash(key, view), out uint number) == null ? null : view->CpuValue(number, cpu);

    /// <summary>The value a CPU has of a key in an LRU map, which notes that it was used, or null.</summary>
    public static byte* UsedCpuValue(HashView* view, byte* key, int cpu)
    {
        HashElement* element = Find(view, key, TKey.Hash(key, view), out uint number);
        if (element == null)
            return null;
        element->Use();
        return view->CpuValue(number, cpu);
    }
}
