// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;

namespace Hornet.PacketFilters.Syntax;

/// <summary>
/// Writes an expression's tree as an S-expression: <c>(and (port tcp dst 80) (not (host any any 10.0.0.1)))</c>. What is not said in the
/// expression is <c>any</c>. A chain of one operator is one list.
/// </summary>
public static class FilterPrinter
{
    /// <summary>The tree of a test.</summary>
    /// <param name="node">The test.</param>
    public static string Print(FilterNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        var text = new StringBuilder();
        Write(text, node);
        return text.ToString();
    }

    /// <summary>The tree of a number.</summary>
    /// <param name="number">The number.</param>
    public static string Print(NumberNode number)
    {
        ArgumentNullException.ThrowIfNull(number);
        var text = new StringBuilder();
        Write(text, number);
        return text.ToString();
    }

    private static void Write(StringBuilder text, FilterNode node)
    {
        switch (node)
        {
            case Combination:
                WriteChain(text, node);
                break;
            case Negation negation:
                text.Append("(not ");
                Write(text, negation.Operand);
                text.Append(')');
                break;
            case RelationTest relation:
                text.Append('(').Append(RelationText(relation.Relation)).Append(' ');
                Write(text, relation.Left);
                text.Append(' ');
                Write(text, relation.Right);
                text.Append(')');
                break;
            default:
                text.Append('(').AppendJoin(' ', Words(node)).Append(')');
                break;
        }
    }

    /// <summary>A chain from its first test on: a change of operator closes what is before it into a list.</summary>
    private static void WriteChain(StringBuilder text, FilterNode node)
    {
        (FilterNode first, ImmutableArray<Combination> steps) = node.LeftSpine();
        for (int i = steps.Length - 1; i >= 0; i--)
        {
            if (i == 0 || steps[i] is Conjunction != steps[i - 1] is Conjunction)
                text.Append(steps[i] is Conjunction ? "(and " : "(or ");
        }
        Write(text, first);
        for (int i = 0; i < steps.Length; i++)
        {
            text.Append(' ');
            Write(text, steps[i].Right);
            if (i == steps.Length - 1 || steps[i] is Conjunction != steps[i + 1] is Conjunction)
                text.Append(')');
        }
    }

    private static void Write(StringBuilder text, NumberNode number)
    {
        switch (number)
        {
            case NumberLiteral literal:
                text.Append(CultureInfo.InvariantCulture, $"{literal.Value}");
                break;
            case LengthNumber:
                text.Append("len");
                break;
            case NumberNegation negation:
                text.Append("(- ");
                Write(text, negation.Operand);
                text.Append(')');
                break;
            case FieldNumber field:
                text.Append(Keyword(field.Protocol)).Append('[');
                Write(text, field.Offset);
                text.Append(CultureInfo.InvariantCulture, $":{field.Size}]");
                break;
            case NumberOperation operation:
                text.Append('(').Append(OperatorText(operation.Operator)).Append(' ');
                Write(text, operation.Left);
                text.Append(' ');
                Write(text, operation.Right);
                text.Append(')');
                break;
        }
    }

    private static IEnumerable<string> Words(FilterNode node) => node switch
    {
        EveryPacket => ["every"],
        ProtocolName test => [Keyword(test.Protocol)],
        ProtocolNumber test => ["proto", Keyword(test.Protocol), Number(test.Number)],
        ProtocolChain test => ["protochain", Keyword(test.Protocol), Number(test.Number)],
        HostTest test => ["host", Keyword(test.Protocol), DirectionText(test.Direction), .. Addresses(test.Addresses)],
        DecnetHostTest test => ["decnet-host", DirectionText(test.Direction), $"{test.Area}.{test.Node}"],
        LinkHostTest test => ["link-host", Keyword(test.Protocol), DirectionText(test.Direction), LinkAddress(test.Address)],
        GatewayTest test => ["gateway", Keyword(test.Protocol), LinkAddress(test.LinkAddress), .. Addresses(test.Addresses)],
        NetTest test => [test.IsHost ? "host-net" : "net", Keyword(test.Protocol), DirectionText(test.Direction), $"{test.Network}", $"{test.Mask}"],
        PortTest { IsRange: true } test => ["portrange", Keyword(test.Protocol), DirectionText(test.Direction), $"{test.First}-{test.Last}"],
        PortTest test => ["port", Keyword(test.Protocol), DirectionText(test.Direction), Number(test.First)],
        BroadcastTest test => ["broadcast", Keyword(test.Protocol)],
        MulticastTest test => ["multicast", Keyword(test.Protocol)],
        LengthTest test => [test.IsGreater ? "greater" : "less", Number(test.Length)],
        ByteTest test => ["byte", Number(test.Offset), ByteOperatorText(test.Operator), Number(test.Value)],
        DirectionTest test => [test.IsOutbound ? "outbound" : "inbound"],
        InterfaceIndexTest test => ["ifindex", Number(test.Index)],
        VlanTest test => Optional("vlan", test.Id),
        MplsTest test => Optional("mpls", test.Label),
        PppoeDiscoveryTest => ["pppoed"],
        PppoeSessionTest test => Optional("pppoes", test.Session),
        GeneveTest test => Optional("geneve", test.NetworkIdentifier),
        _ => RareWords(node),
    };

    private static IEnumerable<string> RareWords(FilterNode node) => node switch
    {
        WlanTypeTest test => ["wlan-type", $"0x{test.Value:x2}", $"0x{test.Mask:x2}"],
        WlanDirectionTest test => ["wlan-dir", Number(test.Direction)],
        PfTest { Field: PfField.InterfaceName or PfField.RuleSet } test => ["pf", $"{test.Field}", test.Text],
        PfTest test => ["pf", $"{test.Field}", Number(test.Number)],
        AtmKindTest test => ["atm", $"{test.Kind}"],
        AtmFieldTest test => [test.IsVirtualChannel ? "vci" : "vpi", RelationText(test.Relation), Number(test.Value)],
        Mtp2KindTest test => [test.IsHighSpeed ? "mtp2-high-speed" : "mtp2", $"{test.Kind}"],
        Mtp3FieldTest test => [test.IsHighSpeed ? "mtp3-high-speed" : "mtp3", $"{test.Field}", RelationText(test.Relation), Number(test.Value)],
        LlcTest { Kind: LlcKind.SupervisorySubtype or LlcKind.UnnumberedSubtype } test => ["llc", $"{test.Kind}", $"0x{test.Subtype:x2}"],
        LlcTest test => ["llc", $"{test.Kind}"],
        _ => throw new ArgumentException($"a {node.GetType().Name} has no printed form", nameof(node)),
    };

    private static string Number(uint value) => value.ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<string> Optional(string word, uint? number) => number is null ? [word] : [word, Number(number.Value)];

    private static IEnumerable<string> Addresses(ImmutableArray<IPAddress> addresses) => addresses.Select(address => address.ToString());

    private static string LinkAddress(ImmutableArray<byte> address) => string.Join(':', address.Select(value => value.ToString("x2", CultureInfo.InvariantCulture)));

    /// <summary>The keyword of a protocol; <c>any</c> for none.</summary>
    internal static string Keyword(FilterProtocol protocol)
    {
        foreach ((string keyword, FilterProtocol known) in FilterKeywords.Protocols)
        {
            if (known == protocol)
                return keyword;
        }
        return "any";
    }

    private static string DirectionText(FilterDirection direction) => direction switch
    {
        FilterDirection.Source => "src",
        FilterDirection.Destination => "dst",
        FilterDirection.SourceOrDestination => "src-or-dst",
        FilterDirection.SourceAndDestination => "src-and-dst",
        FilterDirection.Address1 => "addr1",
        FilterDirection.Address2 => "addr2",
        FilterDirection.Address3 => "addr3",
        FilterDirection.Address4 => "addr4",
        FilterDirection.Receiver => "ra",
        FilterDirection.Transmitter => "ta",
        _ => "any",
    };

    private static string RelationText(Relation relation) => relation switch
    {
        Relation.Equal => "=",
        Relation.NotEqual => "!=",
        Relation.Less => "<",
        Relation.LessOrEqual => "<=",
        Relation.Greater => ">",
        _ => ">=",
    };

    private static string OperatorText(NumberOperator operation) => operation switch
    {
        NumberOperator.Add => "+",
        NumberOperator.Subtract => "-",
        NumberOperator.Multiply => "*",
        NumberOperator.Divide => "/",
        NumberOperator.Modulo => "%",
        NumberOperator.And => "&",
        NumberOperator.Or => "|",
        NumberOperator.Xor => "^",
        NumberOperator.ShiftLeft => "<<",
        _ => ">>",
    };

    private static string ByteOperatorText(ByteOperator operation) => operation switch
    {
        ByteOperator.Equal => "=",
        ByteOperator.Less => "<",
        ByteOperator.Greater => ">",
        ByteOperator.And => "&",
        _ => "|",
    };
}
