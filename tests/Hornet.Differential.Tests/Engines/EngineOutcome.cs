// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.Differential.Tests.Engines;

/// <summary>What an engine made of a case, in words, so that two can be compared and printed.</summary>
/// <param name="Refusal">Why the object was not loaded; null when it was.</param>
/// <param name="Runs">What each run gave: result, packet, context and output, or the error that stopped it.</param>
/// <param name="Maps">What the maps held at the end.</param>
/// <param name="IsCut">Whether a run used up its instructions, so that what follows depends on where an engine counts them.</param>
internal sealed record EngineOutcome(string? Refusal, ImmutableArray<string> Runs, ImmutableArray<string> Maps, bool IsCut)
{
    /// <summary>Where another engine did something else, or null. Runs that one of the two cut short end the comparison.</summary>
    public string? FirstDifference(EngineOutcome other)
    {
        if (Refusal != other.Refusal)
            return $"loading: {Refusal ?? "done"}\n  not {other.Refusal ?? "done"}";
        for (int i = 0; i < Math.Min(Runs.Length, other.Runs.Length); i++)
        {
            bool isCut = (IsCut && i == Runs.Length - 1) || (other.IsCut && i == other.Runs.Length - 1);
            if (isCut)
                return null;
            if (Runs[i] != other.Runs[i])
                return $"run {i}: {Runs[i]}\n  not {other.Runs[i]}";
        }

        for (int i = 0; i < Maps.Length; i++)
        {
            if (Maps[i] != other.Maps[i])
                return $"map {Maps[i]}\n  not {other.Maps[i]}";
        }

        return null;
    }
}
