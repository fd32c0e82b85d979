// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode;

/// <summary>A text does not assemble. <see cref="Line"/> and <see cref="Column"/> point at the word that is wrong.</summary>
public sealed class AssemblyException : BpfException
{
    /// <summary>Creates the error for a word of the text.</summary>
    /// <param name="line">The line, counted from 1.</param>
    /// <param name="column">The column of the word's first character, counted from 1.</param>
    /// <param name="problem">What is wrong, as the end of a sentence without its full stop.</param>
    public AssemblyException(int line, int column, string problem)
        : base($"Assembling line {line}, column {column}: {problem}.")
    {
        Line = line;
        Column = column;
        Problem = problem;
    }

    /// <summary>The line, counted from 1.</summary>
    public int Line { get; }

    /// <summary>The column of the word's first character, counted from 1.</summary>
    public int Column { get; }

    /// <summary>What is wrong, without the place.</summary>
    public string Problem { get; }
}
