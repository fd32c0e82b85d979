// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Hornet.Bytecode;
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.Linux;

/// <summary>A typed view of a map that only the kernel has. It holds nothing of its own: several views, and the map itself, may be used at once and from several threads.</summary>
public abstract class KernelMapView
{
    private protected KernelMapView(BpfMap map, int keySize, int valueSize, params ReadOnlySpan<MapType> kinds)
    {
        ArgumentNullException.ThrowIfNull(map);
        Map = map as KernelMap ?? throw Mismatch(map, "it belongs to another host");
        if (!kinds.Contains(map.Type))
            throw Mismatch(map, $"it is of the kind {map.Type.ToText()}");
        if (keySize >= 0 && keySize != map.KeySize)
            throw Mismatch(map, $"its keys have {map.KeySize} bytes, not {keySize}");
        if (valueSize >= 0 && valueSize != map.ValueSize)
            throw Mismatch(map, $"its values have {map.ValueSize} bytes, not {valueSize}");
    }

    /// <summary>The map.</summary>
    public KernelMap Map { get; }

    private protected static ReadOnlySpan<byte> BytesOf<T>(ref readonly T value)
        where T : unmanaged => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value));

    private protected static Span<byte> RoomFor<T>(ref T value)
        where T : unmanaged => MemoryMarshal.AsBytes(new Span<T>(ref value));

    private protected static int SizeOf<T>()
        where T : unmanaged => Unsafe.SizeOf<T>();

    private protected void Check(string operation, MapError error, string? reason = null)
    {
        if (error != MapError.None)
            throw new MapException(operation, Map.Name, error, reason);
    }

    private BpfException Mismatch(BpfMap map, string reason) => new($"Viewing the map '{map.Name}' as {GetType().Name.Split('`')[0]}: {reason}.");
}
