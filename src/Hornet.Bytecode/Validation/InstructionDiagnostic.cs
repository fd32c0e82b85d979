// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode;

/// <summary>A fault found in a program.</summary>
/// <param name="Index">The slot, counted from 0.</param>
/// <param name="Instruction">The instruction in that slot.</param>
/// <param name="Fault">What is wrong with it.</param>
public readonly record struct InstructionDiagnostic(int Index, Instruction Instruction, InstructionFault Fault)
{
    /// <summary>The fault as a sentence that begins with the slot.</summary>
    public string Message => $"Instruction {Index}: {InstructionMessages.Describe(Fault, Instruction)}.";

    /// <inheritdoc/>
    public override string ToString() => Message;
}
