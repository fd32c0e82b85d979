// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Passes.Filters;
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Backends.Classic;

/// <summary>Generates classic BPF: two registers, 16 words of scratch memory, forward jumps, at most 4,096 instructions.</summary>
public static class ClassicBackend
{
    /// <summary>Generates code for a function that reads packets and returns a 32-bit integer.</summary>
    /// <param name="function">The function; it has no calls, no memory but slots, and no loops.</param>
    /// <param name="optimize">Whether to keep values in registers; otherwise each operation is done as it stands, slots staying in scratch memory.</param>
    /// <exception cref="ClassicLimitException">It needs more instructions or memory than classic BPF has.</exception>
    public static ClassicCode Generate(Function function, bool optimize)
    {
        ArgumentNullException.ThrowIfNull(function);
        return optimize && FilterGraph.TryRead(function) is { } graph
            ? ClassicLayout.Write(MergeBlocks.Run(GraphSelector.Select(graph)), shareJumps: true)
            : ClassicLayout.Write(DirectSelector.Select(function), shareJumps: false);
    }
}
