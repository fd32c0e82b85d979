// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Cli.Commands;

/// <summary><c>hornet asm</c>: assembly text to an object file or bare bytecode.</summary>
internal static class AsmCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> file = new("file") { Description = "The text, in LLVM's, the verifier's or the mnemonic dialect; - is standard input." };
        Option<string?> output = new("--output", "-o") { Description = "The object file to write (or, with --raw, the bytecode)." };
        Option<bool> raw = new("--raw") { Description = "Write the bare 8-byte slots, little-endian, instead of an object; to standard output without -o." };
        Option<bool> hex = new("--hex") { Description = "Print the bare slots as hexadecimal text, as hornet vm reads it." };
        Option<string> section = new("--section") { Description = "The section, which tells the program type.", DefaultValueFactory = _ => "socket" };
        Option<string?> name = new("--name") { Description = "The name of the program; by default the file's." };
        Option<string> license = new("--license") { Description = "The licence that the program declares.", DefaultValueFactory = _ => "GPL" };
        Command command = new("asm", "Assemble text into an object file or bare bytecode.") { file, output, raw, hex, section, name, license };
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(file);
            string text = path == "-" ? terminal.In.ReadToEnd() : File.ReadAllText(path);
            BpfObject bpfObject = BpfAssembly.Parse(text, new BpfAssemblyOptions
            {
                SectionName = parsed.GetRequiredValue(section),
                ProgramName = parsed.GetValue(name) ?? DefaultName(path),
                License = parsed.GetRequiredValue(license),
            });
            byte[] bytecode = BytecodeEncoder.Encode(bpfObject.Programs[0].Instructions.AsSpan());
            if (parsed.GetValue(hex))
                WriteHex(terminal, bytecode);
            else if (parsed.GetValue(raw))
                WriteRaw(terminal, bytecode, parsed.GetValue(output));
            else
                bpfObject.Save(parsed.GetValue(output) ?? throw new CliException("Say where the object goes with -o FILE, or ask for the bare bytecode with --raw or --hex."));
            return ExitCode.Done;
        });
        return command;
    }

    private static void WriteHex(Terminal terminal, ReadOnlySpan<byte> bytecode)
    {
        for (int at = 0; at < bytecode.Length; at += Instruction.SizeInBytes)
            terminal.Out.WriteLine(string.Join(' ', Convert.ToHexStringLower(bytecode.Slice(at, Instruction.SizeInBytes)).Chunk(2).Select(pair => new string(pair))));
    }

    private static void WriteRaw(Terminal terminal, byte[] bytecode, string? output)
    {
        if (output is not null)
        {
            File.WriteAllBytes(output, bytecode);
            return;
        }

        using Stream stream = terminal.OpenRawOutput();
        stream.Write(bytecode);
    }

    private static string DefaultName(string path)
    {
        string stem = path == "-" ? "program" : Path.GetFileNameWithoutExtension(path);
        string name = string.Concat(stem.Select(c => char.IsAsciiLetterOrDigit(c) || c == '_' ? c : '_'));
        return name.Length == 0 || char.IsAsciiDigit(name[0]) ? "_" + name : name;
    }
}
