// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>What a program is run on for a test.</summary>
public sealed record TestRunInput
{
    /// <summary>The packet, from its Ethernet header on (at least 14 bytes) for packet programs; empty for others.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>The context: <c>struct __sk_buff</c>, <c>struct xdp_md</c>, arguments of a raw tracepoint, the bytes of a syscall program; may be empty.</summary>
    public ReadOnlyMemory<byte> Context { get; init; }

    /// <summary>Room for the packet afterwards, in bytes; null takes 256 more than the packet has.</summary>
    public int? DataOutSize { get; init; }

    /// <summary>Room for the context afterwards, in bytes; null takes the size of <see cref="Context"/>.</summary>
    public int? ContextOutSize { get; init; }

    /// <summary>How often to run it; the kernel takes the average time. Some program types take 0 only.</summary>
    public int Repeat { get; init; }

    /// <summary>Flags.</summary>
    public ProgramTestRunFlags Flags { get; init; }

    /// <summary>The CPU for <see cref="ProgramTestRunFlags.RunOnCpu"/>.</summary>
    public int Cpu { get; init; }

    /// <summary>How many frames to send at a time with <see cref="ProgramTestRunFlags.XdpLiveFrames"/>, at most 256; 0 takes the kernel's default of 64.</summary>
    public int BatchSize { get; init; }
}

/// <summary>What a test run gave.</summary>
/// <param name="ReturnValue">The low 32 bits of R0.</param>
/// <param name="Data">The packet afterwards.</param>
/// <param name="Context">The context afterwards.</param>
/// <param name="Duration">The average time of a run, in the resolution of <see cref="TimeSpan"/> (100 ns).</param>
/// <param name="DurationNanoseconds">The average time of a run in nanoseconds.</param>
public sealed record TestRunResult(uint ReturnValue, ReadOnlyMemory<byte> Data, ReadOnlyMemory<byte> Context, TimeSpan Duration, uint DurationNanoseconds);
