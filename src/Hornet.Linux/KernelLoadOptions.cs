// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>How a program is loaded into the kernel.</summary>
public sealed record KernelLoadOptions
{
    /// <summary>The name the kernel shows, at most 15 characters of it.</summary>
    public string Name { get; init; } = "";

    /// <summary>The licence; GPL-compatible ones give access to more helpers.</summary>
    public string License { get; init; } = "GPL";

    /// <summary>The hook, where the program type has several.</summary>
    public AttachType? AttachType { get; init; }

    /// <summary>Flags such as <see cref="ProgramLoadFlags.Sleepable"/>.</summary>
    public ProgramLoadFlags Flags { get; init; }

    /// <summary>The kernel type, function or tracepoint to attach to, as a number in the kernel's BTF; 0 for none.</summary>
    public uint AttachBtfId { get; init; }

    /// <summary>
    /// How much the verifier writes into the log of a program that it accepts: 0 nothing, 1 a summary, 2 every step. A refused program has
    /// at least a log of level 1 in its error.
    /// </summary>
    public int LogLevel { get; init; }

    /// <summary>The largest log to take, in bytes; a longer one loses its beginning.</summary>
    public int LogSize { get; init; } = 1 << 20;
}
