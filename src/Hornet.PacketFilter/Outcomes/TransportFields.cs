// SPDX-License-Identifier: Apache-2.0
using Hornet.PacketFilters.Syntax;

namespace Hornet.PacketFilters.Outcomes;

/// <summary>Finds the protocols above IP whose headers a test reads by an index.</summary>
internal static class TransportFields
{
    /// <summary>The protocols, each once.</summary>
    public static IEnumerable<FilterProtocol> Of(FilterNode node)
    {
        var found = new HashSet<FilterProtocol>();
        var tests = new Stack<FilterNode>([node]);
        while (tests.TryPop(out FilterNode? next))
        {
            switch (next)
            {
                case Combination combination:
                    tests.Push(combination.Left);
                    tests.Push(combination.Right);
                    break;
                case Negation negation:
                    tests.Push(negation.Operand);
                    break;
                case RelationTest relation:
                    found.UnionWith(relation.Left.Fields().Concat(relation.Right.Fields()).Select(field => field.Protocol).Where(IsAboveIP));
                    break;
            }
        }

        return found;
    }

    private static bool IsAboveIP(FilterProtocol protocol) => protocol is >= FilterProtocol.Tcp and <= FilterProtocol.Esp;
}
