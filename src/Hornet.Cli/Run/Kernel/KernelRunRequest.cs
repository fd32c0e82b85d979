// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Cli.Run.Kernel;

/// <summary>What <c>hornet run --host kernel</c> was asked to do.</summary>
internal sealed record KernelRunRequest
{
    /// <summary>The object file.</summary>
    public required string ObjectFile { get; init; }

    /// <summary>The program's name or section; null for all that load by themselves.</summary>
    public string? Program { get; init; }

    /// <summary>Targets, <c>TARGET</c> or <c>PROGRAM=TARGET</c>.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>Settings of variables, <c>NAME=VALUE</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>Types of records, <c>TYPE</c> or <c>MAP=TYPE</c>.</summary>
    public IReadOnlyList<string> RecordTypes { get; init; } = [];

    /// <summary>A type that replaces the section's; only with one program.</summary>
    public ProgramType? ProgramType { get; init; }

    /// <summary>How long to stay attached; null until a signal.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>How often to print the maps; null at the end only.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>The folder in a BPF file system to pin links, programs and maps in, so that they stay; null for none.</summary>
    public string? PinFolder { get; init; }

    /// <summary>Whether to print JSON, one document a line.</summary>
    public bool Json { get; init; }
}
