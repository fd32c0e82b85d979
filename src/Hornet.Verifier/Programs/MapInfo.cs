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

    /// <summary>What a frozen read-only map holds, whose values are constants to the verifier; null for others.</summary>
    public ReadOnlyMemory<byte>? Constants { get; init; }

    /// <summary>Whether programs may not write values (<c>BPF_F_RDONLY_PROG</c>).</summary>
    public bool IsReadOnlyForPrograms => Spec.IsReadOnlyData || (Spec.Flags & (uint)MapCreateFlags.ReadOnlyProgram) != 0;

    /// <summary>Whether programs may not read values (<c>BPF_F_WRONLY_PROG</c>).</summary>
    public bool IsWriteOnlyForPrograms => (Spec.Flags & (uint)MapCreateFlags.WriteOnlyProgram) != 0;
}
