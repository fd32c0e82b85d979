// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>What is known of a register at an instruction.</summary>
/// <param name="Name">The register, <c>R0</c> to <c>R10</c>.</param>
/// <param name="State">What is known, in the notation of the kernel's log: <c>scalar(umin=1,umax=14)</c>.</param>
/// <param name="Description">The same in plain words: "a number from 1 to 14".</param>
public readonly record struct RegisterKnowledge(string Name, string State, string Description)
{
    /// <summary>Says in plain words what the notation of the kernel's log says.</summary>
    /// <param name="name">The register.</param>
    /// <param name="state">Its state in that notation; empty where it was never written.</param>
    public static RegisterKnowledge Of(string name, string state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return new RegisterKnowledge(name, state, RegisterNotation.Describe(state));
    }
}
