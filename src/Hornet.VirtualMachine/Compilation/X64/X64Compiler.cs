// SPDX-License-Identifier: Apache-2.0
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Hornet.VirtualMachines;

/// <summary>Compiles programs to x86-64 machine code, an instruction or two for each of theirs.</summary>
internal sealed class X64Compiler : IProgramCompiler
{
    /// <summary>
    /// Programs of at most this many instructions are entered without telling the garbage collector, unless they call back in a loop. It then waits for
    /// at most as many instructions, and those of a slice of the budget (<see cref="Interpreter.SliceSize"/>): some ten microseconds.
    /// </summary>
    public const int BriefBelow = 20_000;

    /// <summary>The compiler.</summary>
    public static X64Compiler Instance { get; } = new();

    /// <inheritdoc/>
    public Engine Engine => Engine.X64;

    /// <inheritdoc/>
    public string? WhyNot => RuntimeInformation.ProcessArchitecture == Architecture.X64
        ? null
        : $"the processor is {RuntimeInformation.ProcessArchitecture}, not x86-64; jit and interpreter work here";

    /// <inheritdoc/>
    public CompiledProgram Compile(CompilationInput input)
    {
        try
        {
            return new X64Generator(input).Generate();
        }
        catch (Win32Exception error)
        {
            throw new CompilationException(
                input.Code.Spec.Name, Engine.X64, $"the system gives no memory for machine code that is made at run time ({error.Message})", error);
        }
    }
}
