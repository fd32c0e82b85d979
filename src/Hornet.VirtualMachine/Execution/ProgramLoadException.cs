// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.VirtualMachines;

/// <summary>The virtual machine cannot load a program: it uses something that is not there, or its bytecode is not valid.</summary>
public sealed class ProgramLoadException : BpfException
{
    /// <summary>Creates the error.</summary>
    /// <param name="program">The name of the program.</param>
    /// <param name="instruction">The index of the instruction (slot) at fault, or null when it is the program as a whole.</param>
    /// <param name="message">What is wrong.</param>
    public ProgramLoadException(string program, int? instruction, string message)
        : base(instruction is { } index ? $"Loading program '{program}': instruction {index}: {message}" : $"Loading program '{program}': {message}")
    {
        Program = program;
        Instruction = instruction;
    }

    /// <summary>The name of the program.</summary>
    public string Program { get; }

    /// <summary>The index of the instruction (slot) at fault, or null.</summary>
    public int? Instruction { get; }
}
