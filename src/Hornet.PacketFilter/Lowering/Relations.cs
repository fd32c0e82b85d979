// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;
using Hornet.PacketFilters.Syntax;

namespace Hornet.PacketFilters.Lowering;

/// <summary>The relations of the language as comparisons.</summary>
internal static class Relations
{
    public static Comparison ToComparison(Relation relation) => relation switch
    {
        Relation.Equal => Comparison.Equal,
        Relation.NotEqual => Comparison.NotEqual,
        Relation.Less => Comparison.Less,
        Relation.LessOrEqual => Comparison.LessOrEqual,
        Relation.Greater => Comparison.Greater,
        _ => Comparison.GreaterOrEqual,
    };
}
