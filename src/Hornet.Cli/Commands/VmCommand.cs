// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.CommandLine;
using Hornet.Bytecode;
using Hornet.VirtualMachines;

namespace Hornet.Cli.Commands;

/// <summary>
/// <c>hornet vm [MEMORY-HEX]</c>: the plug-in protocol of the public instruction conformance suite. The program is hexadecimal text on standard
/// input; R1 is the address of the memory and R2 its length; helper 5 is <c>unwind</c>; R0 is printed in hexadecimal. Every engine tests every access.
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
        Option<Engine> engine = CommonOptions.Engine();
        Command command = new("vm", "Run raw bytecode (hexadecimal text on standard input) over a block of memory and print R0.") { memory, engine };
        command.SetAction(parsed => Run(terminal, parsed.GetValue(memory) ?? "", parsed.GetValue(engine)));
        return command;
    }

    private static int Run(Terminal terminal, string memoryText, Engine engine)
    {
        byte[] memory = HexText.Parse(memoryText, "the memory");
        byte[] bytecode = HexText.Parse(terminal.In.ReadToEnd(), "the program");
        try
        {
            ImmutableArray<Instruction> program = BytecodeDecoder.Decode(bytecode);
            // The program runs once: compiling it meanwhile would come too late.
            VirtualMachineOptions options = new() { Engine = engine == Engine.Auto ? Engine.Interpreter : engine, CompilesUnverified = true };
            terminal.Out.WriteLine($"{BytecodeRunner.Run(program.AsSpan(), memory, options):x}");
            return ExitCode.Done;
        }
        catch (BpfException error) when (error is not CompilationException)
        {
            throw new CliException(error.Message, ExitCode.Failed);
        }
    }
}
