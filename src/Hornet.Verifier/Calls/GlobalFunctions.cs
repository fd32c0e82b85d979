// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>Functions that are verified once, by the signature in their BTF.</summary>
internal sealed class GlobalFunctions
{
    private readonly Analysis _analysis;

    /// <summary>Works on an analysis.</summary>
    public GlobalFunctions(Analysis analysis) => _analysis = analysis;

    /// <summary>Checks a call by the callee's signature and marks the callee as one to verify. What the call changes (R0 to R5, packet pointers) is the caller's to do.</summary>
    public void CheckArguments(Subprogram callee) => throw new NotImplementedException();

    /// <summary>Fills the argument registers of a global function, or of a main program with a BTF signature that replaces another, when it is verified by itself.</summary>
    public void Begin(Subprogram function, StackFrame frame) => throw new NotImplementedException();
}
