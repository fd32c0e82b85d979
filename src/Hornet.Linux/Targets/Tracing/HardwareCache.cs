// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>A cache of the processor whose accesses are counted (<c>enum perf_hw_cache_id</c>).</summary>
public enum HardwareCache
{
    /// <summary>Data, first level.</summary>
    Level1Data = 0,

    /// <summary>Instructions, first level.</summary>
    Level1Instructions = 1,

    /// <summary>The last level.</summary>
    LastLevel = 2,

    /// <summary>Translations of data addresses.</summary>
    DataTranslation = 3,

    /// <summary>Translations of code addresses.</summary>
    InstructionTranslation = 4,

    /// <summary>Branch prediction.</summary>
    BranchPrediction = 5,

    /// <summary>Accesses to memory of this and other nodes.</summary>
    Node = 6,
}
