// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.Linux;

/// <summary>A view of a map whose values belong to objects of the kernel and go with them. This side names an object by a descriptor.</summary>
/// <typeparam name="T">A type with the layout of the map's value.</typeparam>
public abstract class LocalStorage<T> : KernelMapView
    where T : unmanaged
{
    private protected LocalStorage(BpfMap map, MapType kind)
        : base(map, sizeof(int), SizeOf<T>(), kind)
    {
    }

    /// <summary>Copies the value of an object.</summary>
    /// <param name="owner">A descriptor of the object.</param>
    /// <param name="value">The value.</param>
    /// <returns>False when the object has none.</returns>
    /// <exception cref="MapException">The map refused; <see cref="MapError.BadDescriptor"/> when the descriptor is of something else.</exception>
    public bool TryGetValue(SafeHandle owner, out T value)
    {
        value = default;
        return Map.LookupOf(owner, RoomFor(ref value));
    }

    /// <summary>Gives an object a value, or replaces it.</summary>
    /// <param name="owner">A descriptor of the object.</param>
    /// <param name="value">The value.</param>
    /// <param name="flags">What the update expects.</param>
    /// <exception cref="MapException">The map refused; <see cref="MapError.BadDescriptor"/> when the descriptor is of something else.</exception>
    public void Set(SafeHandle owner, T value, MapUpdateFlags flags = MapUpdateFlags.Any) =>
        Check("Updating", Map.TryUpdateOf(owner, BytesOf(in value), flags));

    /// <summary>Takes the value of an object away.</summary>
    /// <param name="owner">A descriptor of the object.</param>
    /// <returns>False when the object has none.</returns>
    /// <exception cref="MapException">The map refused; <see cref="MapError.BadDescriptor"/> when the descriptor is of something else.</exception>
    public bool Remove(SafeHandle owner) => Map.DeleteOf(owner);
}
