// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode;
using Hornet.Objects;
using Hornet.VirtualMachines;

namespace Hornet.Cli.Listing;

/// <summary>A program as bytecode and as the machine code that an engine made of it.</summary>
internal sealed record MachineListing
{
    /// <summary>The program.</summary>
    public required ProgramSpec Program { get; init; }

    /// <summary>The engine's name.</summary>
    public required string Engine { get; init; }

    /// <summary>The machine code.</summary>
    public required ImmutableArray<MachineFunction> Functions { get; init; }

    /// <summary>The instructions that the machine code was made of, as text, by index: the program's own, or what the kernel made of them.</summary>
    public required IReadOnlyDictionary<int, string> Bytecode { get; init; }

    /// <summary>Where a source line starts, by the index of the instruction.</summary>
    public required IReadOnlyDictionary<int, string> Source { get; init; }

    /// <summary>The names of functions by the index of their first instruction.</summary>
    public required IReadOnlyDictionary<int, string> FunctionNames { get; init; }

    /// <summary>
    /// Whether each piece of machine code has its place among the bytecode. Otherwise only places are known where the code can fail or calls helpers, and the
    /// listing has the bytecode of a function above its code.
    /// </summary>
    public required bool IsSideBySide { get; init; }

    /// <summary>Disassembles instructions.</summary>
    public static Dictionary<int, string> Disassemble(ImmutableArray<Instruction> instructions, DisassemblerOptions options)
    {
        Disassembler disassembler = new(options);
        Dictionary<int, string> texts = [];
        for (int index = 0; index < instructions.Length; index++)
        {
            System.Text.StringBuilder text = new();
            int length = disassembler.Append(text, instructions.AsSpan(), index);
            texts[index] = text.ToString();
            index += Math.Max(length, 1) - 1;
        }

        return texts;
    }

    /// <summary>The text of a source line, or its number where the object has no text.</summary>
    public static string Describe(LineInfo line) => line.Text.Length > 0 ? line.Text.Trim() : $"{line.File}:{line.Line}";
}
