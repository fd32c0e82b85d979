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
    /// <param name="innerException">The error behind it, if there is one.</param>
    public CompilationException(string program, Engine engine, string reason, Exception? innerException = null)
        : base($"Compiling program '{program}' ({engine.ToText()}): {reason}.", innerException!)
    {
        Program = program;
        Engine = engine;
    }

    /// <summary>The program's name.</summary>
    public string Program { get; }

    /// <summary>Which compiler was asked.</summary>
    public Engine Engine { get; }

    /// <summary>Whether this machine has no such compiler, so that no program can be compiled; otherwise it is this program.</summary>
    public bool IsEngineMissing { get; init; }
}
