// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Hornet.Bytecode;
using Hornet.Cli.Listing;
using Hornet.Cli.Output;
using Hornet.Objects;
using Hornet.VirtualMachines;

namespace Hornet.Cli.Commands;

/// <summary>
/// <c>hornet disasm</c>: the sections of an object as <c>llvm-objdump -d --no-show-raw-insn</c> lists them, or one linked program, with source lines between.
/// </summary>
internal static class DisasmCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> file = CommonOptions.Object();
        Option<string?> program = CommonOptions.Program();
        Option<string> dialect = new("--dialect", "-d") { Description = "llvm (default), verifier (the kernel's log) or mnemonic (ubpf's); the last two show linked programs.", DefaultValueFactory = _ => "llvm" };
        dialect.AcceptOnlyFromAmong("llvm", "verifier", "mnemonic");
        Option<bool> noSource = new("--no-source") { Description = "Leave out source lines." };
        Option<bool> jited = new("--jited") { Description = "Show the machine code that an engine makes of the programs, beside the bytecode." };
        Option<string> engine = new("--engine") { Description = "With --jited, which engine: jit (by way of .NET's compiler), x64 (machine code directly), kernel (as root), or auto (the default), which takes the one that suits the program.", DefaultValueFactory = _ => "auto" };
        engine.AcceptOnlyFromAmong("auto", "jit", "x64", "kernel");
        Option<bool> json = CommonOptions.Json();
        Command command = new("disasm", "Disassemble an object: its sections as llvm-objdump lists them, or with --program one linked program, or with --jited machine code.")
        {
            file, program, dialect, noSource, jited, engine, json,
        };
        command.SetAction(parsed =>
        {
            byte[] bytes = File.ReadAllBytes(parsed.GetRequiredValue(file));
            TextDialect style = Enum.Parse<TextDialect>(parsed.GetRequiredValue(dialect), ignoreCase: true);
            bool withSource = !parsed.GetValue(noSource);
            string? name = parsed.GetValue(program);
            if (parsed.GetResult(engine) is { Implicit: false } && !parsed.GetValue(jited))
                throw new CliException("--engine goes with --jited: the bytecode is the same for every engine.");
            if (parsed.GetValue(jited))
                return WriteMachineCode(terminal, BpfObject.Load(parsed.GetRequiredValue(file)), name, parsed.GetRequiredValue(engine), withSource, parsed.GetValue(json));
            if (parsed.GetValue(json))
                WriteJson(terminal, Programs(bytes, name), style);
            else if (name is null && style == TextDialect.Llvm)
                WriteSections(terminal, ObjectCode.Read(bytes), withSource);
            else
                WritePrograms(terminal, Programs(bytes, name), style, withSource);
            return ExitCode.Done;
        });
        return command;
    }

    private static int WriteMachineCode(Terminal terminal, BpfObject bpfObject, string? name, string engine, bool withSource, bool json)
    {
        IEnumerable<ProgramSpec> programs = ProgramSelection.Select(bpfObject, name).Where(program => name is not null || program.AutoLoad);
        MachineListing[] listings =
        [
            .. programs.Select(program => engine switch
            {
                "kernel" => KernelCode.List(bpfObject, program),
                "jit" => VirtualCode.List(bpfObject, program, Engine.Jit),
                "x64" => VirtualCode.List(bpfObject, program, Engine.X64),
                _ => VirtualCode.List(bpfObject, program, Engine.Auto),
            }),
        ];
        if (json)
        {
            MachineListingWriter.WriteJson(terminal, listings);
            return ExitCode.Done;
        }

        for (int i = 0; i < listings.Length; i++)
        {
            if (i > 0)
                terminal.Out.WriteLine();
            MachineListingWriter.WriteText(terminal, listings[i], withSource);
        }

        return ExitCode.Done;
    }

    private static IReadOnlyList<ProgramSpec> Programs(byte[] bytes, string? name) => ProgramSelection.Select(BpfObject.Parse(bytes), name);

    private static void WriteSections(Terminal terminal, ImmutableArray<ObjectCode> sections, bool withSource)
    {
        foreach (ObjectCode section in sections)
        {
            using StringWriter listing = new();
            ObjdumpListing.Write(listing, section.Name, section.Instructions.AsSpan(), section.Symbols);
            SourceLines source = new(withSource ? section.Lines : []);
            foreach (string line in listing.ToString().Split('\n', StringSplitOptions.None).SkipLast(1))
            {
                if (TryReadIndex(line, out int index) && source.At(index) is { } text)
                    terminal.Out.Write($"; {text}\n");
                terminal.Out.Write(line + "\n");
            }
        }
    }

    private static void WritePrograms(Terminal terminal, IReadOnlyList<ProgramSpec> programs, TextDialect style, bool withSource)
    {
        bool isFirst = true;
        foreach (ProgramSpec program in programs)
        {
            if (!isFirst)
                terminal.Out.WriteLine();
            isFirst = false;
            terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{program.Name} ({(program.SectionName.Length > 0 ? program.SectionName : program.Type.ToText())}), {program.Instructions.Length} instructions"));
            SourceLines source = new(withSource ? program.Lines : []);
            foreach (Item item in Items(program, style))
            {
                if (item.Function is { } function)
                    terminal.Out.WriteLine($"{function}:");
                if (source.At(item.Index) is { } text)
                    terminal.Out.WriteLine($"; {text}");
                terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{item.Index,8}:\t{item.Text}"));
            }
        }
    }

    private static void WriteJson(Terminal terminal, IReadOnlyList<ProgramSpec> programs, TextDialect style) => JsonOutput.Write(terminal, json =>
    {
        json.WriteStartArray();
        foreach (ProgramSpec program in programs)
        {
            SourceLines source = new(program.Lines);
            json.WriteStartObject();
            json.WriteString("name", program.Name);
            json.WriteString("section", program.SectionName);
            json.WriteString("type", program.Type.ToText());
            json.WriteStartArray("instructions");
            foreach (Item item in Items(program, style))
            {
                json.WriteStartObject();
                json.WriteNumber("index", item.Index);
                json.WriteString("text", item.Text);
                if (item.Function is { } function)
                    json.WriteString("function", function);
                if (source.InfoAt(item.Index) is { } line)
                {
                    json.WriteStartObject("source");
                    json.WriteString("file", line.File);
                    json.WriteNumber("line", line.Line);
                    json.WriteNumber("column", line.Column);
                    json.WriteString("text", line.Text);
                    json.WriteEndObject();
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static IEnumerable<Item> Items(ProgramSpec program, TextDialect style)
    {
        Disassembler disassembler = new(new DisassemblerOptions
        {
            Dialect = style,
            References = program.References.ToDictionary(reference => reference.Instruction, reference => reference.ToPendingReference()),
            HelperName = style == TextDialect.Verifier ? number => Names.ToText((HelperId)number) : null,
        });
        Dictionary<int, string> functions = program.Functions.ToDictionary(function => function.Instruction, function => function.Name);
        ImmutableArray<Instruction> instructions = program.Instructions;
        for (int index = 0; index < instructions.Length; index++)
        {
            System.Text.StringBuilder text = new();
            int length = disassembler.Append(text, instructions.AsSpan(), index);
            yield return new Item(index, text.ToString(), functions.GetValueOrDefault(index));
            index += Math.Max(length, 1) - 1;
        }
    }

    private static bool TryReadIndex(string line, out int index)
    {
        index = 0;
        int colon = line.IndexOf(":\t", StringComparison.Ordinal);
        return colon > 0 && int.TryParse(line.AsSpan(0, colon), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out index);
    }

    /// <summary>One line of a listing.</summary>
    private readonly record struct Item(int Index, string Text, string? Function);

    /// <summary>Says where a new source line begins.</summary>
    private sealed class SourceLines(ImmutableArray<LineInfo> lines)
    {
        private readonly Dictionary<int, LineInfo> _byInstruction = lines.GroupBy(line => line.Instruction).ToDictionary(group => group.Key, group => group.Last());

        public LineInfo? InfoAt(int instruction) => _byInstruction.TryGetValue(instruction, out LineInfo line) ? line : null;

        public string? At(int instruction) => InfoAt(instruction) is not { } line
            ? null
            : line.Text.Length > 0 ? line.Text.Trim() : string.Create(CultureInfo.InvariantCulture, $"{line.File}:{line.Line}");
    }
}
