// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification.Tests.Numbers;

/// <summary>Random numbers, and what may be known of a few of them together.</summary>
internal sealed class NumberSamples(int seed)
{
    /// <summary>The source of chance.</summary>
    public Random Random { get; } = new(seed);

    /// <summary>A few numbers, most of them near each other or near a place where a view of numbers begins or ends.</summary>
    public ulong[] Numbers(int count)
    {
        ulong first = Number();
        return [.. Enumerable.Range(0, count).Select(_ => Random.Next(3) switch
        {
            0 => Number(),
            1 => first + (ulong)Random.NextInt64(-300, 300),
            _ => first ^ (1UL << Random.Next(64)),
        })];
    }

    /// <summary>A number.</summary>
    public ulong Number()
    {
        ulong[] edges = [0, 1UL << 7, 1UL << 8, 1UL << 15, 1UL << 16, 1UL << 31, 1UL << 32, 1UL << 63, 0xffff_ffff_8000_0000, (ulong)Random.NextInt64()];
        return Random.Next(4) switch
        {
            0 => (ulong)Random.NextInt64(long.MinValue, long.MaxValue),
            1 => (ulong)Random.NextInt64(long.MinValue, long.MaxValue) >> Random.Next(64),
            _ => edges[Random.Next(edges.Length)] + (ulong)Random.NextInt64(-4, 5),
        };
    }

    /// <summary>Something that may be known of numbers: each view by itself holds them all, closely or loosely. Not synchronised.</summary>
    public Scalar Around(ReadOnlySpan<ulong> numbers)
    {
        Scalar scalar = Scalar.Constant(numbers[0]);
        foreach (ulong number in numbers[1..])
        {
            Scalar other = Scalar.Constant(number);
            scalar.Bits = scalar.Bits.Union(other.Bits);
            scalar.SignedMin = Math.Min(scalar.SignedMin, other.SignedMin);
            scalar.SignedMax = Math.Max(scalar.SignedMax, other.SignedMax);
            scalar.UnsignedMin = Math.Min(scalar.UnsignedMin, other.UnsignedMin);
            scalar.UnsignedMax = Math.Max(scalar.UnsignedMax, other.UnsignedMax);
            scalar.SignedMin32 = Math.Min(scalar.SignedMin32, other.SignedMin32);
            scalar.SignedMax32 = Math.Max(scalar.SignedMax32, other.SignedMax32);
            scalar.UnsignedMin32 = Math.Min(scalar.UnsignedMin32, other.UnsignedMin32);
            scalar.UnsignedMax32 = Math.Max(scalar.UnsignedMax32, other.UnsignedMax32);
        }

        Loosen(ref scalar);
        return scalar;
    }

    private void Loosen(ref Scalar scalar)
    {
        if (Chance())
        {
            scalar.Bits = Chance() ? Tnum.Unknown : scalar.Bits.Union(Tnum.Constant(Number()));
        }

        if (Chance())
        {
            (scalar.SignedMin, scalar.SignedMax) = (long.MinValue, Chance() ? long.MaxValue : scalar.SignedMax);
        }

        if (Chance())
        {
            (scalar.UnsignedMin, scalar.UnsignedMax) = (Chance() ? 0 : scalar.UnsignedMin, ulong.MaxValue);
        }

        if (Chance())
        {
            (scalar.SignedMin32, scalar.SignedMax32) = (int.MinValue, Chance() ? int.MaxValue : scalar.SignedMax32);
        }

        if (Chance())
        {
            (scalar.UnsignedMin32, scalar.UnsignedMax32) = (Chance() ? 0 : scalar.UnsignedMin32, uint.MaxValue);
        }
    }

    private bool Chance() => Random.Next(2) == 0;
}
