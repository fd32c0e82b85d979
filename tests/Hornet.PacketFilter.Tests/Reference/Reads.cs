// SPDX-License-Identifier: Apache-2.0
namespace Hornet.PacketFilters.Tests.Reference;

/// <summary>Conditions on fields of a packet.</summary>
internal static class Reads
{
    public static Condition Byte(Place place, Func<uint, bool> test) => new ReadCondition(place, 1, test);

    public static Condition Byte(Place place, uint value) => new ReadCondition(place, 1, read => read == value);

    public static Condition Byte(Place place, uint mask, uint value) => new ReadCondition(place, 1, read => (read & mask) == value);

    public static Condition Half(Place place, Func<uint, bool> test) => new ReadCondition(place, 2, test);

    public static Condition Half(Place place, uint value) => new ReadCondition(place, 2, read => read == value);

    public static Condition Half(Place place, uint mask, uint value) => new ReadCondition(place, 2, read => (read & mask) == value);

    public static Condition Word(Place place, uint value) => new ReadCondition(place, 4, read => read == value);

    public static Condition Word(Place place, uint mask, uint value) => new ReadCondition(place, 4, read => (read & mask) == value);

    public static Condition Word(Place place, Func<uint, bool> test) => new ReadCondition(place, 4, test);

    /// <summary>A row of bytes, compared from its end: words, then a half, then a byte, as long as there are any.</summary>
    public static Condition Bytes(Place place, ReadOnlySpan<byte> bytes)
    {
        Condition? all = null;
        int left = bytes.Length;
        while (left > 0)
        {
            int size = left >= 4 ? 4 : left >= 2 ? 2 : 1;
            left -= size;
            uint value = 0;
            for (int i = 0; i < size; i++)
                value = (value << 8) | bytes[left + i];
            Condition part = new ReadCondition(place + left, size, read => read == value);
            all = all is null ? part : all & part;
        }

        return all ?? Condition.Always;
    }
}
