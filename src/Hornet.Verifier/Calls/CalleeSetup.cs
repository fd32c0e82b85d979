// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>Fills the argument registers of a callback from what its caller passed to the helper.</summary>
/// <param name="caller">The calling frame, its R1 to R5 as at the call.</param>
/// <param name="callee">The callback's new frame, its registers uninitialised but R10.</param>
internal delegate void CalleeSetup(StackFrame caller, StackFrame callee);
