// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>Makes machine code of a program.</summary>
internal interface IProgramCompiler
{
    /// <summary>Which engine it is.</summary>
    Engine Engine { get; }

    /// <summary>Why it cannot compile on this machine, as a clause that says what would work; null when it can.</summary>
    string? WhyNot { get; }

    /// <summary>Compiles.</summary>
    /// <exception cref="CompilationException">The program uses what this compiler does not have.</exception>
    CompiledProgram Compile(CompilationInput input);
}
