// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>The virtual machine stopped a program. Says which program, which instruction and, where the object tells, which source line.</summary>
public class ExecutionException : BpfException
{
    /// <summary>Creates the error.</summary>
    /// <param name="error">Why the program was stopped.</param>
    /// <param name="message">What the program did, without its position.</param>
    /// <param name="position">Where it was.</param>
    public ExecutionException(ExecutionError error, string message, ExecutionPosition position)
        : base(Compose(message, position))
    {
        Error = error;
        Position = position;
    }

    /// <summary>Why the program was stopped.</summary>
    public ExecutionError Error { get; }

    /// <summary>Where the program was.</summary>
    public ExecutionPosition Position { get; }

    /// <summary>The name of the program.</summary>
    public string Program => Position.Program;

    /// <summary>The index of the instruction (slot) in the program.</summary>
    public int Instruction => Position.Instruction;

    /// <summary>The source line, or null where the object has no line information.</summary>
    public LineInfo? Line => Position.Line;

    private static string Compose(string message, ExecutionPosition position)
    {
        string text = $"Running program '{position.Program}': {message}, at instruction {position.Instruction}: {position.Text}";
        return position.Line is { } line
            ? $"{text} ({line.File}:{line.Line}{(line.Text.Length == 0 ? "" : $": {line.Text.Trim()}")})"
            : text;
    }
}

/// <summary>A place in a running program.</summary>
/// <param name="Program">The name of the program.</param>
/// <param name="Instruction">The index of the instruction (slot).</param>
/// <param name="Text">The instruction's disassembly.</param>
/// <param name="Line">The source line, or null where the object has no line information.</param>
public readonly record struct ExecutionPosition(string Program, int Instruction, string Text, LineInfo? Line);
