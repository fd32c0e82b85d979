// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode;
using Hornet.Objects;
using Hornet.Runtime;
using Hornet.VirtualMachines;

namespace Hornet.Cli.Listing;

/// <summary>Compiles programs with an engine of the virtual machine, to list the machine code.</summary>
internal static class VirtualCode
{
    /// <summary>Compiles a program.</summary>
    /// <exception cref="CompilationException">The engine is not here, or cannot compile it.</exception>
    public static MachineListing List(BpfObject bpfObject, ProgramSpec program, Engine engine)
    {
        using VirtualMachine machine = new(new VirtualMachineOptions { Engine = Engine.Interpreter });
        using VirtualObject loaded = machine.Load(bpfObject, new LoadOptions { Programs = [program.Name] });
        VirtualProgram compiled = loaded.Program(program.Name);
        compiled.Compile(engine);
        ImmutableArray<MachineFunction> functions = compiled.ReadMachineCode();
        return new MachineListing
        {
            Program = program,
            Engine = compiled.Engine.ToText(),
            Functions = functions,
            IsSideBySide = functions.All(function => function.IsExact),
            Bytecode = MachineListing.Disassemble(
                program.Instructions,
                new DisassemblerOptions { References = program.References.ToDictionary(reference => reference.Instruction, reference => reference.ToPendingReference()) }),
            Source = program.Lines.GroupBy(line => line.Instruction).ToDictionary(group => group.Key, group => MachineListing.Describe(group.Last())),
            FunctionNames = program.Functions.ToDictionary(function => function.Instruction, function => function.Name),
        };
    }
}
