// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Compiler.Ssa;

/// <summary>A part of a source text: where a value comes from, or what a message is about.</summary>
/// <param name="Source">The text; null for what no source names.</param>
/// <param name="Start">The position of its first character, from 0.</param>
/// <param name="Length">How many characters; 0 for a point between two.</param>
public readonly record struct SourceSpan(SourceText? Source, int Start, int Length)
{
    /// <summary>No place: what the compiler made of itself.</summary>
    public static SourceSpan None => default;

    /// <summary>The position after its last character.</summary>
    public int End => Start + Length;

    /// <summary>The characters; empty without a source.</summary>
    public ReadOnlySpan<char> Text => Source is null ? default : Source.Text.AsSpan(Start, Length);

    /// <summary>The smallest part that holds this one and another of the same source.</summary>
    /// <param name="other">The other part.</param>
    public SourceSpan To(SourceSpan other)
    {
        if (Source is null)
            return other;
        if (other.Source is null)
            return this;
        int start = Math.Min(Start, other.Start);
        return new SourceSpan(Source, start, Math.Max(End, other.End) - start);
    }
}
