// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Hornet.VirtualMachines;

/// <summary>
/// The ones' complement arithmetic of RFC 1071 and RFC 1624 as the checksum helpers need it: 32-bit partial sums over 16-bit words in memory
/// order, so the numbers are those of a little-endian kernel.
/// </summary>
internal static class InternetChecksum
{
    /// <summary>What replaces an all-zero UDP checksum, which would mean none (<c>CSUM_MANGLED_0</c>).</summary>
    public const ushort MangledZero = 0xFFFF;

    /// <summary>Adds two partial sums with end-around carry (<c>csum_add</c>).</summary>
    public static uint Add(uint sum, uint addend)
    {
        uint result = unchecked(sum + addend);
        return unchecked(result + (result < addend ? 1u : 0u));
    }

    /// <summary>Subtracts a partial sum (<c>csum_sub</c>).</summary>
    public static uint Subtract(uint sum, uint subtrahend) => Add(sum, ~subtrahend);

    /// <summary>
    /// A partial sum as it counts at another offset of the packet: from an odd one its bytes change places in every 16-bit word
    /// (<c>csum_shift</c>).
    /// </summary>
    public static uint Shift(uint sum, uint offset) => (offset & 1) != 0 ? uint.RotateRight(sum, 8) : sum;

    /// <summary>Folds a partial sum to 16 bits without complementing it.</summary>
    public static ushort FoldSum(uint sum)
    {
        sum = (sum & 0xFFFF) + (sum >> 16);
        return (ushort)((sum & 0xFFFF) + (sum >> 16));
    }

    /// <summary>Folds a partial sum to the 16 bits that go into a header (<c>csum_fold</c>).</summary>
    public static ushort Fold(uint sum) => (ushort)~FoldSum(sum);

    /// <summary>Continues a partial sum over bytes (<c>csum_partial</c>). Not folded, so its upper half carries over.</summary>
    public static uint Partial(ReadOnlySpan<byte> data, uint seed)
    {
        ulong sum = seed;
        int at = 0;
        for (; at + sizeof(uint) <= data.Length; at += sizeof(uint))
            sum += BinaryPrimitives.ReadUInt32LittleEndian(data[at..]);
        uint tail = 0;
        for (int shift = 0; at < data.Length; at++, shift += 8)
            tail |= (uint)data[at] << shift;
        return FoldTo32(sum + tail);
    }

    /// <summary>
    /// The difference between two byte sequences (<c>bpf_csum_diff</c>). Since Linux 6.13 the result is folded to
    /// 16 bits on every architecture; before, x86-64 returned 32.
    /// </summary>
    public static ushort Difference(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, uint seed)
    {
        if (!from.IsEmpty && !to.IsEmpty)
            return FoldSum(Subtract(Partial(to, seed), Partial(from, 0)));
        if (!to.IsEmpty)
            return FoldSum(Partial(to, seed));
        return FoldSum(from.IsEmpty ? seed : ~Partial(from, ~seed));
    }

    /// <summary>Replaces a 16-bit word under a checksum (<c>csum_replace2</c>, RFC 1624).</summary>
    public static ushort Replace2(ushort checksum, ushort from, ushort to)
    {
        uint sum = (ushort)~checksum;
        sum += (ushort)~from;
        sum = (sum & 0xFFFF) + (sum >> 16);
        sum += to;
        sum = (sum & 0xFFFF) + (sum >> 16);
        return (ushort)~sum;
    }

    /// <summary>Replaces a 32-bit word under a checksum (<c>csum_replace4</c>).</summary>
    public static ushort Replace4(ushort checksum, uint from, uint to) =>
        Fold(Add(Subtract(Unfold(checksum), from), to));

    /// <summary>Applies a difference to a checksum (<c>csum_replace_by_diff</c>).</summary>
    public static ushort ReplaceByDifference(ushort checksum, uint difference) => Fold(Add(difference, Unfold(checksum)));

    /// <summary>The partial sum a header's checksum stands for: its complement without carrying into the upper half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Unfold(ushort checksum) => ~(uint)checksum;

    private static uint FoldTo32(ulong sum)
    {
        sum = (sum & uint.MaxValue) + (sum >> 32);
        return (uint)((sum & uint.MaxValue) + (sum >> 32));
    }
}
