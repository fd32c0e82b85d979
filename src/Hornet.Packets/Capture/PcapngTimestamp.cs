// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Packets;

/// <summary>Timestamps of pcapng: 64-bit counts of a unit that the interface chooses, plus an offset in seconds.</summary>
internal static class PcapngTimestamp
{
    private const ulong NanosecondsPerSecond = 1_000_000_000;

    /// <summary>
    /// Units a second of an <c>if_tsresol</c> value: the negative power of 10, or of 2 when the highest bit is set. False for units
    /// that a 64-bit count cannot express.
    /// </summary>
    public static bool TryGetUnits(byte resolution, out ulong unitsPerSecond)
    {
        int exponent = resolution & 0x7f;
        unitsPerSecond = 1;
        if ((resolution & 0x80) != 0)
        {
            unitsPerSecond = exponent < 64 ? 1UL << exponent : 0;
            return exponent < 64;
        }

        for (int i = 0; i < exponent; i++)
        {
            if (i == 19)
                return false;
            unitsPerSecond *= 10;
        }

        return true;
    }

    /// <summary>Nanoseconds since the epoch, clamped to what 64 bits hold.</summary>
    public static long ToNanoseconds(ulong count, ulong unitsPerSecond, long offsetSeconds)
    {
        (ulong seconds, ulong fraction) = Math.DivRem(count, unitsPerSecond);
        ulong nanoseconds = unitsPerSecond <= NanosecondsPerSecond
            ? fraction * NanosecondsPerSecond / unitsPerSecond
            : (ulong)((UInt128)fraction * NanosecondsPerSecond / unitsPerSecond);

        // The usual case: a year between 1970 and 2255 and no offset.
        if (seconds < 9_000_000_000 && offsetSeconds == 0)
            return (long)((seconds * NanosecondsPerSecond) + nanoseconds);

        Int128 total = (((Int128)seconds + offsetSeconds) * (long)NanosecondsPerSecond) + nanoseconds;
        return total > long.MaxValue ? long.MaxValue : total < long.MinValue ? long.MinValue : (long)total;
    }
}
