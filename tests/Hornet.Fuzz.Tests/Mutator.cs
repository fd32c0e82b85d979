// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Hornet.Fuzz.Tests;

/// <summary>
/// Makes damaged inputs from good ones, the same ones for the same seed: bit flips, boundary numbers, truncation, removed, doubled and
/// foreign pieces. For text, pieces are words, so that the result stays close to the grammar.
/// </summary>
internal sealed class Mutator
{
    private static readonly long[] Boundaries =
    [
        0, 1, -1, 2, 7, 8, 15, 16, 31, 32, 63, 64, 127, 128, 255, 256, short.MaxValue, short.MinValue, ushort.MaxValue,
        int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue, long.MinValue,
    ];

    private readonly Random _random;
    private readonly byte[][] _seeds;
    private readonly byte[][] _dictionary;

    /// <summary>Creates a mutator over good inputs.</summary>
    /// <param name="seeds">The good inputs; at least one.</param>
    /// <param name="dictionary">Words of the format that random bytes would hardly hit.</param>
    /// <param name="seed">The same seed gives the same sequence.</param>
    public Mutator(IReadOnlyList<byte[]> seeds, IReadOnlyList<byte[]> dictionary, int seed)
    {
        _seeds = [.. seeds];
        _dictionary = [.. dictionary];
        _random = new Random(seed);
    }

    /// <summary>The next damaged input, in a buffer that is the caller's to keep.</summary>
    public byte[] Next()
    {
        List<byte> data = [.. Pick(_seeds)];
        int rounds = 1 + _random.Next(_random.Next(4) == 0 ? 24 : 4);
        for (int i = 0; i < rounds; i++)
            Mutate(data);
        return [.. data];
    }

    private void Mutate(List<byte> data)
    {
        if (data.Count == 0)
        {
            data.AddRange(Pick(_seeds));
            return;
        }

        int at = _random.Next(data.Count);
        switch (_random.Next(10))
        {
            case 0:
                data[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1:
                data[at] = (byte)_random.Next(256);
                break;
            case 2:
            case 3:
                OverwriteNumber(data, at);
                break;
            case 4:
                data.RemoveRange(at, Math.Min(data.Count - at, 1 + _random.Next(16)));
                break;
            case 5:
                data.InsertRange(_random.Next(data.Count), data.GetRange(at, Math.Min(data.Count - at, 1 + _random.Next(32))));
                break;
            case 6:
                data.RemoveRange(at, data.Count - at);
                break;
            case 7:
                Splice(data, at);
                break;
            case 8 when _dictionary.Length > 0:
                data.InsertRange(at, Pick(_dictionary));
                break;
            default:
                int count = Math.Min(data.Count - at, 1 + _random.Next(8));
                for (int i = 0; i < count; i++)
                    data[at + i] = (byte)_random.Next(256);
                break;
        }
    }

    private void OverwriteNumber(List<byte> data, int at)
    {
        Span<byte> number = stackalloc byte[8];
        long value = Pick(Boundaries) + _random.Next(-1, 2);
        if (_random.Next(2) == 0)
            BinaryPrimitives.WriteInt64LittleEndian(number, value);
        else
            BinaryPrimitives.WriteInt64BigEndian(number, value);

        int size = 1 << _random.Next(4);
        ReadOnlySpan<byte> bytes = _random.Next(2) == 0 ? number[..size] : number[(8 - size)..];
        for (int i = 0; i < bytes.Length && at + i < data.Count; i++)
            data[at + i] = bytes[i];
    }

    private void Splice(List<byte> data, int at)
    {
        byte[] other = Pick(_seeds);
        if (other.Length == 0)
            return;
        int from = _random.Next(other.Length);
        data.RemoveRange(at, data.Count - at);
        data.AddRange(other.AsSpan(from));
    }

    private T Pick<T>(T[] values) => values[_random.Next(values.Length)];
}
