// SPDX-License-Identifier: Apache-2.0
using System.Numerics;
using System.Runtime.InteropServices;

namespace Hornet.Objects;

/// <summary>
/// The named types of one BTF (not of its base) by name: chains in two arrays of ids, nothing per type. Names are hashed without their
/// flavour (<c>task_struct___old</c> as <c>task_struct</c>), so that one index serves exact look-ups and the candidates of CO-RE.
/// </summary>
internal sealed class BtfNameIndex
{
    private const ulong Multiplier = 0x9e37_79b9_7f4a_7c15; // 2^64 divided by the golden ratio: odd, with its bits well spread

    // From the system's random bytes, as a Guid's are; the random numbers of cryptography would load OpenSSL, which small systems lack.
    private static readonly ulong Seed = BitConverter.ToUInt64(Guid.NewGuid().ToByteArray());

    private readonly Btf _btf;
    private readonly int[] _heads;
    private readonly int[] _next;

    public BtfNameIndex(Btf btf)
    {
        _btf = btf;
        int count = (int)(btf.TypeCount - btf.FirstId);
        _heads = new int[BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, count / 2))];
        _next = new int[count];
        // From the last to the first, so that each chain starts with its lowest id.
        for (int i = count - 1; i >= 0; i--)
        {
            BtfRecord record = btf.Record(btf.FirstId + (uint)i);
            if (record.NameOffset == 0)
                continue;
            ReadOnlySpan<byte> name = record.Name;
            ref int head = ref _heads[Bucket(name[..Btf.EssentialLength(name)])];
            _next[i] = head;
            head = i + 1;
        }
    }

    /// <summary>Adds the ids of the types with a name, lowest first.</summary>
    /// <param name="name">The exact name, or with <paramref name="essentialOnly"/> the name without flavour.</param>
    /// <param name="essentialOnly">Whether types of every flavour count.</param>
    /// <param name="ids">Where to add.</param>
    public void Collect(ReadOnlySpan<byte> name, bool essentialOnly, List<uint> ids)
    {
        for (int i = _heads[Bucket(essentialOnly ? name : name[..Btf.EssentialLength(name)])]; i != 0; i = _next[i - 1])
        {
            uint id = _btf.FirstId + (uint)(i - 1);
            ReadOnlySpan<byte> found = _btf.Record(id).Name;
            if (found.SequenceEqual(name) || (essentialOnly && found[..Btf.EssentialLength(found)].SequenceEqual(name)))
                ids.Add(id);
        }
    }

    /// <summary>Multiplies and rotates eight bytes at a time. Seeded per process, so that nobody can prepare names that collide.</summary>
    private int Bucket(ReadOnlySpan<byte> name)
    {
        ulong hash = Seed ^ (uint)name.Length;
        for (; name.Length >= 8; name = name[8..])
            hash = BitOperations.RotateLeft((hash ^ MemoryMarshal.Read<ulong>(name)) * Multiplier, 29);
        foreach (byte letter in name)
            hash = (hash ^ letter) * Multiplier;
        return (int)((hash ^ (hash >> 32)) & (uint)(_heads.Length - 1));
    }
}
