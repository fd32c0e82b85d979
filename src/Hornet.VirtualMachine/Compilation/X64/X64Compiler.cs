// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.VirtualMachines;

/// <summary>Compiles programs to x86-64 machine code, an instruction or two for each of theirs.</summary>
internal sealed class X64Compiler : IProgramCompiler
{
    /// <summary>The compiler.</summary>
    public static X64Compiler Instance { get; } = new();

    /// <inheritdoc/>
    public Engine Engine => Engine.X64;

    /// <inheritdoc/>
    public string? WhyNot => RuntimeInformation.ProcessArchitecture == Architecture.X64
        ? null
        : $"the processor is {RuntimeInformation.ProcessArchitecture}, not x86-64; jit and interpreter work here";

    /// <inheritdoc/>
    public CompiledProgram Compile(CompilationInput input) => throw new NotImplementedException();
}
