// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>What was proven about one instruction, over every path that reaches it.</summary>
/// <param name="Memory">The one kind of memory it touches, <see cref="MemoryKind.None"/> if it touches none, <see cref="MemoryKind.Mixed"/> if that depends on the path.</param>
/// <param name="Facts">What else is known.</param>
/// <param name="StackOffset">For an access to the stack at one place: bytes from the frame's top (negative) of the frame <paramref name="StackFrame"/> above the current one.</param>
/// <param name="StackFrame">How many frames up the stack access goes; 0 is the function's own.</param>
public readonly record struct InstructionProof(MemoryKind Memory, ProofFacts Facts, short StackOffset = 0, byte StackFrame = 0);
