// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.VirtualMachines;

/// <summary>Compiles programs to x86-64 machine code, an instruction or two for each of theirs.</summary>
internal sealed class X64Compiler : IProgramCompiler
{
    /// <summary>
    /// Programs of at most this many instructions, if nothing in them is repeated, are entered without telling the garbage collector. It waits for them
    /// at most some microseconds.
    /// </summary>
    public const int BriefBelow = 1000;

    /// <summary>The compiler.</summary>
    public static X64Compiler Instance { get; } = new();

    /// <inheritdoc/>
    public Engine Engine => Engine.X64;

    /// <inheritdoc/>
    public string? WhyNot => RuntimeInformation.ProcessArchitecture == Architecture.X64
        ? null
        : $"the processor is {RuntimeInformation.ProcessArchitecture}, not x86-64; jit and interpreter work here";

    /// <inheritdoc/>
    public CompiledProgram Compile(CompilationInput input) => new X64Generator(input).Generate();
}
