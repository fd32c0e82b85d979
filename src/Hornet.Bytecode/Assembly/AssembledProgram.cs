// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.Bytecode;

/// <summary>What the assemblers make: the slots of a program, and the names it leaves to others.</summary>
public sealed record AssembledProgram
{
    /// <summary>
    /// The slots. Labels are resolved; where <see cref="References"/> has a name, the immediate is still 0, and a wide load's second one is the addend.
    /// </summary>
    public required ImmutableArray<Instruction> Instructions { get; init; }

    /// <summary>Names of maps, kernel symbols and functions that a loader resolves, ordered by slot.</summary>
    public ImmutableArray<PendingReference> References { get; init; } = [];

    /// <summary>The labels and their slots. A label at the end has the number of slots.</summary>
    public ImmutableDictionary<string, int> Labels { get; init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>The line of the text each slot comes from, counted from 1; empty for programs built by <see cref="BpfAssembler"/>.</summary>
    public ImmutableArray<int> Lines { get; init; } = [];
}
