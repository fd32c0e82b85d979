// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Compiler.Ssa;

namespace Hornet.PacketFilters;

/// <summary>A filter expression cannot be compiled: it is not well formed, a name is unknown, or a test has no meaning on the link type.</summary>
public sealed class PacketFilterException : BpfException
{
    /// <summary>Creates an error about a part of an expression.</summary>
    /// <param name="reason">What is wrong and what would be right, without the place.</param>
    /// <param name="span">The word it is about.</param>
    public PacketFilterException(string reason, SourceSpan span)
        : base(Describe(reason, span))
    {
        Reason = reason;
        Span = span;
    }

    /// <summary>What is wrong, without the place.</summary>
    public string Reason { get; }

    /// <summary>The word it is about.</summary>
    public SourceSpan Span { get; }

    private static string Describe(string reason, SourceSpan span)
    {
        if (span.Source is null)
            return $"compiling the filter: {reason}";
        (int line, int column) = span.Source.LineAndColumn(span.Start);
        int width = Math.Max(1, Math.Min(span.Length, span.Source.Line(line).Length - column + 1));
        return $"compiling the filter: {reason}\n  {span.Source.Line(line)}\n  {new string(' ', column - 1)}^{new string('~', width - 1)}";
    }
}
