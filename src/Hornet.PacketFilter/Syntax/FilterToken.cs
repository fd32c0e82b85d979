// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;

namespace Hornet.PacketFilters.Syntax;

/// <summary>What a word of an expression is.</summary>
internal enum FilterTokenKind
{
    /// <summary>The end of the expression.</summary>
    End,

    /// <summary>A word with a meaning of its own, in the spelling of <see cref="FilterKeywords"/>.</summary>
    Keyword,

    /// <summary>A name: of a host, a port, a protocol.</summary>
    Name,

    /// <summary>A number, or a named offset or flag.</summary>
    Number,

    /// <summary>Two to four numbers with dots.</summary>
    DottedNumber,

    /// <summary>An IPv6 address.</summary>
    Ipv6Address,

    /// <summary>A link address of 6 bytes.</summary>
    LinkAddress,

    /// <summary>A link address of ARCnet, 1 byte.</summary>
    ArcnetAddress,

    /// <summary>An operator or a bracket.</summary>
    Symbol,
}

/// <summary>A word of an expression.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The keyword or symbol in its one spelling; a name without its backslash; what was written for the others.</param>
/// <param name="Number">The value of a number.</param>
/// <param name="Span">Where it stands.</param>
internal readonly record struct FilterToken(FilterTokenKind Kind, string Text, uint Number, SourceSpan Span)
{
    /// <summary>Whether it is this keyword.</summary>
    public bool IsKeyword(string keyword) => Kind == FilterTokenKind.Keyword && Text == keyword;

    /// <summary>Whether it is this symbol.</summary>
    public bool IsSymbol(string symbol) => Kind == FilterTokenKind.Symbol && Text == symbol;

    /// <summary>How a message calls it.</summary>
    public string Description => Kind == FilterTokenKind.End ? "the end of the expression" : $"`{Span.Text}`";
}
