// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Runtime;

/// <summary>A view of a <c>BPF_MAP_TYPE_ARRAY_OF_MAPS</c> or <c>BPF_MAP_TYPE_HASH_OF_MAPS</c>.</summary>
/// <typeparam name="TKey">A type with the layout of the map's key; <see cref="uint"/> for arrays.</typeparam>
public sealed class MapOfMaps<TKey> : MapView
    where TKey : unmanaged
{
    /// <summary>Views a map.</summary>
    /// <exception cref="Bytecode.BpfException">The map is of another kind, or its keys have another size.</exception>
    public MapOfMaps(BpfMap map)
        : base(map, SizeOf<TKey>(), -1, MapType.ArrayOfMaps, MapType.HashOfMaps)
    {
    }

    /// <summary>Puts a map in. It stays alive as long as it is there, also when its own view is disposed.</summary>
    /// <param name="key">The key.</param>
    /// <param name="inner">A map of the same host that is like the template: of the same kind, sizes and flags.</param>
    /// <param name="flags">What the update expects.</param>
    /// <exception cref="MapException">The map refused; <see cref="MapError.Invalid"/> when the inner map is not like the template.</exception>
    public void Set(TKey key, BpfMap inner, MapUpdateFlags flags = MapUpdateFlags.Any)
    {
        ArgumentNullException.ThrowIfNull(inner);
        MapError error = Map.TryUpdateMap(BytesOf(in key), inner, flags);
        if (error != MapError.None)
            throw Failed("Updating", error);
    }

    /// <summary>Opens the map that a key holds.</summary>
    /// <returns>A view that the caller disposes, or null when there is none.</returns>
    /// <exception cref="MapException">The map refused.</exception>
    public BpfMap? Open(TKey key) => Map.OpenMap(BytesOf(in key));

    /// <summary>Takes a map out.</summary>
    /// <returns>False when there was none.</returns>
    /// <exception cref="MapException">The map refused for another reason.</exception>
    public bool Remove(TKey key) => Map.Delete(BytesOf(in key));
}

/// <summary>A view of a <c>BPF_MAP_TYPE_PROG_ARRAY</c>: the programs that tail calls go to.</summary>
public sealed class ProgramArray : MapView
{
    /// <summary>Views a map.</summary>
    /// <exception cref="Bytecode.BpfException">The map is of another kind.</exception>
    public ProgramArray(BpfMap map)
        : base(map, sizeof(uint), -1, MapType.ProgramArray)
    {
    }

    /// <summary>Puts a program in.</summary>
    /// <param name="index">The slot.</param>
    /// <param name="program">A program of the same host.</param>
    /// <exception cref="MapException">The map refused.</exception>
    public void Set(uint index, LoadedProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        MapError error = Map.TryUpdateProgram(BytesOf(in index), program);
        if (error != MapError.None)
            throw Failed("Updating", error);
    }

    /// <summary>Empties a slot.</summary>
    /// <returns>False when it was empty.</returns>
    /// <exception cref="MapException">The map refused for another reason.</exception>
    public bool Remove(uint index) => Map.Delete(BytesOf(in index));
}
