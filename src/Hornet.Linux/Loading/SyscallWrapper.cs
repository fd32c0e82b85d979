// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.Linux;

/// <summary>Whether functions of system calls take their arguments in a structure of registers, under a name with the machine's prefix (CONFIG_ARCH_HAS_SYSCALL_WRAPPER).</summary>
internal static class SyscallWrapper
{
    /// <summary>The prefix of these names, for example <c>__x64_</c>; empty on machines without.</summary>
    public static string Prefix { get; } = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => "__x64_",
        Architecture.Arm64 => "__arm64_",
        _ => "",
    };

    /// <summary>Whether the running kernel does so.</summary>
    public static bool IsUsed => Prefix.Length > 0 && KernelSymbols.Current.Contains(Prefix + "sys_bpf");
}
