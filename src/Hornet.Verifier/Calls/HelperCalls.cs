// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Verification;

/// <summary>Checks calls of helpers: whether they are allowed, their arguments, what they change, what they return.</summary>
internal sealed class HelperCalls
{
    private readonly Analysis _analysis;

    /// <summary>Works on an analysis.</summary>
    public HelperCalls(Analysis analysis) => _analysis = analysis;

    /// <summary>Processes a call of a helper.</summary>
    public void Call(Instruction instruction) => throw new NotImplementedException();
}
