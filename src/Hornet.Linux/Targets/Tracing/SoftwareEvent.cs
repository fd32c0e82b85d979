// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>Events that the kernel itself counts (<c>enum perf_sw_ids</c>).</summary>
public enum SoftwareEvent
{
    /// <summary>The time of each CPU, from a timer; idle time is left out. Periods are nanoseconds.</summary>
    CpuClock = 0,

    /// <summary>The time a task runs. Periods are nanoseconds.</summary>
    TaskClock = 1,

    /// <summary>Page faults.</summary>
    PageFaults = 2,

    /// <summary>Switches between tasks.</summary>
    ContextSwitches = 3,

    /// <summary>Moves of a task to another CPU.</summary>
    CpuMigrations = 4,

    /// <summary>Page faults that needed no input.</summary>
    MinorFaults = 5,

    /// <summary>Page faults that waited for input.</summary>
    MajorFaults = 6,

    /// <summary>Accesses the kernel repaired since the processor cannot make them unaligned.</summary>
    AlignmentFaults = 7,

    /// <summary>Instructions the kernel emulated.</summary>
    EmulationFaults = 8,

    /// <summary>Counts nothing.</summary>
    Dummy = 9,

    /// <summary>What BPF programs emit.</summary>
    BpfOutput = 10,

    /// <summary>Switches to a task of another control group.</summary>
    CgroupSwitches = 11,
}
