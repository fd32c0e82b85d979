// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Runtime;

/// <summary>
/// A typed view of a live map. It holds nothing of its own: several views of a map, and the map itself, may be used at once and from several
/// threads. Types stand for bytes as they lie in memory, so their layout must be that of the C type: mind the padding.
/// </summary>
public abstract class MapView
{
    private EntryWalk? _idleWalk;

    private protected MapView(BpfMap map, int keySize, int valueSize, params ReadOnlySpan<MapType> kinds)
    {
        ArgumentNullException.ThrowIfNull(map);
        Map = map;
        if (!kinds.Contains(map.Type))
            throw Mismatch($"it is of the kind {map.Type.ToText()}");
        if (keySize >= 0 && keySize != map.KeySize)
            throw Mismatch($"its keys have {map.KeySize} bytes, not {keySize}");
        if (valueSize >= 0 && valueSize != map.ValueSize)
            throw Mismatch($"its values have {map.ValueSize} bytes, not {valueSize}");
    }

    /// <summary>The map.</summary>
    public BpfMap Map { get; }

    /// <summary>A walk from the beginning: the view's own, or another while that is in use.</summary>
    internal EntryWalk TakeWalk()
    {
        EntryWalk walk = Interlocked.Exchange(ref _idleWalk, null) ?? new EntryWalk(Map);
        walk.Restart();
        return walk;
    }

    /// <summary>Keeps a walk for the next time.</summary>
    internal void GiveBack(EntryWalk walk) => Volatile.Write(ref _idleWalk, walk);

    private protected static ReadOnlySpan<byte> BytesOf<T>(ref readonly T value)
        where T : unmanaged => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value));

    private protected static Span<byte> RoomFor<T>(ref T value)
        where T : unmanaged => MemoryMarshal.AsBytes(new Span<T>(ref value));

    private protected static int SizeOf<T>()
        where T : unmanaged => Unsafe.SizeOf<T>();

    private protected BpfException Mismatch(string reason) => new($"Viewing the map '{Map.Name}' as {ViewName}: {reason}.");

    private protected MapException Failed(string operation, MapError error) => new(operation, Map.Name, error);

    private string ViewName
    {
        get
        {
            string name = GetType().Name;
            int tick = name.IndexOf('`', StringComparison.Ordinal);
            return tick < 0 ? name : $"{name[..tick]}<{string.Join(", ", GetType().GenericTypeArguments.Select(type => type.Name))}>";
        }
    }
}
