// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Cli.Bench;

/// <summary>What <c>hornet bench</c> was asked to do.</summary>
internal sealed record BenchRequest
{
    /// <summary>The object.</summary>
    public required BpfObject Object { get; init; }

    /// <summary>The program of the object to measure.</summary>
    public required ProgramSpec Program { get; init; }

    /// <summary>What to run it over.</summary>
    public required IReadOnlyList<BenchInput> Inputs { get; init; }

    /// <summary>Where the input came from, for people.</summary>
    public required string Source { get; init; }

    /// <summary>The engines asked for by name; null for all that this machine has.</summary>
    public IReadOnlyList<BenchEngine>? Engines { get; init; }

    /// <summary>How long to measure with each engine.</summary>
    public required TimeSpan Time { get; init; }

    /// <summary>Settings of variables, <c>NAME=VALUE</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>Whether to measure the program without verifying it, every access checked.</summary>
    public bool IsUnverified { get; init; }

    /// <summary>Whether to print JSON.</summary>
    public bool Json { get; init; }
}
