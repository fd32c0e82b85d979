// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using Hornet.Bytecode;
using Hornet.Bytecode.Classic;
using Hornet.Cli.Listing;
using Hornet.Cli.Output;
using Hornet.Compiler.Backends.Classic;
using Hornet.Objects;
using Hornet.PacketFilters;
using Hornet.Packets;
using Hornet.VirtualMachines;

namespace Hornet.Cli.Filter;

/// <summary>Prints a filter's program in one of its forms.</summary>
internal static class FilterPrinter
{
    /// <summary>Prints it.</summary>
    public static void Print(Terminal terminal, FilterRequest request, PacketFilter filter)
    {
        switch (request.Form!.Value)
        {
            case FilterForm.SocketFilter:
                PrintExtended(terminal, request, filter.ToObject(ProgramType.SocketFilter));
                break;
            case FilterForm.Xdp:
                PrintExtended(terminal, request, filter.ToObject(ProgramType.Xdp));
                break;
            case FilterForm.TrafficControl:
                PrintExtended(terminal, request, filter.ToObject(ProgramType.SchedulerClassifier));
                break;
            case FilterForm.MachineCode:
                PrintMachineCode(terminal, request, filter.ToScanObject());
                break;
            case FilterForm.Graph:
                FilterGraph.Print(terminal.Out, filter.Classic);
                break;
            default:
                PrintClassic(terminal, request, filter);
                break;
        }
    }

    private static void PrintClassic(Terminal terminal, FilterRequest request, PacketFilter filter)
    {
        ClassicCode code = filter.Classic;
        if (request.Json)
        {
            PrintJson(terminal, filter, code);
            return;
        }

        if (request.Form == FilterForm.Explanation)
        {
            PrintExplanation(terminal, code);
            return;
        }

        string text = ClassicText.Format(code.Instructions.AsSpan(), request.Form switch
        {
            FilterForm.CArray => ClassicTextFormat.CArray,
            FilterForm.Decimal => ClassicTextFormat.Decimal,
            _ => ClassicTextFormat.Listing,
        });
        terminal.Out.Write(text.EndsWith('\n') ? text : text + "\n");
    }

    /// <summary>The listing with, beside each instruction, the part of the expression it came from: below each other, so that one sees where the parts change.</summary>
    private static void PrintExplanation(Terminal terminal, ClassicCode code)
    {
        string[] lines = [.. ClassicText.Format(code.Instructions.AsSpan(), ClassicTextFormat.Listing).TrimEnd('\n').Split('\n').Select(ExpandTabs)];
        int width = lines.Max(line => line.Length) + 2;
        for (int i = 0; i < lines.Length; i++)
            terminal.Out.WriteLine($"{lines[i].PadRight(width)}; {Describe(code, i)}");
    }

    private static string ExpandTabs(string line)
    {
        const int TabWidth = 8;
        for (int tab = line.IndexOf('\t', StringComparison.Ordinal); tab >= 0; tab = line.IndexOf('\t', StringComparison.Ordinal))
            line = line[..tab] + new string(' ', TabWidth - (tab % TabWidth)) + line[(tab + 1)..];
        return line;
    }

    /// <summary>The part of the expression that an instruction came from.</summary>
    private static string Describe(ClassicCode code, int index)
    {
        ReadOnlySpan<char> text = code.Locations[index].Text.Trim();
        if (!text.IsEmpty)
            return text.ToString();
        return code.Instructions[index] is { Code: ClassicOpcodes.Return, Operand: var answer } ? answer == 0 ? "does not match" : "matches" : "the whole expression";
    }

    private static void PrintJson(Terminal terminal, PacketFilter filter, ClassicCode code) => JsonOutput.Write(terminal, json =>
    {
        json.WriteStartObject();
        json.WriteString("expression", filter.Source.Text);
        json.WriteString("linkType", filter.Options.LinkType.Name());
        json.WriteNumber("snapLength", filter.Options.SnapLength);
        json.WriteStartArray("instructions");
        for (int i = 0; i < code.Instructions.Length; i++)
        {
            ClassicInstruction instruction = code.Instructions[i];
            json.WriteStartObject();
            json.WriteNumber("code", instruction.Code);
            json.WriteNumber("jt", instruction.JumpTrue);
            json.WriteNumber("jf", instruction.JumpFalse);
            json.WriteNumber("k", instruction.Operand);
            json.WriteString("text", ClassicText.Format(instruction, i));
            if (code.Locations[i].Source is not null)
            {
                json.WriteStartObject("source");
                json.WriteNumber("start", code.Locations[i].Start);
                json.WriteNumber("length", code.Locations[i].Length);
                json.WriteString("text", code.Locations[i].Text);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void PrintExtended(Terminal terminal, FilterRequest request, BpfObject bpfObject)
    {
        ProgramSpec program = bpfObject.Programs[0];
        Disassembler disassembler = new(new DisassemblerOptions
        {
            References = program.References.ToDictionary(reference => reference.Instruction, reference => reference.ToPendingReference()),
        });
        Dictionary<int, string> functions = program.Functions.Where(function => function.Instruction > 0).ToDictionary(function => function.Instruction, function => function.Name);
        List<(int Index, string Text, string? Source)> lines = [];
        for (int index = 0; index < program.Instructions.Length; index++)
        {
            StringBuilder text = new();
            int length = disassembler.Append(text, program.Instructions.AsSpan(), index);
            lines.Add((index, text.ToString(), program.FindLine(index) is { Text.Length: > 0 } line ? SourceOf(line) : null));
            index += Math.Max(length, 1) - 1;
        }

        if (request.Json)
        {
            PrintExtendedJson(terminal, program, lines);
            return;
        }

        terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{program.Name} ({program.Type.ToText()}), {program.Instructions.Length} instructions"));
        foreach ((int index, string text, _) in lines)
        {
            if (functions.TryGetValue(index, out string? function))
                terminal.Out.WriteLine($"{function}:");
            terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{index,8}:\t{text}"));
        }
    }

    /// <summary>The line's text from its column on: the part of the expression.</summary>
    private static string SourceOf(LineInfo line) => line.Text[Math.Clamp(line.Column - 1, 0, line.Text.Length)..].Trim();

    private static void PrintExtendedJson(Terminal terminal, ProgramSpec program, List<(int Index, string Text, string? Source)> lines) => JsonOutput.Write(terminal, json =>
    {
        json.WriteStartObject();
        json.WriteString("name", program.Name);
        json.WriteString("type", program.Type.ToText());
        json.WriteStartArray("instructions");
        foreach ((int index, string text, string? source) in lines)
        {
            json.WriteStartObject();
            json.WriteNumber("index", index);
            json.WriteString("text", text);
            if (source is not null)
                json.WriteString("source", source);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void PrintMachineCode(Terminal terminal, FilterRequest request, BpfObject bpfObject)
    {
        MachineListing listing = VirtualCode.List(bpfObject, bpfObject.Programs[0], request.Engine == FilterEngine.Jit ? Engine.Jit : Engine.Auto);
        if (request.Json)
            MachineListingWriter.WriteJson(terminal, [listing]);
        else
            MachineListingWriter.WriteText(terminal, listing, withSource: true);
    }
}
