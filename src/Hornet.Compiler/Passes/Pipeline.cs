// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Passes.Filters;
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Passes;

/// <summary>The orders in which passes run, as a table of contents.</summary>
public static class Pipeline
{
    // Passes over a filter stop earlier where nothing changes any more; two or three rounds are usual.
    private const int MaximumRounds = 16;

    /// <summary>Optimises a packet filter: promotion of slots, folding, correlation of branches, order of tests, sets.</summary>
    /// <param name="function">The function; it has no loops.</param>
    public static void OptimizeFilter(Function function) => OptimizeFilter(function, ReadOrder.Any);

    /// <summary>Optimises a packet filter.</summary>
    /// <param name="function">The function.</param>
    /// <param name="reads">What becomes of packets captured in part.</param>
    internal static void OptimizeFilter(Function function, ReadOrder reads)
    {
        ArgumentNullException.ThrowIfNull(function);
        if (FilterGraph.TryRead(function) is not { } graph)
        {
            Run(function, FoldConstants.Run);
            Run(function, SimplifyControlFlow.Run);
            return;
        }

        for (int round = 0; round < MaximumRounds; round++)
        {
            bool threaded = ThreadWays.Run(graph, reads);
            // Where nothing has changed since they were grouped, there is nothing to group.
            if (round > 0 && !threaded)
                break;
            if (!GroupTests.Run(graph, reads) && !threaded)
                break;
        }

        FindConstantResult.Run(graph, reads);
        ShareSets.Run(graph, function, FormSets.Run(graph));
        graph.WriteTo(function);
        Check(function, nameof(OptimizeFilter));
    }

    /// <summary>Optimises any function for the extended back end.</summary>
    /// <param name="function">The function.</param>
    public static void Optimize(Function function)
    {
        ArgumentNullException.ThrowIfNull(function);
        // Sets of a filter first: the other passes take long over long chains of tests.
        Run(function, FormSwitches.Run);
        Run(function, PromoteSlots.Run);
        for (int round = 0; round < 2; round++)
        {
            Run(function, FoldConstants.Run);
            Run(function, SimplifyControlFlow.Run);
            Run(function, NumberValues.Run);
            Run(function, DecideBranches.Run);
        }

        Run(function, FoldConstants.Run);
        Run(function, SimplifyControlFlow.Run);
        Run(function, RemoveDeadCode.Run);
        Run(function, FormSwitches.Run);
        Run(function, RemoveDeadCode.Run);
    }

    private static void Run(Function function, Func<Function, bool> pass)
    {
        pass(function);
        Check(function, pass.Method.DeclaringType!.Name);
    }

    private static void Check(Function function, string after)
    {
        if (SsaChecker.IsEnabled)
            SsaChecker.Check(function, after);
    }
}
