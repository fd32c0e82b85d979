// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Passes;

/// <summary>The orders in which passes run, as a table of contents.</summary>
public static class Pipeline
{
    /// <summary>Optimises a packet filter: promotion of slots, folding, correlation of branches, order of tests, sets.</summary>
    /// <param name="function">The function; it has no loops.</param>
    public static void OptimizeFilter(Function function)
    {
        ArgumentNullException.ThrowIfNull(function);
        Run(function, FoldConstants.Run);
        Run(function, SimplifyControlFlow.Run);
    }

    /// <summary>Optimises any function for the extended back end.</summary>
    /// <param name="function">The function.</param>
    public static void Optimize(Function function)
    {
        ArgumentNullException.ThrowIfNull(function);
        Run(function, PromoteSlots.Run);
        Run(function, FoldConstants.Run);
        Run(function, SimplifyControlFlow.Run);
        Run(function, RemoveDeadCode.Run);
    }

    private static void Run(Function function, Func<Function, bool> pass)
    {
        pass(function);
        if (SsaChecker.IsEnabled)
            SsaChecker.Check(function, pass.Method.DeclaringType!.Name);
    }
}
