// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>
/// The filters with BPF programs on queueing disciplines of the calling thread's network namespace. Programs that are attached by links
/// (tcx, netkit) are not among them: the kernel lists those by <c>BPF_PROG_QUERY</c>.
/// </summary>
public static class TrafficControlFilters
{
    /// <summary>The filters of every interface.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public static IReadOnlyList<TrafficControlFilter> All() => [.. NetworkLinks.All().SelectMany(Of)];

    /// <summary>The filters of one interface, wherever they hang.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public static IReadOnlyList<TrafficControlFilter> Of(NetworkLink link)
    {
        ArgumentNullException.ThrowIfNull(link);
        return [.. NetlinkTrafficControl.Parents(link.Index).SelectMany(parent => NetlinkTrafficControl.Filters(link.Index, parent))];
    }
}
