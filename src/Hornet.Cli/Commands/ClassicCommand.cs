// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Hornet.Bytecode;
using Hornet.Bytecode.Classic;

namespace Hornet.Cli.Commands;

/// <summary><c>hornet classic</c>: classic BPF from one text form to another, or to extended BPF.</summary>
internal static class ClassicCommand
{
    /// <summary>The forms by the names people know them by; the last two can only be written.</summary>
    private static readonly (string Name, ClassicTextFormat Format)[] Formats =
    [
        ("d", ClassicTextFormat.Listing),
        ("dd", ClassicTextFormat.CArray),
        ("ddd", ClassicTextFormat.Decimal),
        ("asm", ClassicTextFormat.Assembly),
        ("asm-c", ClassicTextFormat.AlignedCArray),
        ("comma", ClassicTextFormat.Comma),
    ];

    public static Command Create(Terminal terminal)
    {
        Argument<string> file = new("file") { Description = "The program's text; - is standard input.", DefaultValueFactory = _ => "-" };
        Option<string?> from = new("--from") { Description = "The form of the text; by default it is recognised." };
        from.AcceptOnlyFromAmong([.. Formats.Select(format => format.Name)]);
        Option<string> to = new("--to")
        {
            Description = "The form to print: d, dd, ddd (tcpdump's), asm, asm-c, comma (bpf_asm's), ebpf, ebpf-mnemonic or ebpf-hex.",
            DefaultValueFactory = _ => "d",
        };
        to.AcceptOnlyFromAmong([.. Formats.Select(format => format.Name), "ebpf", "ebpf-mnemonic", "ebpf-hex"]);
        Option<bool> unchecked_ = new("--no-check") { Description = "Do not ask whether the kernel would take the program." };
        Command command = new("classic", "Convert classic BPF between text forms and to extended BPF.") { file, from, to, unchecked_ };
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(file);
            string text = path == "-" ? terminal.In.ReadToEnd() : File.ReadAllText(path);
            ClassicInstruction[] program = parsed.GetValue(from) is { } name ? ClassicText.Parse(text, FormatOf(name)) : ClassicText.Parse(text);
            if (!parsed.GetValue(unchecked_))
                ClassicValidator.Validate(program);
            Write(terminal, program, parsed.GetRequiredValue(to));
            return ExitCode.Done;
        });
        return command;
    }

    private static void Write(Terminal terminal, ClassicInstruction[] program, string form)
    {
        string text = form switch
        {
            "ebpf" => Disassemble(program, TextDialect.Llvm),
            "ebpf-mnemonic" => Disassemble(program, TextDialect.Mnemonic),
            "ebpf-hex" => Convert.ToHexStringLower(BytecodeEncoder.Encode(ClassicTranslator.Translate(program))),
            _ => ClassicText.Format(program, FormatOf(form)),
        };
        terminal.Out.Write(text.EndsWith('\n') ? text : text + "\n");
    }

    private static string Disassemble(ClassicInstruction[] program, TextDialect dialect) =>
        new Disassembler(new DisassemblerOptions { Dialect = dialect }).Disassemble(ClassicTranslator.Translate(program));

    private static ClassicTextFormat FormatOf(string name) => Formats.First(format => format.Name == name).Format;
}
