// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Runtime;
using Hornet.VirtualMachines;

namespace Hornet.Cli.Run;

/// <summary>What <c>hornet run</c> has to tell.</summary>
internal sealed class RunReport
{
    /// <summary>The program that ran.</summary>
    public required ProgramSpec Program { get; init; }

    /// <summary>What executed it: how many runs each engine made, in the order in which they took over; an engine that made none is not there.</summary>
    public required IReadOnlyList<(Engine Engine, long Runs)> Engines { get; init; }

    /// <summary>Why it was not compiled, though it was to be; null when all went well.</summary>
    public string? CompilationFailure { get; init; }

    /// <summary>Where the input came from, for people.</summary>
    public required string Source { get; init; }

    /// <summary>How many runs there were: packets, each as often as it was repeated.</summary>
    public long Runs { get; set; }

    /// <summary>How long the runs took together.</summary>
    public TimeSpan Elapsed { get; set; }

    /// <summary>How often each action was the answer.</summary>
    public SortedDictionary<string, long> Actions { get; } = new(StringComparer.Ordinal);

    /// <summary>The global variables after the run, decoded.</summary>
    public IReadOnlyList<GlobalVariable> Variables { get; set; } = [];

    /// <summary>The maps after the run.</summary>
    public IReadOnlyList<MapContents> Maps { get; set; } = [];

    /// <summary>What the program printed with <c>bpf_trace_printk</c>.</summary>
    public IReadOnlyList<string> TraceLines { get; set; } = [];

    /// <summary>Mean time of a run in nanoseconds; 0 when there were none.</summary>
    public double NanosecondsPerRun => Runs == 0 ? 0 : Elapsed.TotalNanoseconds / Runs;
}
