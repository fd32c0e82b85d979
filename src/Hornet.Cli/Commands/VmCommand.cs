// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.CommandLine;
using Hornet.Bytecode;
using Hornet.VirtualMachines;

namespace Hornet.Cli.Commands;

/// <summary>
/// <c>hornet vm [MEMORY-HEX]</c>: the plug-in protocol of the public instruction conformance suite. The program is hexadecimal text on standard
/// input; R1 is the address of the memory and R2 its length; helper 5 is <c>unwind</c>; R0 is printed in hexadecimal.
/// </summary>
internal static class VmCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string?> memory = new("memory-hex")
        {
            Description = "The memory that R1 points to, as hexadecimal bytes; R2 is its length.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string> engine = CommonOptions.Engine();
        Command command = new("vm", "Run raw bytecode (hexadecimal text on standard input) over a block of memory and print R0.") { memory, engine };
        command.SetAction(parsed => Run(terminal, parsed.GetValue(memory) ?? ""));
        return command;
    }

    private static int Run(Terminal terminal, string memoryText)
    {
        byte[] memory = HexText.Parse(memoryText, "the memory");
        byte[] bytecode = HexText.Parse(terminal.In.ReadToEnd(), "the program");
        try
        {
            ImmutableArray<Instruction> program = BytecodeDecoder.Decode(bytecode);
            terminal.Out.WriteLine($"{BytecodeRunner.Run(program.AsSpan(), memory):x}");
            return ExitCode.Done;
        }
        catch (BpfException error)
        {
            throw new CliException(error.Message, ExitCode.Failed);
        }
    }
}
