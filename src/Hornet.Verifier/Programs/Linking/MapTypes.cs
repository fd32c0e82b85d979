// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>The types of a map's keys and values, as far as the kernel takes them.</summary>
/// <remarks>A kernel that refuses to create a map with its types is asked again without, as loaders do: the map then has no special fields.</remarks>
internal static class MapTypes
{
    /// <summary>The special fields of a map's values.</summary>
    /// <param name="spec">The map.</param>
    /// <param name="btfs">The BTFs; the map's types are in the program's.</param>
    /// <param name="isTyped">Whether the kernel creates the map with its types.</param>
    public static RecordFields? Find(MapSpec spec, BtfSet btfs, out bool isTyped)
    {
        isTyped = false;
        if (btfs.ProgramBtf is not { } btf || spec.ValueTypeId == 0 || !TakesTypes(spec.Type) || !HasRightSizes(spec, btf))
            return null;
        try
        {
            RecordFields? fields = RecordParser.Parse(btfs, BtfSet.Program, spec.ValueTypeId, (int)spec.ValueSize);
            isTyped = fields is null || AreAllowed(fields, spec);
            return isTyped ? fields : null;
        }
        catch (Refusal)
        {
            // Not the program's fault: the kernel refuses these types for the map, and the loader creates it without them.
            return null;
        }
    }

    private static bool TakesTypes(MapType type) => type is not (MapType.PerfEventArray or MapType.CgroupArray or MapType.StackTrace or MapType.ArrayOfMaps
        or MapType.HashOfMaps or MapType.DeviceMap or MapType.DeviceMapHash or MapType.CpuMap or MapType.XskMap or MapType.SockMap or MapType.SockHash
        or MapType.Queue or MapType.Stack or MapType.Arena or MapType.RingBuffer or MapType.UserRingBuffer or MapType.StructOperations or MapType.ProgramArray);

    private static bool HasRightSizes(MapSpec spec, Btf btf)
    {
        if (btf.KindOf(spec.ValueTypeId) == BtfKind.DataSection)
            return spec.Type == MapType.Array && spec.KeyTypeId == 0;
        return spec.KeyTypeId != 0 && btf.TryGetSize(spec.KeyTypeId, out long keySize) && keySize == spec.KeySize
            && btf.TryGetSize(spec.ValueTypeId, out long valueSize) && valueSize == spec.ValueSize;
    }

    private static bool AreAllowed(RecordFields fields, MapSpec spec)
    {
        const MapCreateFlags Protected = MapCreateFlags.ReadOnlyProgram | MapCreateFlags.WriteOnlyProgram;
        return (spec.Flags & (uint)Protected) == 0 && !spec.IsReadOnlyData && fields.All.All(field => IsAllowed(field.Kind, spec.Type));
    }

    private static bool IsAllowed(SpecialFieldKind kind, MapType type) => kind switch
    {
        SpecialFieldKind.SpinLock or SpecialFieldKind.ResilientSpinLock => type is MapType.Hash or MapType.Array or MapType.CgroupStorageDeprecated
            or MapType.SkStorage or MapType.InodeStorage or MapType.TaskStorage or MapType.CgroupStorage,
        SpecialFieldKind.Timer or SpecialFieldKind.WorkQueue or SpecialFieldKind.TaskWork or SpecialFieldKind.ListHead or SpecialFieldKind.TreeRoot =>
            type is MapType.Hash or MapType.LruHash or MapType.Array,
        SpecialFieldKind.UntrustedKptr or SpecialFieldKind.ReferencedKptr or SpecialFieldKind.PerCpuKptr or SpecialFieldKind.ReferenceCount =>
            type is MapType.Hash or MapType.PerCpuHash or MapType.LruHash or MapType.LruPerCpuHash or MapType.Array or MapType.PerCpuArray
                or MapType.SkStorage or MapType.InodeStorage or MapType.TaskStorage or MapType.CgroupStorage,
        SpecialFieldKind.UserPointer => type == MapType.TaskStorage,
        _ => false,
    };
}
