// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>Which stack slots may still be read, at each instruction of each function, as far as paths were walked.</summary>
internal sealed class StackLiveness
{
    /// <summary>Works on a program.</summary>
    public StackLiveness(VerifiedProgram program) => _ = program;

    /// <summary>Notes that the current instruction reads a slot of a frame; reads of a caller's frame count for its call instruction.</summary>
    public void Read(VerifierState state, int instruction, StackFrame frame, int slot) => throw new NotImplementedException();

    /// <summary>Notes that the current instruction overwrites a slot of the running frame whole, whichever way it came there.</summary>
    public void Overwrite(VerifierState state, int instruction, StackFrame frame, int slot) => throw new NotImplementedException();
}
