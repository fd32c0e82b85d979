// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using Hornet.Bytecode.Classic;
using Hornet.Linux;
using Microsoft.Win32.SafeHandles;

namespace Hornet.Seccomp;

/// <summary>
/// Installs filters on this process. A filter stays until the process ends and goes over to the programs it starts; filters that are installed later
/// are asked as well, and the strictest answer counts.
/// </summary>
public static class SeccompInstaller
{
    private const int SetModeFilter = 1;

    /// <summary>
    /// Installs a program on the calling thread, or with <see cref="SeccompFlags.AllThreads"/> on all threads of the process. The runtime's own threads make calls at
    /// any time (<c>futex</c>, <c>mmap</c>, <c>madvise</c>, …): a policy for them has to allow those.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="flags">How the kernel treats it.</param>
    /// <param name="keepsPrivileges">
    /// Whether <c>no_new_privs</c> is left as it is. It is set otherwise, because the kernel takes filters without it only from a process with CAP_SYS_ADMIN.
    /// </param>
    /// <returns>The descriptor on which a supervisor listens, with <see cref="SeccompFlags.NewListener"/>; null without.</returns>
    /// <exception cref="SystemCallException">The kernel refuses.</exception>
    public static SafeFileHandle? Install(SeccompProgram program, SeccompFlags flags = SeccompFlags.AllThreads, bool keepsPrivileges = false)
    {
        ArgumentNullException.ThrowIfNull(program);
        if (!keepsPrivileges)
            SetNoNewPrivileges();
        long result = Set(program, flags);
        return flags.HasFlag(SeccompFlags.NewListener) ? new SafeFileHandle((nint)result, ownsHandle: true) : null;
    }

    /// <summary>Compiles a policy and installs it on all threads of the process, with the policy's flags.</summary>
    /// <param name="policy">The policy.</param>
    /// <exception cref="SystemCallException">The kernel refuses.</exception>
    public static void Install(this SeccompPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        Install(policy.Compile(), policy.Flags | SeccompFlags.AllThreads);
    }

    /// <summary>The number of the seccomp call, once its architecture is known to have one.</summary>
    internal static long SeccompNumber => SeccompArchitecture.Current.TryGetCall("seccomp", out SystemCall? call) ? call.Number : throw new PlatformNotSupportedException();

    internal static void SetNoNewPrivileges()
    {
        if (NativeMethods.ProcessControl(NativeMethods.SetNoNewPrivileges, 1, 0, 0, 0) != 0)
            throw new SystemCallException("installing the filter", "prctl(PR_SET_NO_NEW_PRIVS)", Marshal.GetLastPInvokeError());
    }

    private static unsafe long Set(SeccompProgram program, SeccompFlags flags)
    {
        ImmutableArray<ClassicInstruction> instructions = program.Instructions;
        fixed (ClassicInstruction* first = instructions.AsSpan())
        {
            var filter = new ClassicFilterProgram { Length = (ushort)instructions.Length, Instructions = first };
            long result = NativeMethods.SystemCall(SeccompNumber, SetModeFilter, (long)flags, &filter);
            if (result < 0)
                throw Refusal(Marshal.GetLastPInvokeError(), flags);

            // Threads that have other filters cannot be brought to this one; the answer is the identity of the first of them.
            if (result > 0 && !flags.HasFlag(SeccompFlags.NewListener))
            {
                throw new SystemCallException(
                    "installing the filter on all threads", "seccomp(TSYNC)", NativeMethods.Invalid, string.Create(CultureInfo.InvariantCulture, $"thread {result} has filters of its own"));
            }

            return result;
        }
    }

    private static SystemCallException Refusal(int errno, SeccompFlags flags)
    {
        string hint = errno switch
        {
            NativeMethods.AccessDenied => "without no_new_privs only a process with CAP_SYS_ADMIN may install filters",
            NativeMethods.Invalid => $"this kernel does not know the flags ({flags}) or was built without CONFIG_SECCOMP_FILTER",
            12 => "the filters of a process together may have 32,768 instructions",
            16 => "another filter has a listener already, and there can be one",
            _ => "",
        };
        return new SystemCallException("installing the filter", "seccomp(SECCOMP_SET_MODE_FILTER)", errno, hint);
    }
}
