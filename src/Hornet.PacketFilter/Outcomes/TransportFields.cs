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
                    AddFrom(relation.Left, found);
                    AddFrom(relation.Right, found);
                    break;
            }
        }

        return found;
    }

    private static void AddFrom(NumberNode number, HashSet<FilterProtocol> found)
    {
        var numbers = new Stack<NumberNode>([number]);
        while (numbers.TryPop(out NumberNode? next))
        {
            switch (next)
            {
                case NumberOperation operation:
                    numbers.Push(operation.Left);
                    numbers.Push(operation.Right);
                    break;
                case NumberNegation negation:
                    numbers.Push(negation.Operand);
                    break;
                case FieldNumber field:
                    numbers.Push(field.Offset);
                    if (field.Protocol is >= FilterProtocol.Tcp and <= FilterProtocol.Esp)
                        found.Add(field.Protocol);
                    break;
            }
        }
    }
}
