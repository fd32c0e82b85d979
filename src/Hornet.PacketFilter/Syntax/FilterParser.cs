// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;
using Hornet.PacketFilters.Names;

namespace Hornet.PacketFilters.Syntax;

/// <summary>Reads filter expressions.</summary>
public static class FilterParser
{
    /// <summary>How deep parentheses, <c>not</c>s and brackets may nest: what walks the tree recurses no deeper.</summary>
    public const int MaximumNesting = 500;

    /// <summary>How many operators one arithmetic expression may have: their tree leans to the left without limit otherwise.</summary>
    public const int MaximumOperators = 1_000;

    /// <summary>Parses an expression.</summary>
    /// <param name="source">The expression.</param>
    /// <param name="names">Looks up the names in it.</param>
    /// <exception cref="PacketFilterException">The expression is not well formed or a name is unknown.</exception>
    public static FilterNode Parse(SourceText source, INameLookup names)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(names);
        return new ExpressionParser(source, names).ParseAll();
    }
}
