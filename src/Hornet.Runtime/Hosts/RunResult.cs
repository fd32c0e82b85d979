// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Runtime;

/// <summary>What a run of a program gave.</summary>
public readonly struct RunResult
{
    /// <summary>Creates a result.</summary>
    public RunResult(ulong returnValue, ReadOnlyMemory<byte> packet, TimeSpan duration)
    {
        ReturnValue = returnValue;
        Packet = packet;
        Duration = duration;
    }

    /// <summary>R0 at the program's exit. Most program types return 32 bits.</summary>
    public ulong ReturnValue { get; }

    /// <summary>The packet after the run, as the program left it; empty for program types without one. A copy: it is the caller's to keep.</summary>
    public ReadOnlyMemory<byte> Packet { get; }

    /// <summary>How long one run took.</summary>
    public TimeSpan Duration { get; }

    /// <summary>The context after the run (<c>struct xdp_md</c>, <c>struct __sk_buff</c>, …); empty where the host gives none.</summary>
    public ReadOnlyMemory<byte> Context { get; init; }
}
