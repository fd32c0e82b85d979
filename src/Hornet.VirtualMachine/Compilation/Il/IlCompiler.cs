// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using Hornet.Bytecode;

namespace Hornet.VirtualMachines;

/// <summary>Compiles programs by way of .NET's intermediate language: a dynamic method a function.</summary>
internal sealed class IlCompiler : IProgramCompiler
{
    private static int s_isWarm;

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

    /// <summary>
    /// Has the runtime load, in the background, what it needs to compile; the first program of a process takes 20 milliseconds longer without. Does so
    /// once, however often it is called.
    /// </summary>
    public static void Warm()
    {
        if (RuntimeFeature.IsDynamicCodeSupported && Interlocked.Exchange(ref s_isWarm, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static _ => CompileSample(), null);
        }
    }

    /// <summary>Compiles a program that has a bit of everything.</summary>
    private static void CompileSample()
    {
        Instruction[] sample =
        [
            new(0xb7, Register.R0, 0, 0, 8),
            new(0x7b, Register.R10, Register.R0, -8, 0),
            new(0x79, Register.R3, Register.R10, -8, 0),
            new(0x85, 0, Register.R1, 0, 3),
            new(0x07, Register.R0, 0, 0, -1),
            new(0x55, Register.R0, 0, -2, 0),
            new(0x95),
            new(0xb7, Register.R0, 0, 0, 1),
            new(0x95),
        ];
        using var runner = new BytecodeRunner(sample, new VirtualMachineOptions { Engine = Engine.Jit, CompilesUnverified = true });
    }
}
