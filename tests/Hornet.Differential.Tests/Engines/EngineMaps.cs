// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Collections.Immutable;
using Hornet.Objects;

namespace Hornet.Differential.Tests.Engines;

/// <summary>The maps of random programs.</summary>
internal static class EngineMaps
{
    /// <summary>The map whose only value is working memory.</summary>
    public const string Work = "work";

    /// <summary>The prog array, where each program is at its number.</summary>
    public const string Programs = "programs";

    /// <summary>The ring buffer.</summary>
    public const string Ring = "ring";

    /// <summary>Maps with keys of four or eight bytes and values that may be looked up.</summary>
    public static ImmutableArray<MapSpec> Keyed { get; } =
    [
        new() { Name = "array", Type = MapType.Array, KeySize = 4, ValueSize = 32, MaxEntries = 5 },
        new() { Name = "percpu", Type = MapType.PerCpuArray, KeySize = 4, ValueSize = 16, MaxEntries = 3 },
        new() { Name = "hash4", Type = MapType.Hash, KeySize = 4, ValueSize = 16, MaxEntries = 8 },
        new() { Name = "hash8", Type = MapType.Hash, KeySize = 8, ValueSize = 24, MaxEntries = 8 },
        new() { Name = "lru", Type = MapType.LruHash, KeySize = 4, ValueSize = 8, MaxEntries = 512 },
    ];

    /// <summary>The name of a program of an object.</summary>
    public static string ProgramName(int number) => $"program{number}";

    /// <summary>All maps for an object of some programs; the prog array has one entry more than there are programs.</summary>
    public static ImmutableArray<MapSpec> For(int programs) =>
    [
        .. Keyed,
        new() { Name = Work, Type = MapType.Array, KeySize = 4, ValueSize = 512, MaxEntries = 1 },
        new() { Name = Ring, Type = MapType.RingBuffer, MaxEntries = 16384 },
        new()
        {
            Name = Programs,
            Type = MapType.ProgramArray,
            KeySize = 4,
            ValueSize = 4,
            MaxEntries = (uint)programs + 1,
            InitialValues = [.. Enumerable.Range(0, programs).Select(number => new MapInitialValue(Key(number), MapInitialValueKind.Program, [], ProgramName(number)))],
        },
    ];

    private static ImmutableArray<byte> Key(int number)
    {
        byte[] key = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(key, number);
        return [.. key];
    }
}
