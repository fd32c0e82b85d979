// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

namespace Hornet.VirtualMachines;

/// <summary>The compilers by the engines they stand for.</summary>
internal static class Compilers
{
    /// <summary>The compiler of an engine that has one.</summary>
    public static IProgramCompiler Find(Engine engine) => engine switch
    {
        Engine.Jit => IlCompiler.Instance,
        Engine.X64 => X64Compiler.Instance,
        _ => throw new ArgumentOutOfRangeException(nameof(engine), engine, "not a compiler"),
    };

    /// <summary>Compiles a program with an engine.</summary>
    /// <exception cref="CompilationException">The engine cannot do that here, or not this program.</exception>
    public static CompiledProgram Compile(Engine engine, ProgramCode code, IProgramEnvironment environment)
    {
        IProgramCompiler compiler = Find(engine);
        if (compiler.WhyNot is { } reason)
        {
            throw new CompilationException(code.Spec.Name, engine, reason) { IsEngineMissing = true };
        }

        if (code.Proofs is null && !environment.Options.CompilesUnverified)
        {
            throw new CompilationException(
                code.Spec.Name, engine, "it was not verified; it can be interpreted, or compiled with every access tested (CompilesUnverified)");
        }

        long start = Stopwatch.GetTimestamp();
        CompiledProgram program = compiler.Compile(new CompilationInput(code, environment));
        program.Code = code;
        program.CompileTime = Stopwatch.GetElapsedTime(start);
        return program;
    }
}
