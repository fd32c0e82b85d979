// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>
/// Turns on the kernel's statistics of programs (<c>BPF_ENABLE_STATS</c>, Linux 5.8): how often each runs and for how long. They cost some
/// nanoseconds a run, and are off again when the last of these is disposed, in whichever process.
/// </summary>
public sealed class KernelStatistics : IDisposable
{
    private readonly BpfHandle _handle;

    private KernelStatistics(BpfHandle handle) => _handle = handle;

    /// <summary>Turns the statistics on until the result is disposed.</summary>
    /// <param name="type">Which statistics.</param>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public static KernelStatistics Enable(StatsType type = StatsType.RunTime)
    {
        var attributes = new EnableStatsAttributes { Type = (uint)type };
        return new KernelStatistics(BpfSyscall.Open("turning on the statistics of programs", BpfCommand.EnableStats, ref attributes));
    }

    /// <summary>Lets go: the statistics stop when nobody else wants them.</summary>
    public void Dispose() => _handle.Dispose();
}
