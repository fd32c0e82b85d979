// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.VirtualMachines;

/// <summary>A program cannot be compiled: this machine has no such compiler, or the program uses what only the interpreter does.</summary>
public sealed class CompilationException : BpfException
{
    /// <summary>Creates the error.</summary>
    /// <param name="program">The program's name.</param>
    /// <param name="engine">Which compiler was asked.</param>
    /// <param name="reason">Why not, as a clause.</param>
    public CompilationException(string program, Engine engine, string reason)
        : base($"Compiling program '{program}' ({engine.ToText()}): {reason}.")
    {
        Program = program;
        Engine = engine;
    }

    /// <summary>The program's name.</summary>
    public string Program { get; }

    /// <summary>Which compiler was asked.</summary>
    public Engine Engine { get; }
}
