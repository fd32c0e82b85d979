// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.Seccomp;

/// <summary><c>struct seccomp_notif</c> (linux/seccomp.h).</summary>
[StructLayout(LayoutKind.Explicit, Size = 80)]
internal unsafe struct NotificationData
{
    [FieldOffset(0)] public ulong Id;
    [FieldOffset(8)] public uint ProcessId;
    [FieldOffset(16)] public uint Number;
    [FieldOffset(20)] public uint Architecture;
    [FieldOffset(24)] public ulong InstructionPointer;
    [FieldOffset(32)] public fixed ulong Arguments[6];
}

/// <summary><c>struct seccomp_notif_resp</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 24)]
internal struct NotificationResponse
{
    [FieldOffset(0)] public ulong Id;
    [FieldOffset(8)] public long Value;
    [FieldOffset(16)] public int Error;
    [FieldOffset(20)] public uint Flags;
}

/// <summary><c>struct seccomp_notif_addfd</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 24)]
internal struct NotificationDescriptor
{
    [FieldOffset(0)] public ulong Id;
    [FieldOffset(8)] public uint Flags;
    [FieldOffset(12)] public uint Source;
    [FieldOffset(16)] public uint Target;
    [FieldOffset(20)] public uint TargetFlags;
}
