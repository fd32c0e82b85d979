// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>A map as the verifier knows it.</summary>
internal sealed class MapInfo
{
    /// <summary>The map's place in <see cref="VerifiedProgram.Maps"/>.</summary>
    public required int Index { get; init; }

    /// <summary>The map as the object declares it, capacity as it will be loaded.</summary>
    public required MapSpec Spec { get; init; }

    /// <summary>The kind of map.</summary>
    public MapType Type => Spec.Type;

    /// <summary>Bytes of a key.</summary>
    public int KeySize => (int)Spec.KeySize;

    /// <summary>Bytes of a value.</summary>
    public int ValueSize => (int)Spec.ValueSize;

    /// <summary>The map's name.</summary>
    public string Name => Spec.Name;

    /// <summary>Whether it is made with the types of its keys and values, by which its special fields are found.</summary>
    public bool HasTypes => Spec.KeyTypeId != 0 || Spec.ValueTypeId != 0;

    /// <summary>For a map of maps: the shape of its inner maps; otherwise null.</summary>
    public MapInfo? Inner { get; init; }

    /// <summary>The special fields of a value: locks, timers, kernel pointers, collections; null for a value without.</summary>
    public RecordFields? Fields { get; init; }

    /// <summary>What a frozen read-only map holds, whose values are constants to the verifier; null for others. <see cref="TryReadConstant"/> reads it.</summary>
    public ReadOnlyMemory<byte>? Constants { get; init; }

    /// <summary>Which bytes of <see cref="Constants"/> are known: of the kernel's configuration only some are. Null where all are.</summary>
    public bool[]? KnownConstants { get; init; }

    /// <summary>Whether programs may not write values (<c>BPF_F_RDONLY_PROG</c>): of maps of devices they see the kernel's own.</summary>
    public bool IsReadOnlyForPrograms =>
        Spec.IsReadOnlyData || (Spec.Flags & (uint)MapCreateFlags.ReadOnlyProgram) != 0 || Type is MapType.DeviceMap or MapType.DeviceMapHash;

    /// <summary>Whether programs may not read values (<c>BPF_F_WRONLY_PROG</c>).</summary>
    public bool IsWriteOnlyForPrograms => (Spec.Flags & (uint)MapCreateFlags.WriteOnlyProgram) != 0;

    /// <summary>Reads a number that is a constant to the verifier.</summary>
    /// <param name="offset">Its place in the value.</param>
    /// <param name="size">Its bytes: 1, 2, 4 or 8.</param>
    /// <param name="value">The number, without sign.</param>
    /// <returns>Whether the map is frozen and read-only, and the number known.</returns>
    public bool TryReadConstant(long offset, int size, out ulong value)
    {
        value = 0;
        if (Constants is not { } constants || offset < 0 || offset + size > constants.Length)
            return false;
        if (KnownConstants is { } known && known.AsSpan((int)offset, size).Contains(false))
            return false;
        ReadOnlySpan<byte> bytes = constants.Span.Slice((int)offset, size);
        for (int i = size - 1; i >= 0; i--)
            value = (value << 8) | bytes[i];
        return true;
    }
}
