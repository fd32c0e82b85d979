// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Objects;

// Which map types go with which helpers. The kernel asks both ways: most maps are for some helpers only, and some helpers for some maps only.
public static partial class Helpers
{
    /// <summary>
    /// Whether a helper takes a map of a type. What the map itself does with the call is another matter: an array takes
    /// <c>map_delete_elem</c> and answers with an error. Updating a map of sockets depends on the program, too
    /// (<see cref="MayUpdateSockets"/>).
    /// </summary>
    /// <param name="id">A helper that has a map among its arguments.</param>
    /// <param name="mapType">The type of the map.</param>
    public static bool IsAllowedWith(HelperId id, MapType mapType) => TakesMap(id, mapType) && IsForMap(id, mapType);

    /// <summary>Whether a program may update (<c>map_update_elem</c>) or delete from a map of sockets.</summary>
    /// <param name="id">The helper.</param>
    /// <param name="programType">The program's type.</param>
    /// <param name="attachType">The program's hook, where it has one.</param>
    public static bool MayUpdateSockets(HelperId id, ProgramType programType, AttachType? attachType = null) => programType switch
    {
        ProgramType.Tracing => attachType == AttachType.TraceIterator,
        ProgramType.SockOperations => id == HelperId.MapDeleteElement,
        ProgramType.SocketFilter or ProgramType.SchedulerClassifier or ProgramType.SchedulerAction or ProgramType.Xdp
            or ProgramType.SkReuseport or ProgramType.FlowDissector or ProgramType.SkLookup => true,
        _ => false,
    };

    /// <summary>The map's side: what may be done with it.</summary>
    private static bool TakesMap(HelperId id, MapType mapType) => mapType switch
    {
        MapType.ProgramArray => id is HelperId.TailCall,
        MapType.PerfEventArray => id is HelperId.PerfEventRead or HelperId.PerfEventOutput or HelperId.PerfEventReadValue or HelperId.SkbOutput
            or HelperId.XdpOutput,
        MapType.RingBuffer => id is HelperId.RingBufferOutput or HelperId.RingBufferReserve or HelperId.RingBufferQuery
            or HelperId.RingBufferReserveDynptr,
        MapType.UserRingBuffer => id is HelperId.UserRingBufferDrain,
        MapType.StackTrace => id is HelperId.GetStackId,
        MapType.CgroupArray => id is HelperId.SkbUnderCgroup or HelperId.CurrentTaskUnderCgroup,
        MapType.CgroupStorageDeprecated or MapType.PerCpuCgroupStorageDeprecated => id is HelperId.GetLocalStorage,
        MapType.DeviceMap or MapType.DeviceMapHash or MapType.XskMap => id is HelperId.RedirectMap or HelperId.MapLookupElement,
        MapType.CpuMap => id is HelperId.RedirectMap,
        MapType.ArrayOfMaps or MapType.HashOfMaps => id is HelperId.MapLookupElement,
        MapType.SockMap => IsForSockets(id) || id is HelperId.SkRedirectMap or HelperId.SockMapUpdate or HelperId.MessageRedirectMap,
        MapType.SockHash => IsForSockets(id) || id is HelperId.SkRedirectHash or HelperId.SockHashUpdate or HelperId.MessageRedirectHash,
        MapType.ReuseportSockArray => id is HelperId.SkSelectReuseport,
        MapType.Queue or MapType.Stack => id is HelperId.MapPeekElement or HelperId.MapPopElement or HelperId.MapPushElement,
        MapType.BloomFilter => id is HelperId.MapPeekElement or HelperId.MapPushElement,
        MapType.SkStorage => id is HelperId.SkStorageGet or HelperId.SkStorageDelete,
        MapType.InodeStorage => id is HelperId.InodeStorageGet or HelperId.InodeStorageDelete,
        MapType.TaskStorage => id is HelperId.TaskStorageGet or HelperId.TaskStorageDelete,
        MapType.CgroupStorage => id is HelperId.CgroupStorageGet or HelperId.CgroupStorageDelete,
        _ => true,
    };

    private static bool IsForSockets(HelperId id) =>
        id is HelperId.MapLookupElement or HelperId.MapUpdateElement or HelperId.MapDeleteElement or HelperId.SkSelectReuseport;

    /// <summary>The helper's side: what it works on.</summary>
    private static bool IsForMap(HelperId id, MapType mapType) => id switch
    {
        HelperId.TailCall => mapType is MapType.ProgramArray,
        HelperId.PerfEventRead or HelperId.PerfEventOutput or HelperId.PerfEventReadValue or HelperId.SkbOutput or HelperId.XdpOutput =>
            mapType is MapType.PerfEventArray,
        HelperId.RingBufferOutput or HelperId.RingBufferReserve or HelperId.RingBufferQuery or HelperId.RingBufferReserveDynptr =>
            mapType is MapType.RingBuffer,
        HelperId.UserRingBufferDrain => mapType is MapType.UserRingBuffer,
        HelperId.GetStackId => mapType is MapType.StackTrace,
        HelperId.CurrentTaskUnderCgroup or HelperId.SkbUnderCgroup => mapType is MapType.CgroupArray,
        HelperId.RedirectMap => mapType is MapType.DeviceMap or MapType.DeviceMapHash or MapType.CpuMap or MapType.XskMap,
        HelperId.SkRedirectMap or HelperId.MessageRedirectMap or HelperId.SockMapUpdate => mapType is MapType.SockMap,
        HelperId.SkRedirectHash or HelperId.MessageRedirectHash or HelperId.SockHashUpdate => mapType is MapType.SockHash,
        HelperId.GetLocalStorage => mapType is MapType.CgroupStorageDeprecated or MapType.PerCpuCgroupStorageDeprecated,
        HelperId.SkSelectReuseport => mapType is MapType.ReuseportSockArray or MapType.SockMap or MapType.SockHash,
        HelperId.MapPopElement => mapType is MapType.Queue or MapType.Stack,
        HelperId.MapPeekElement or HelperId.MapPushElement => mapType is MapType.Queue or MapType.Stack or MapType.BloomFilter,
        HelperId.MapLookupPerCpuElement => mapType is MapType.PerCpuArray or MapType.PerCpuHash or MapType.LruPerCpuHash,
        HelperId.SkStorageGet or HelperId.SkStorageDelete => mapType is MapType.SkStorage,
        HelperId.InodeStorageGet or HelperId.InodeStorageDelete => mapType is MapType.InodeStorage,
        HelperId.TaskStorageGet or HelperId.TaskStorageDelete => mapType is MapType.TaskStorage,
        HelperId.CgroupStorageGet or HelperId.CgroupStorageDelete => mapType is MapType.CgroupStorage,
        _ => true,
    };
}
