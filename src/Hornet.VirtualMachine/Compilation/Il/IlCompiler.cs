// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;

namespace Hornet.VirtualMachines;

/// <summary>Compiles programs by way of .NET's intermediate language: a dynamic method a function.</summary>
internal sealed class IlCompiler : IProgramCompiler
{
    /// <summary>The compiler.</summary>
    public static IlCompiler Instance { get; } = new();

    /// <inheritdoc/>
    public Engine Engine => Engine.Jit;

    /// <inheritdoc/>
    public string? WhyNot => RuntimeFeature.IsDynamicCodeSupported
        ? null
        : "this build of .NET has no compiler at run time; the interpreter works everywhere, x64 on x86-64 processors";

    /// <inheritdoc/>
    public CompiledProgram Compile(CompilationInput input) => RuntimeFeature.IsDynamicCodeSupported
        ? IlProgramBuilder.Build(input)
        : throw new PlatformNotSupportedException(WhyNot);
}
