// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>All maps of this kernel, whoever made them. Takes CAP_SYS_ADMIN.</summary>
public static class KernelMaps
{
    private const string Doing = "listing the maps of the kernel";

    /// <summary>The numbers of all maps, ascending, read as the enumeration goes on.</summary>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public static IEnumerable<uint> Ids() => KernelIdentities.All(BpfCommand.MapGetNextId, Doing);

    /// <summary>All maps, each opened as the enumeration reaches it, for the caller to dispose; those that vanish meanwhile are left out.</summary>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public static IEnumerable<KernelMap> All()
    {
        foreach (uint id in Ids())
        {
            if (KernelIdentities.TryOpen(BpfCommand.MapGetFileDescriptorById, id, Doing) is { } handle)
                yield return KernelMap.Opened(handle);
        }
    }
}
