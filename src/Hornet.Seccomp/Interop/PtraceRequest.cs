// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Seccomp;

/// <summary>Requests, options and events of ptrace(2) (linux/ptrace.h).</summary>
internal static class PtraceRequest
{
    public const long Detach = 17, System = 24, Seize = 0x4206, Interrupt = 0x4207, Listen = 0x4208, SeccompGetFilter = 0x420c, SeccompGetMetadata = 0x420d, GetSystemCallInfo = 0x420e;

    public const int OptionSystemGood = 1, OptionFork = 2, OptionVfork = 4, OptionClone = 8, OptionExec = 16, OptionExitKill = 0x10_0000;

    public const int EventExec = 4, EventStop = 128;

    public const byte EntryStop = 1;
}
