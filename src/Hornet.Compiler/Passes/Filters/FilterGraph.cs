// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Passes.Filters;

/// <summary>A filter as a graph of steps without loops, for the passes that know what a filter is.</summary>
internal sealed class FilterGraph(TermTable terms, Step entry)
{
    /// <summary>The terms of its steps.</summary>
    public TermTable Terms { get; } = terms;

    /// <summary>Where it starts.</summary>
    public Step Entry { get; set; } = entry;

    /// <summary>Reads a function.</summary>
    /// <returns>The graph, or null when the function has loops, calls, phis, or memory beside slots of 4 bytes.</returns>
    public static FilterGraph? TryRead(Function function) => new FilterReader(function).Read();

    /// <summary>Writes the graph into a function in the place of what it was.</summary>
    public void WriteTo(Function function) => new FilterWriter(function).Write(this);
}
