// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Verification;

/// <summary>Checks calls of kernel functions by their BTF types, flags and argument names.</summary>
internal sealed class KernelFunctionCalls
{
    private readonly Analysis _analysis;

    /// <summary>Works on an analysis.</summary>
    public KernelFunctionCalls(Analysis analysis) => _analysis = analysis;

    /// <summary>Processes a call of a kernel function; its name is in <see cref="VerifiedProgram.KernelFunctions"/>.</summary>
    public void Call(Instruction instruction) => throw new NotImplementedException();
}
