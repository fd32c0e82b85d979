// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>All BPF links of this kernel, whoever made them. Takes CAP_SYS_ADMIN. Attachments that are no links are not among them.</summary>
public static class KernelLinks
{
    private const string Doing = "listing the links of the kernel";

    /// <summary>The numbers of all links, ascending, read as the enumeration goes on.</summary>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public static IEnumerable<uint> Ids() => KernelIdentities.All(BpfCommand.LinkGetNextId, Doing);

    /// <summary>All links, each opened as the enumeration reaches it, for the caller to dispose; those that vanish meanwhile are left out.</summary>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public static IEnumerable<BpfLink> All()
    {
        foreach (uint id in Ids())
        {
            if (KernelIdentities.TryOpen(BpfCommand.LinkGetFileDescriptorById, id, Doing) is { } handle)
                yield return BpfLink.Opened(handle);
        }
    }
}
