// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;
using Hornet.PacketFilters.Names;

namespace Hornet.PacketFilters.Syntax;

/// <summary>Reads filter expressions.</summary>
public static class FilterParser
{
    /// <summary>Parses an expression.</summary>
    /// <param name="source">The expression.</param>
    /// <param name="names">Looks up the names in it.</param>
    /// <exception cref="PacketFilterException">The expression is not well formed or a name is unknown.</exception>
    public static FilterNode Parse(SourceText source, INameLookup names) => throw new NotImplementedException($"{source}{names}");
}
