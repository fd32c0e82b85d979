// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Passes.Filters;

/// <summary>What tests have shown of a number: its range, bits that are known, and numbers it is not.</summary>
/// <param name="Least">The least it may be.</param>
/// <param name="Greatest">The greatest it may be.</param>
/// <param name="KnownMask">The bits that are known.</param>
/// <param name="KnownBits">What they are.</param>
/// <param name="Excluded">Numbers it is not; null for none.</param>
internal sealed record Knowledge(uint Least, uint Greatest, uint KnownMask, uint KnownBits, ImmutableHashSet<uint>? Excluded)
{
    /// <summary>What is known of a term before any test.</summary>
    public static Knowledge Of(Term term) => term.IsConstant
        ? Exactly(term.Value)
        : new Knowledge(0, term.PossibleBits, ~term.PossibleBits, 0, null);

    /// <summary>The number is known.</summary>
    public static Knowledge Exactly(uint value) => new(value, value, uint.MaxValue, value, null);

    /// <summary>The number when it is known.</summary>
    public uint? Value => Least == Greatest ? Least : KnownMask == uint.MaxValue ? KnownBits : null;

    /// <summary>Whether a comparison with a constant holds, where that is known.</summary>
    public bool? Decide(Comparison comparison, uint constant) => comparison switch
    {
        Comparison.Equal when Value is { } value => value == constant,
        Comparison.Equal when constant < Least || constant > Greatest || ((constant ^ KnownBits) & KnownMask) != 0 || Excluded?.Contains(constant) == true => false,
        Comparison.Greater when Least > constant => true,
        Comparison.Greater when Greatest <= constant => false,
        Comparison.GreaterOrEqual when Least >= constant => true,
        Comparison.GreaterOrEqual when Greatest < constant => false,
        Comparison.AnyBits when Value is { } value => (value & constant) != 0,
        Comparison.AnyBits when (KnownBits & KnownMask & constant) != 0 => true,
        Comparison.AnyBits when (constant & ~KnownMask) == 0 => (KnownBits & constant) != 0,
        _ => null,
    };

    /// <summary>What is known after a comparison with a constant has held or not.</summary>
    public Knowledge After(Comparison comparison, uint constant, bool holds) => (comparison, holds) switch
    {
        (Comparison.Equal, true) => Exactly(constant),
        (Comparison.Equal, false) => Without(constant),
        (Comparison.Greater, true) => this with { Least = Math.Max(Least, constant + 1) },
        (Comparison.Greater, false) => this with { Greatest = Math.Min(Greatest, constant) },
        (Comparison.GreaterOrEqual, true) => this with { Least = Math.Max(Least, constant) },
        (Comparison.GreaterOrEqual, false) => constant == 0 ? this : this with { Greatest = Math.Min(Greatest, constant - 1) },
        (Comparison.AnyBits, true) => WithBits(constant, uint.PopCount(constant) == 1 ? constant : null),
        _ => WithBits(constant, 0),
    };

    /// <summary>What is known when bits of it are; null for not all 0.</summary>
    public Knowledge WithBits(uint mask, uint? bits)
    {
        if (bits is not { } known)
            return this with { Least = Math.Max(Least, 1) };
        uint known1 = (KnownBits & ~mask) | known;
        uint knownMask = KnownMask | mask;
        return this with
        {
            KnownMask = knownMask,
            KnownBits = known1,
            Least = Math.Max(Least, known1 & knownMask),
            Greatest = Math.Min(Greatest, known1 | ~knownMask),
        };
    }

    private Knowledge Without(uint constant)
    {
        if (constant == Least)
            return this with { Least = Least + 1 };
        if (constant == Greatest)
            return this with { Greatest = Greatest - 1 };
        return this with { Excluded = (Excluded ?? []).Add(constant) };
    }
}
