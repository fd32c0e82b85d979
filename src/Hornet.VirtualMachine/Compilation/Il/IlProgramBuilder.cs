// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;

namespace Hornet.VirtualMachines;

/// <summary>Compiles one program: finds out about its functions, makes a method for each, has them compiled.</summary>
[RequiresDynamicCode("Emits intermediate language.")]
internal sealed class IlProgramBuilder(CompilationInput input)
{
    private readonly Dictionary<int, IlFunction> _functions = [];

    /// <summary>What is compiled.</summary>
    public CompilationInput Input { get; } = input;

    /// <summary>The function that starts at a slot.</summary>
    public IlFunction FunctionAt(int slot) => _functions[slot];
}
