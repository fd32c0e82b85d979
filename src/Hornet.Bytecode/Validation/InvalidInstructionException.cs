// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode;

/// <summary>A program has an invalid instruction.</summary>
public sealed class InvalidInstructionException : BpfException
{
    /// <summary>Creates the error for a fault.</summary>
    public InvalidInstructionException(InstructionDiagnostic diagnostic)
        : base($"Validating a program: instruction {diagnostic.Index}: {InstructionMessages.Describe(diagnostic.Fault, diagnostic.Instruction)}.") =>
        Diagnostic = diagnostic;

    /// <summary>The fault: slot, instruction, and what is wrong.</summary>
    public InstructionDiagnostic Diagnostic { get; }

    /// <summary>The slot of the invalid instruction, counted from 0.</summary>
    public int Index => Diagnostic.Index;

    /// <summary>What is wrong with it.</summary>
    public InstructionFault Fault => Diagnostic.Fault;
}
