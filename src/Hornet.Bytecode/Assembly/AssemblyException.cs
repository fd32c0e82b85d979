// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode;

/// <summary>A text of instructions (an assembly source, a listing, a program as numbers) cannot be understood.</summary>
public sealed class AssemblyException : BpfException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What was being done and what is wrong, without the place.</param>
    /// <param name="line">The line, counted from 1.</param>
    /// <param name="column">The column in characters, counted from 1.</param>
    public AssemblyException(string message, int line, int column)
        : base($"{message} (line {line}, column {column})")
    {
        Line = line;
        Column = column;
    }

    /// <summary>The line, counted from 1.</summary>
    public int Line { get; }

    /// <summary>The column in characters, counted from 1.</summary>
    public int Column { get; }
}
