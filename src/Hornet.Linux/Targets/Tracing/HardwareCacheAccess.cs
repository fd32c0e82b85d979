// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>Which accesses of a cache are counted (<c>enum perf_hw_cache_op_id</c>).</summary>
public enum HardwareCacheAccess
{
    /// <summary>Reads.</summary>
    Read = 0,

    /// <summary>Writes.</summary>
    Write = 1,

    /// <summary>Prefetches.</summary>
    Prefetch = 2,
}
