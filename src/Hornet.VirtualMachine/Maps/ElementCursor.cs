// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>Where a walk over a map's entries is. Starts as <c>default</c>; lives on a stack.</summary>
internal unsafe ref struct ElementCursor
{
    /// <summary>What the kind of map needs to go on.</summary>
    public ulong Position;

    /// <summary>The entry to go on with, where the kind of map fixes that before the callback runs, because the callback may delete the current one.</summary>
    public uint Next;

    /// <summary>The index of the entry, for array-like maps; <see cref="Key"/> is null there.</summary>
    public uint Index;

    /// <summary>The entry's key, or null for array-like maps, whose key is <see cref="Index"/>.</summary>
    public byte* Key;

    /// <summary>The entry's value, where programs may touch it.</summary>
    public byte* Value;
}
