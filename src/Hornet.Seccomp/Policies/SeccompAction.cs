// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Seccomp;

/// <summary>What the kernel does with a system call, by <c>SECCOMP_RET_*</c> of linux/seccomp.h; the lower 16 bits of the return value are its data.</summary>
public enum SeccompAction : uint
{
    /// <summary>Ends the process.</summary>
    KillProcess = 0x8000_0000,

    /// <summary>Ends the thread.</summary>
    KillThread = 0,

    /// <summary>Sends <c>SIGSYS</c>.</summary>
    Trap = 0x0003_0000,

    /// <summary>Fails with the errno in the data.</summary>
    Errno = 0x0005_0000,

    /// <summary>Asks a supervisor over a notification descriptor.</summary>
    UserNotification = 0x7fc0_0000,

    /// <summary>Tells a tracer, with the data.</summary>
    Trace = 0x7ff0_0000,

    /// <summary>Allows and logs it.</summary>
    Log = 0x7ffc_0000,

    /// <summary>Allows it.</summary>
    Allow = 0x7fff_0000,
}
