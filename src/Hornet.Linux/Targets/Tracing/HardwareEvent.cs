// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>Events that processors of every kind count (<c>enum perf_hw_id</c>). Virtual machines often have none.</summary>
public enum HardwareEvent
{
    /// <summary>Cycles of the processor.</summary>
    CpuCycles = 0,

    /// <summary>Instructions that were completed.</summary>
    Instructions = 1,

    /// <summary>Accesses of a cache, usually of the last level.</summary>
    CacheReferences = 2,

    /// <summary>Those that missed.</summary>
    CacheMisses = 3,

    /// <summary>Branches that were completed.</summary>
    BranchInstructions = 4,

    /// <summary>Those that were predicted wrongly.</summary>
    BranchMisses = 5,

    /// <summary>Cycles of the bus.</summary>
    BusCycles = 6,

    /// <summary>Cycles in which the front end had nothing to issue.</summary>
    StalledCyclesFrontend = 7,

    /// <summary>Cycles in which nothing could be completed.</summary>
    StalledCyclesBackend = 8,

    /// <summary>Cycles at a fixed rate, whatever the frequency of the processor.</summary>
    ReferenceCycles = 9,
}
