// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Seccomp;

/// <summary>How the kernel treats an installed filter (<c>SECCOMP_FILTER_FLAG_</c> of linux/seccomp.h).</summary>
[Flags]
public enum SeccompFlags
{
    /// <summary>Nothing special.</summary>
    None = 0,

    /// <summary>All threads of the process get the filter, not only the calling one (<c>TSYNC</c>).</summary>
    AllThreads = 1 << 0,

    /// <summary>All verdicts but <c>allow</c> are logged, as far as <c>/proc/sys/kernel/seccomp/actions_logged</c> lets them (<c>LOG</c>).</summary>
    Log = 1 << 1,

    /// <summary>The mitigation of speculative store bypass stays off (<c>SPEC_ALLOW</c>).</summary>
    AllowSpeculation = 1 << 2,

    /// <summary>A descriptor is made on which a supervisor hears of calls with the verdict <c>notify</c> (<c>NEW_LISTENER</c>).</summary>
    NewListener = 1 << 3,

    /// <summary>While a supervisor has a call in hand, only deadly signals interrupt it (<c>WAIT_KILLABLE_RECV</c>, Linux 5.19).</summary>
    WaitKillable = 1 << 5,
}
