// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>What is known of a register at an instruction.</summary>
/// <param name="Name">The register, <c>R0</c> to <c>R10</c>.</param>
/// <param name="State">What is known, in the notation of the kernel's log: <c>scalar(umin=1,umax=14)</c>.</param>
/// <param name="Description">The same in plain words: "a number from 1 to 14".</param>
public readonly record struct RegisterKnowledge(string Name, string State, string Description);
