// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Hornet.Cli.Output;
using Hornet.Objects;
using Hornet.VirtualMachines;

namespace Hornet.Cli.Listing;

/// <summary>Prints machine code beside the bytecode and under the source lines it came from.</summary>
internal static class MachineListingWriter
{
    private const int BytecodeWidth = 48;

    public static void WriteText(Terminal terminal, MachineListing listing, bool withSource)
    {
        TextWriter output = terminal.Out;
        int size = listing.Functions.Sum(function => function.Code.Length);
        string section = listing.Program.SectionName.Length > 0 ? listing.Program.SectionName : listing.Program.Type.ToText();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{listing.Program.Name} ({section}), {listing.Program.Instructions.Length} instructions, {listing.Engine}: {size} bytes of machine code"));
        for (int i = 0; i < listing.Functions.Length; i++)
        {
            MachineFunction function = listing.Functions[i];
            output.WriteLine();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{NameOf(listing, function)}: {function.Code.Length} bytes at 0x{function.Address:x}"));
            int end = listing.Functions.Where(other => other.Instruction > function.Instruction).Select(other => other.Instruction).DefaultIfEmpty(int.MaxValue).Min();
            if (!listing.IsSideBySide)
                WriteBytecode(output, listing, function.Instruction, end, withSource);
            WriteFunction(output, listing, function, end, withSource);
        }
    }

    public static void WriteJson(Terminal terminal, IEnumerable<MachineListing> listings) => JsonOutput.Write(terminal, json =>
    {
        json.WriteStartArray();
        foreach (MachineListing listing in listings)
        {
            json.WriteStartObject();
            json.WriteString("name", listing.Program.Name);
            json.WriteString("section", listing.Program.SectionName);
            json.WriteString("type", listing.Program.Type.ToText());
            json.WriteString("engine", listing.Engine);
            json.WriteStartArray("functions");
            foreach (MachineFunction function in listing.Functions)
                Write(json, listing, function);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static void Write(Utf8JsonWriter json, MachineListing listing, MachineFunction function)
    {
        json.WriteStartObject();
        json.WriteString("name", NameOf(listing, function));
        json.WriteNumber("instruction", function.Instruction);
        json.WriteString("address", $"0x{function.Address:x}");
        json.WriteNumber("size", function.Code.Length);
        json.WriteBoolean("isExact", function.IsExact);
        json.WriteStartArray("code");
        ILookup<int, MachineCodeLine> lines = function.Lines.ToLookup(line => line.Offset);
        foreach (MachineLine line in MachineText.Disassemble(function))
        {
            json.WriteStartObject();
            json.WriteNumber("offset", line.Offset);
            json.WriteString("bytes", Convert.ToHexStringLower(function.Code.AsSpan(line.Offset, line.Length)));
            json.WriteString("text", line.Text);
            foreach (MachineCodeLine start in lines[line.Offset].Take(1))
            {
                json.WriteNumber("instruction", start.Instruction);
                if (listing.Bytecode.TryGetValue(start.Instruction, out string? bytecode))
                    json.WriteString("bytecode", bytecode);
                if (listing.Source.TryGetValue(start.Instruction, out string? source))
                    json.WriteString("source", source);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Two columns: the bytecode from each place that the code is known to start an instruction, and the machine code.</summary>
    private static void WriteFunction(TextWriter output, MachineListing listing, MachineFunction function, int end, bool withSource)
    {
        ImmutableArray<MachineCodeLine> lines = function.Lines;
        int[] starts = [.. lines.Select(line => line.Instruction).Distinct().Order()];
        int[] indexes = [.. listing.Bytecode.Keys.Where(index => index < end).Order()];
        int next = 0;
        Queue<string> bytecode = new();
        foreach (MachineLine line in MachineText.Disassemble(function))
        {
            for (; next < lines.Length && lines[next].Offset <= line.Offset; next++)
            {
                Flush(output, bytecode);
                int from = lines[next].Instruction;
                if (from != function.Instruction && listing.FunctionNames.TryGetValue(from, out string? name))
                    output.WriteLine($"{name}:");
                if (from == listing.Program.Instructions.Length && listing.IsSideBySide)
                    output.WriteLine("behind the last instruction:");
                if (withSource && listing.Source.TryGetValue(from, out string? source))
                    output.WriteLine($"; {source}");
                int place = Array.BinarySearch(starts, from) + 1;
                int to = !listing.IsSideBySide ? from + 1 : place < starts.Length ? starts[place] : int.MaxValue;
                for (int at = Array.BinarySearch(indexes, from); at >= 0 && at < indexes.Length && indexes[at] < to; at++)
                    bytecode.Enqueue(Bytecode(listing, indexes[at]));
            }

            string left = bytecode.TryDequeue(out string? text) ? text : "";
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{left,-BytecodeWidth} {line.Offset,6:x}: {line.Text}"));
        }

        Flush(output, bytecode);
    }

    private static void WriteBytecode(TextWriter output, MachineListing listing, int start, int end, bool withSource)
    {
        foreach (int index in listing.Bytecode.Keys.Where(index => index >= start && index < end).Order())
        {
            if (withSource && listing.Source.TryGetValue(index, out string? source))
                output.WriteLine($"; {source}");
            output.WriteLine(Bytecode(listing, index));
        }

        output.WriteLine();
    }

    private static void Flush(TextWriter output, Queue<string> bytecode)
    {
        while (bytecode.TryDequeue(out string? text))
            output.WriteLine(text);
    }

    private static string Bytecode(MachineListing listing, int index) => string.Create(CultureInfo.InvariantCulture, $"{index,6}: {listing.Bytecode[index]}");

    private static string NameOf(MachineListing listing, MachineFunction function) => listing.FunctionNames.TryGetValue(function.Instruction, out string? name)
        ? name
        : function.Instruction == 0 ? listing.Program.Name : string.Create(CultureInfo.InvariantCulture, $"{listing.Program.Name}+{function.Instruction}");
}
