// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Hornet.Bytecode.Classic;
using Hornet.Compiler.Backends.Classic;

namespace Hornet.Cli.Filter;

/// <summary>The blocks of a classic program as a graph in the language of Graphviz (<c>dot -Tsvg</c>).</summary>
internal static class FilterGraph
{
    /// <summary>Prints the graph.</summary>
    public static void Print(TextWriter output, ClassicCode code)
    {
        ReadOnlySpan<ClassicInstruction> program = code.Instructions.AsSpan();
        SortedSet<int> starts = FindBlocks(program);
        output.Write("digraph filter {\n\tnode [shape=box, fontname=monospace, labeljust=l];\n");
        foreach (int start in starts)
            PrintBlock(output, code, start, EndOf(program, start, starts));
        output.Write("}\n");
    }

    private static SortedSet<int> FindBlocks(ReadOnlySpan<ClassicInstruction> program)
    {
        SortedSet<int> starts = [0];
        for (int i = 0; i < program.Length; i++)
        {
            foreach (int target in Targets(program[i], i))
                starts.Add(target);
        }

        return starts;
    }

    private static int[] Targets(ClassicInstruction instruction, int index)
    {
        if (instruction.IsConditionalJump)
            return [index + 1 + instruction.JumpTrue, index + 1 + instruction.JumpFalse];
        return instruction.Code == ClassicOpcodes.Jump ? [index + 1 + unchecked((int)instruction.Operand)] : [];
    }

    /// <summary>One past the last instruction of a block.</summary>
    private static int EndOf(ReadOnlySpan<ClassicInstruction> program, int start, SortedSet<int> starts)
    {
        for (int i = start; i < program.Length; i++)
        {
            bool isEnd = program[i].IsConditionalJump || program[i].Code is ClassicOpcodes.Jump or ClassicOpcodes.Return or ClassicOpcodes.ReturnA;
            if (isEnd || starts.Contains(i + 1))
                return i + 1;
        }

        return program.Length;
    }

    private static void PrintBlock(TextWriter output, ClassicCode code, int start, int end)
    {
        string label = "";
        string? source = null;
        for (int i = start; i < end; i++)
        {
            label += Escape(Mnemonic(code.Instructions[i], i)) + "\\l";
            if (code.Instructions[i].Code is not (ClassicOpcodes.Return or ClassicOpcodes.ReturnA) && !code.Locations[i].Text.IsEmpty)
                source = code.Locations[i].Text.Trim().ToString();
        }

        string tip = source is null ? "" : $", tooltip=\"{Escape(source)}\", xlabel=\"{Escape(source)}\"";
        output.Write(string.Create(CultureInfo.InvariantCulture, $"\tb{start} [label=\"{label}\"{tip}];\n"));
        int last = end - 1;
        ClassicInstruction instruction = code.Instructions[last];
        if (instruction.IsConditionalJump)
        {
            output.Write(string.Create(CultureInfo.InvariantCulture, $"\tb{start} -> b{end + instruction.JumpTrue} [label=\"yes\"];\n"));
            output.Write(string.Create(CultureInfo.InvariantCulture, $"\tb{start} -> b{end + instruction.JumpFalse} [label=\"no\", style=dashed];\n"));
        }
        else if (instruction.Code is not (ClassicOpcodes.Return or ClassicOpcodes.ReturnA))
        {
            int target = instruction.Code == ClassicOpcodes.Jump ? end + unchecked((int)instruction.Operand) : end;
            output.Write(string.Create(CultureInfo.InvariantCulture, $"\tb{start} -> b{target};\n"));
        }
    }

    /// <summary>The instruction as the listing has it, without its number and targets: those are the graph's edges.</summary>
    private static string Mnemonic(ClassicInstruction instruction, int index)
    {
        string text = ClassicText.Format(instruction, index);
        text = text[(text.IndexOf(')', StringComparison.Ordinal) + 1)..];
        int targets = text.IndexOf("jt ", StringComparison.Ordinal);
        return string.Join(' ', (targets < 0 ? text : text[..targets]).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
