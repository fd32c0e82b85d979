// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.Objects;

/// <summary>
/// What every front end makes and every host consumes: programs, maps, type information and licence. A value without handles: the same
/// input gives the same object on every machine.
/// </summary>
public sealed record BpfObject
{
    /// <summary>A name for messages: usually the file name without its extension.</summary>
    public string Name { get; init; } = "";

    /// <summary>The programs, in the order of the file.</summary>
    public ImmutableArray<ProgramSpec> Programs { get; init; } = [];

    /// <summary>The maps, data sections included, in the order of the file.</summary>
    public ImmutableArray<MapSpec> Maps { get; init; } = [];

    /// <summary>The licence the programs declare; helpers marked GPL-only need a compatible one. Empty when the object has none.</summary>
    public string License { get; init; } = "";

    /// <summary>The kernel version the object declares in its <c>version</c> section, or null.</summary>
    public uint? KernelVersion { get; init; }

    /// <summary>Whether the object was compiled for a big-endian machine.</summary>
    public bool IsBigEndian { get; init; }
}
