// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Runtime;

/// <summary>How a program is run once.</summary>
public record RunOptions
{
    /// <summary>One run, with an empty context.</summary>
    public static RunOptions Default { get; } = new();

    /// <summary>
    /// How often to run it, for measurements. The input is set up once: each run gets the packet and context as the one before it left them. The result is
    /// the last run's, the duration the mean of all.
    /// </summary>
    public int Repeat { get; init; } = 1;

    /// <summary>Bytes of the context beside the packet (<c>struct xdp_md</c>, <c>struct __sk_buff</c>), in the host's byte order; empty for one with no settings.</summary>
    public ReadOnlyMemory<byte> Context { get; init; }
}
