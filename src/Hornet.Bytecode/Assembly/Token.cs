// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode;

/// <summary>What a token is.</summary>
internal enum TokenKind : byte
{
    /// <summary>A name, keyword, register or number: letters, digits and <c>_ . $ @</c>.</summary>
    Word,

    /// <summary>An operator or punctuation.</summary>
    Symbol,

    /// <summary>A text in double quotes, which are not part of it.</summary>
    Text,

    /// <summary>The end of the line.</summary>
    End,
}

/// <summary>A piece of a line.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its characters.</param>
/// <param name="Column">The column of its first character, counted from 1.</param>
/// <param name="IsSpaced">Whether white space stands before it.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Column, bool IsSpaced)
{
    /// <summary>The column after its last character.</summary>
    public int EndColumn => Column + Text.Length;
}
