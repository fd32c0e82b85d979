// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>The limit of memory a process may lock, which kernels before 5.11 charge maps and programs to. It is usually far too small for them.</summary>
internal static unsafe class LockedMemory
{
    /// <summary>Lifts the limit for this process, where it may.</summary>
    /// <returns>Whether there is no limit now. Without the privilege the kernel says no to large maps later, which is the error to report.</returns>
    public static bool RaiseLimit()
    {
        ulong* limits = stackalloc ulong[] { ulong.MaxValue, ulong.MaxValue };
        return NativeMethods.SetLimit(NativeMethods.LockedMemoryLimit, limits) == 0;
    }
}
