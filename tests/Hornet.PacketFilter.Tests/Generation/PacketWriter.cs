// SPDX-License-Identifier: Apache-2.0
namespace Hornet.PacketFilters.Tests.Generation;

/// <summary>Writes the bytes of a random packet in network order.</summary>
internal sealed class PacketWriter(Random random, ConstantPool pool)
{
    private readonly List<byte> _bytes = [];

    public Random Random => random;

    public ConstantPool Pool => pool;

    public int Length => _bytes.Count;

    /// <summary>True once in so many times.</summary>
    public bool OneIn(int times) => random.Next(times) == 0;

    public T Any<T>(IReadOnlyList<T> values) => values[random.Next(values.Count)];

    public void Byte(int value) => _bytes.Add((byte)value);

    public void Half(int value)
    {
        Byte(value >> 8);
        Byte(value);
    }

    public void Word(uint value)
    {
        Half((int)(value >> 16));
        Half((int)(value & 0xffff));
    }

    public void Bytes(ReadOnlySpan<byte> bytes) => _bytes.AddRange(bytes);

    /// <summary>Bytes that mean nothing, with some of the expression's constants among them.</summary>
    public void Noise(int count)
    {
        for (int i = 0; i < count; i++)
            Byte(OneIn(4) ? Any(pool.Bytes) : random.Next(256));
    }

    public void Set(int offset, int value)
    {
        if (offset < _bytes.Count)
            _bytes[offset] = (byte)value;
    }

    public byte Get(int offset) => _bytes[offset];

    public byte[] ToArray() => [.. _bytes];
}
