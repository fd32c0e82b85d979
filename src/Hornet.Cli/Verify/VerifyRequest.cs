// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Cli.Verify;

/// <summary>What <c>hornet verify</c> was asked to do.</summary>
internal sealed record VerifyRequest
{
    /// <summary>The object file, assembly text or bytecode; <c>-</c> is standard input, as text.</summary>
    public required string File { get; init; }

    /// <summary>The program, by its name or its section's; null for all.</summary>
    public string? Program { get; init; }

    /// <summary>The program type, where the section tells none.</summary>
    public ProgramType? Type { get; init; }

    /// <summary>The section that a text without sections is for.</summary>
    public string Section { get; init; } = "socket";

    /// <summary>Global variables and constants to set, as <c>NAME=VALUE</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>A file with the kernel's types, <c>none</c> for without, null for the running kernel's.</summary>
    public string? KernelBtf { get; init; }

    /// <summary>Whether the rules for programs without privilege apply.</summary>
    public bool IsUnprivileged { get; init; }

    /// <summary>Whether accesses must be aligned.</summary>
    public bool StrictAlignment { get; init; }

    /// <summary>How much of the log is wanted: 0, 1 or 2.</summary>
    public int LogLevel { get; init; }

    /// <summary>Whether to ask the running kernel too.</summary>
    public bool ComparesKernel { get; init; }

    /// <summary>Whether to print JSON.</summary>
    public bool Json { get; init; }
}
