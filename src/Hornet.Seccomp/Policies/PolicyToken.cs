// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;

namespace Hornet.Seccomp;

/// <summary>A word, number or sign of a policy's text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Location">Where it stands.</param>
internal readonly record struct PolicyToken(PolicyTokenKind Kind, SourceSpan Location)
{
    /// <summary>Its characters.</summary>
    public string Text => Location.Text.ToString();

    /// <summary>Whether it is this word or sign.</summary>
    public bool Is(string text) => Kind is PolicyTokenKind.Word or PolicyTokenKind.Sign && Location.Text.SequenceEqual(text);
}

/// <summary>The kinds of tokens.</summary>
internal enum PolicyTokenKind
{
    /// <summary>Letters, digits, underscores and hyphens that start with a letter or an underscore.</summary>
    Word,

    /// <summary>Starts with a digit, or with a minus sign and a digit.</summary>
    Number,

    /// <summary>A sign, or two that belong together.</summary>
    Sign,

    /// <summary>The end of a statement: the next line is not indented.</summary>
    End,
}
