// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Compiler.Backends.Extended;
using Hornet.Compiler.Ssa;
using Hornet.Objects;

namespace Hornet.Compiler.Tests.Extended;

/// <summary>Runs generated programs wherever they can run.</summary>
internal static class Engines
{
    /// <summary>A system-call program: its context is memory that it may read and write.</summary>
    public static BpfObject Compile(Function function, CpuVersion version = CpuVersion.V3)
    {
        var module = new Module("test") { License = "GPL" };
        module.Programs.Add(new ModuleProgram(function, ProgramType.Syscall, "syscall"));
        return ExtendedBackend.Generate(module, new ExtendedOptions { CpuVersion = version });
    }

    /// <summary>Runs the object's one program in every engine.</summary>
    public static IReadOnlyList<(string Engine, uint Result, byte[] Context)> RunAll(BpfObject compiled, byte[] context)
    {
        using var runner = new Runner(compiled);
        return [.. runner.Run(context)];
    }

    /// <summary>Compiles for every version of the instruction set and checks what each engine returns.</summary>
    public static void ShouldReturn(Func<Function> make, byte[] context, uint expected, CpuVersion from = CpuVersion.V1)
    {
        for (CpuVersion version = from; version <= CpuVersion.V4; version++)
        {
            BpfObject compiled = Compile(make(), version);
            foreach ((string engine, uint result, _) in RunAll(compiled, context))
                result.ShouldBe(expected, $"{engine}, {version}:\n{Listing(compiled)}");
        }
    }

    public static string Listing(BpfObject compiled) =>
        string.Join("\n", compiled.Programs.Select(program => new Disassembler().Disassemble(program.Instructions.AsSpan())));
}
