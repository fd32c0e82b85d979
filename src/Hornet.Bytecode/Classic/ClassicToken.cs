// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode.Classic;

/// <summary>What a token of assembly or of a listing is.</summary>
internal enum ClassicTokenKind
{
    /// <summary>The end of the text.</summary>
    End,

    /// <summary>A word: a mnemonic, a register, a label, an extension.</summary>
    Word,

    /// <summary>A number.</summary>
    Number,

    /// <summary>One other character.</summary>
    Symbol,
}

/// <summary>A token with its place.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its characters.</param>
/// <param name="Value">The value of a number; negative ones as 32-bit two's complement.</param>
/// <param name="Line">The line, counted from 1.</param>
/// <param name="Column">The column, counted from 1.</param>
internal readonly record struct ClassicToken(ClassicTokenKind Kind, string Text, uint Value, int Line, int Column)
{
    public bool Is(char symbol) => Kind == ClassicTokenKind.Symbol && Text[0] == symbol;

    public bool IsWord(string word) => Kind == ClassicTokenKind.Word && Text.Equals(word, StringComparison.OrdinalIgnoreCase);
}
