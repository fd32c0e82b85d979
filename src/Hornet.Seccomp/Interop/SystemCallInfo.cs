// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.Seccomp;

/// <summary><c>struct ptrace_syscall_info</c> (linux/ptrace.h) at the entry of a call; Linux 5.3.</summary>
[StructLayout(LayoutKind.Explicit, Size = 88)]
internal unsafe struct SystemCallInfo
{
    [FieldOffset(0)] public byte Operation;
    [FieldOffset(4)] public uint Architecture;
    [FieldOffset(8)] public ulong InstructionPointer;
    [FieldOffset(24)] public ulong Number;
    [FieldOffset(32)] public fixed ulong Arguments[6];
}
