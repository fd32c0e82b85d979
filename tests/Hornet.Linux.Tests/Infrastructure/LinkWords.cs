// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.Linux.Tests.Infrastructure;

/// <summary>What the kernel says of a link behind its type, number and program (<c>struct bpf_link_info</c>), as 32-bit words.</summary>
internal static class LinkWords
{
    private const int HeaderWords = 4;

    public static uint[] Read(BpfLink link)
    {
        Info info = BpfSyscall.Info<Info>("asking about a link", link.Handle);
        return MemoryMarshal.Cast<Info, uint>(MemoryMarshal.CreateReadOnlySpan(in info, 1))[HeaderWords..].ToArray();
    }

    /// <summary>The number of a link.</summary>
    public static uint IdOf(BpfLink link)
    {
        Info info = BpfSyscall.Info<Info>("asking about a link", link.Handle);
        return MemoryMarshal.Cast<Info, uint>(MemoryMarshal.CreateReadOnlySpan(in info, 1))[1];
    }

    [StructLayout(LayoutKind.Sequential, Size = 64)]
    private struct Info;
}
