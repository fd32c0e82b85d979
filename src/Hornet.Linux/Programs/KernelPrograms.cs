// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>All programs of this kernel, whoever loaded them. Takes CAP_SYS_ADMIN.</summary>
public static class KernelPrograms
{
    private const string Doing = "listing the programs of the kernel";

    /// <summary>The numbers of all programs, ascending, read as the enumeration goes on.</summary>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public static IEnumerable<uint> Ids() => KernelIdentities.All(BpfCommand.ProgramGetNextId, Doing);

    /// <summary>All programs, each opened as the enumeration reaches it, for the caller to dispose; those that vanish meanwhile are left out.</summary>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public static IEnumerable<KernelProgram> All()
    {
        foreach (uint id in Ids())
        {
            if (KernelIdentities.TryOpen(BpfCommand.ProgramGetFileDescriptorById, id, Doing) is { } handle)
                yield return KernelProgram.Opened(handle);
        }
    }
}
