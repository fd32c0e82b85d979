// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Verification;

/// <summary>Ends an analysis: the program is refused. Never leaves the verifier, which makes a result of it.</summary>
internal sealed class Refusal : BpfException
{
    /// <summary>A refusal.</summary>
    /// <param name="message">The fault in the kernel's words.</param>
    /// <param name="kind">What kind of rule is broken.</param>
    /// <param name="instruction">The instruction, or null for none in particular.</param>
    public Refusal(string message, FailureKind kind, int? instruction)
        : base(message)
    {
        Kind = kind;
        Instruction = instruction;
        LogText = message;
    }

    /// <summary>What kind of rule is broken.</summary>
    public FailureKind Kind { get; }

    /// <summary>The instruction, or null for none in particular.</summary>
    public int? Instruction { get; }

    /// <summary>What the kernel's log has of the fault: the message, and the lines beside it where it takes several.</summary>
    public string LogText { get; init; }
}
