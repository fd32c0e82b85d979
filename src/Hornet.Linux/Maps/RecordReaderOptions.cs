// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>How the buffers of a perf event array are made. Ring buffers have their size from their definition, and their programs decide when to wake.</summary>
public sealed record RecordReaderOptions
{
    /// <summary>The size of each CPU's buffer in pages of memory; a power of two. Default: 64.</summary>
    public int PagesPerCpu { get; init; } = 64;

    /// <summary>How many records of a CPU wake those who wait. Default: 1.</summary>
    public int WakeupRecords { get; init; } = 1;

    /// <summary>How many bytes of a CPU's buffer wake those who wait, instead of <see cref="WakeupRecords"/>; 0 counts records. Default: 0.</summary>
    public int WakeupBytes { get; init; }

    /// <summary>Throws when a value makes no sense.</summary>
    internal RecordReaderOptions Checked()
    {
        if (PagesPerCpu <= 0 || !int.IsPow2(PagesPerCpu))
            throw new ArgumentException($"Opening a reader of a perf event array: a buffer has a power of two of pages, not {PagesPerCpu}.");
        ArgumentOutOfRangeException.ThrowIfLessThan(WakeupRecords, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(WakeupBytes);
        return this;
    }
}
