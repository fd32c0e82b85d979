// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>
/// A program whose references to the outside are resolved for one machine: what the interpreter decodes, and what a verifier or compiler works on.
/// </summary>
internal sealed class LinkedProgram
{
    /// <summary>The program as its object has it.</summary>
    public required ProgramSpec Spec { get; init; }

    /// <summary>The instructions with CO-RE relocations applied.</summary>
    public required ImmutableArray<Instruction> Instructions { get; init; }

    /// <summary>What wide loads load that the instruction does not hold itself, by the index of their first slot: map handles, addresses.</summary>
    public Dictionary<int, ulong> WideValues { get; init; } = [];

    /// <summary>What calls of kernel functions call, by the index of the call.</summary>
    public Dictionary<int, HelperFunction> KernelFunctions { get; init; } = [];

    /// <summary>Instructions that may not be reached, and why.</summary>
    public Dictionary<int, string> Poisoned { get; init; } = [];

    /// <summary>The helper that ends the program when it returns 0, or -1.</summary>
    public int UnwindHelper { get; init; } = -1;

    /// <summary>Bytes above R10 of the outermost frame that may be touched all the same; for bare bytecode written for machines with one flat stack.</summary>
    public int StackSlack { get; init; }
}
