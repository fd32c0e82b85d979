// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.Linux;

/// <summary><c>struct perf_event_attr</c> (linux/perf_event.h), up to its seventh published size.</summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
internal unsafe struct PerfEventAttributes
{
    /// <summary>Bits of <see cref="Flags"/>, in the order of the bit fields of the header.</summary>
    public const ulong Disabled = 1, Inherit = 1 << 1, ExcludeUser = 1 << 4, ExcludeKernel = 1 << 5, ExcludeHypervisor = 1 << 6, Frequency = 1 << 10;

    /// <summary>Which unit counts: one of <c>enum perf_type_id</c>, or what its <c>type</c> file in sysfs says.</summary>
    [FieldOffset(0)] public uint Type;
    [FieldOffset(4)] public uint Size;
    [FieldOffset(8)] public ulong Config;

    /// <summary>A sample every so many events, or with <see cref="Frequency"/> so many samples a second.</summary>
    [FieldOffset(16)] public ulong SamplePeriod;
    [FieldOffset(24)] public ulong SampleType;
    [FieldOffset(32)] public ulong ReadFormat;
    [FieldOffset(40)] public ulong Flags;

    /// <summary>How many samples wake a reader up.</summary>
    [FieldOffset(48)] public uint WakeupEvents;

    /// <summary>What a breakpoint waits for (<c>HW_BREAKPOINT_R</c> and its siblings).</summary>
    [FieldOffset(52)] public uint BreakpointType;

    /// <summary>The name of a function or the path of a file, for kprobes and uprobes; the address of a breakpoint; more settings of a unit.</summary>
    [FieldOffset(56)] public void* Text;
    [FieldOffset(56)] public ulong Config1;

    /// <summary>The distance from the function or the start of the file, or the address; the length of a breakpoint; more settings of a unit.</summary>
    [FieldOffset(64)] public ulong Config2;
}
