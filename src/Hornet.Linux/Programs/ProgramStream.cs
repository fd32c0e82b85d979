// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>What a program writes for whoever reads it (Linux 6.17): <c>bpf_stream_vprintk</c>, and the kernel's own reports.</summary>
public enum ProgramStream
{
    /// <summary>What the program prints (<c>BPF_STDOUT</c>).</summary>
    Output = 1,

    /// <summary>What the program prints as an error, and what the kernel reports: faults in an arena, timed-out loops, deadlocks (<c>BPF_STDERR</c>).</summary>
    Error = 2,
}
