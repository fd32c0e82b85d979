// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.VirtualMachines;

namespace Hornet.Cli.Run;

/// <summary>What <c>hornet run</c> was asked to do.</summary>
internal sealed record RunRequest
{
    /// <summary>The object file.</summary>
    public required string ObjectFile { get; init; }

    /// <summary>The program's name or section; null for the only one.</summary>
    public string? Program { get; init; }

    /// <summary>The capture file, or null.</summary>
    public string? CaptureFile { get; init; }

    /// <summary>Packets from the command line.</summary>
    public IReadOnlyList<byte[]> Packets { get; init; } = [];

    /// <summary>The context from the command line, or null.</summary>
    public byte[]? Context { get; init; }

    /// <summary>Where to write packets, or null.</summary>
    public string? OutputFile { get; init; }

    /// <summary>How often to go through the packets.</summary>
    public int Repeat { get; init; } = 1;

    /// <summary>Settings of variables, <c>NAME=VALUE</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>A type that replaces the section's.</summary>
    public ProgramType? ProgramType { get; init; }

    /// <summary>Whether to run the program without verifying it, every access checked.</summary>
    public bool IsUnverified { get; init; }

    /// <summary>What executes the program.</summary>
    public Engine Engine { get; init; }

    /// <summary>Whether to print JSON.</summary>
    public bool Json { get; init; }
}
