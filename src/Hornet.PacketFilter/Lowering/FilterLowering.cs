// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;
using Hornet.PacketFilters.Syntax;

namespace Hornet.PacketFilters.Lowering;

/// <summary>What a filter is compiled to, where that makes a difference to what can be reached.</summary>
public enum FilterTarget
{
    /// <summary>Classic BPF, which has no loops.</summary>
    Classic,

    /// <summary>Extended BPF: <c>tcp[…]</c> and the like follow the extension headers of IPv6.</summary>
    Extended,
}

/// <summary>Turns the tests of an expression into branches over packet reads: a function that returns the snap length or 0.</summary>
internal static class FilterLowering
{
    /// <summary>Lowers an expression to a function with the context as its one parameter.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="options">The link type and the rest.</param>
    /// <param name="target">What it is compiled to.</param>
    /// <exception cref="PacketFilterException">A test has no meaning on the link type.</exception>
    public static Function Lower(FilterNode expression, PacketFilterOptions options, FilterTarget target) =>
        throw new NotImplementedException($"{expression}{options}{target}");
}
