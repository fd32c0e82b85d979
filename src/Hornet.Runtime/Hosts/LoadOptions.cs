// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Objects;

namespace Hornet.Runtime;

/// <summary>What a load changes of an object's own settings. Hosts derive records with settings of their own.</summary>
public record LoadOptions
{
    /// <summary>Initial values of global variables by name, as bytes in the host's byte order and of exactly the variable's size; they replace those in the object, constants included.</summary>
    public ImmutableDictionary<string, ImmutableArray<byte>> Variables { get; init; } = ImmutableDictionary<string, ImmutableArray<byte>>.Empty;

    /// <summary>Capacities of maps by name, in the unit of <see cref="MapSpec.MaxEntries"/>.</summary>
    public ImmutableDictionary<string, uint> MaxEntries { get; init; } = ImmutableDictionary<string, uint>.Empty;

    /// <summary>The names of the programs to load; null loads those with <see cref="ProgramSpec.AutoLoad"/>.</summary>
    public ImmutableArray<string>? Programs { get; init; }

    /// <summary>Types for programs whose section names tell none, by program name.</summary>
    public ImmutableDictionary<string, ProgramType> ProgramTypes { get; init; } = ImmutableDictionary<string, ProgramType>.Empty;
}
