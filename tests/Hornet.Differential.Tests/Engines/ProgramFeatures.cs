// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Differential.Tests.Engines;

/// <summary>Where a random program works.</summary>
internal enum WorkKind
{
    /// <summary>In the packet.</summary>
    Packet,

    /// <summary>In the context.</summary>
    Context,

    /// <summary>In the only value of a map, whose address is in the program.</summary>
    Value,
}

/// <summary>What a random program is like.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Work">Where it works.</param>
/// <param name="IsLoose">Whether it also does what the verifier refuses.</param>
/// <param name="HasTailCalls">Whether it is one of several that call each other.</param>
/// <param name="IsLarge">Whether it has thousands of instructions.</param>
internal sealed record ProgramFeatures(ProgramType Type, WorkKind Work, bool IsLoose, bool HasTailCalls, bool IsLarge)
{
    private const int OneLargeIn = 60;

    /// <summary>Random ones.</summary>
    public static ProgramFeatures Choose(Random random)
    {
        ProgramType type = random.Next(3) == 0 ? ProgramType.Syscall : ProgramType.Xdp;
        WorkKind work = random.Next(3) == 0 ? WorkKind.Value : type == ProgramType.Xdp ? WorkKind.Packet : WorkKind.Context;
        bool isLarge = random.Next(OneLargeIn) == 0;
        return new ProgramFeatures(type, work, random.Next(5) == 0, !isLarge && type == ProgramType.Xdp && random.Next(8) == 0, isLarge);
    }

    /// <summary>How many steps the program has.</summary>
    public int Length(Random random) => IsLarge ? random.Next(900, 3600) : random.Next(8) == 0 ? random.Next(40, 120) : random.Next(3, 40);
}
