// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;

namespace Hornet.PacketFilters.Syntax;

/// <summary>Tests that start with a keyword.</summary>
internal sealed partial class ExpressionParser
{
    private Part ParseTest()
    {
        SourceSpan start = _token.Span;
        if (_token.Kind != FilterTokenKind.Keyword)
            throw Error($"a test is expected, not {_token.Description}");
        if (FilterKeywords.Protocols.TryGetValue(_token.Text, out FilterProtocol protocol))
        {
            Advance();
            return ParseQualified(protocol, start) ?? Part.Test(new ProtocolName(start, protocol));
        }
        return ParseQualified(FilterProtocol.Default, start) ?? ParseUnqualified();
    }

    /// <summary>What may follow a protocol, or stand without one; null when nothing of it does.</summary>
    private Part? ParseQualified(FilterProtocol protocol, SourceSpan start)
    {
        if (_token.Kind != FilterTokenKind.Keyword)
            return null;
        switch (_token.Text)
        {
            case "broadcast":
                Advance();
                return Part.Test(new BroadcastTest(start.To(_previous), protocol));
            case "multicast":
                Advance();
                return Part.Test(new MulticastTest(start.To(_previous), protocol));
            case "type" or "subtype" or "dir":
                return Part.Test(ParseWlan(start));
        }
        FilterDirection? direction = ParseDirection();
        ValueKind? kind = ParseValueKind(direction is not null);
        if (direction is null && kind is null)
            return null;
        var qualifiers = new Qualifiers(protocol, direction ?? FilterDirection.Default, kind ?? ValueKind.Default, start.To(_previous));
        Part value = ParseTestOrNumber(qualifiers, true);
        FilterNode node = value.Node ?? NumberValue((NumberLiteral)value.Number!, qualifiers);
        return Part.Test(node with { Span = start.To(_previous) }, qualifiers);
    }

    private FilterDirection? ParseDirection()
    {
        FilterDirection? direction = _token.Text switch
        {
            "src" => FilterDirection.Source,
            "dst" => FilterDirection.Destination,
            "addr1" => FilterDirection.Address1,
            "addr2" => FilterDirection.Address2,
            "addr3" => FilterDirection.Address3,
            "addr4" => FilterDirection.Address4,
            "ra" => FilterDirection.Receiver,
            "ta" => FilterDirection.Transmitter,
            _ => null,
        };
        if (direction is null)
            return null;
        string other = direction == FilterDirection.Source ? "dst" : "src";
        Advance();
        if (direction is not (FilterDirection.Source or FilterDirection.Destination) || _token.Kind != FilterTokenKind.Keyword || _token.Text is not ("and" or "or"))
            return direction;
        bool isAnd = _token.Text == "and";
        Advance();
        if (!_token.IsKeyword(other))
            throw Error($"`{other}` is expected after `{(other == "dst" ? "src" : "dst")} {(isAnd ? "and" : "or")}`, not {_token.Description}");
        Advance();
        return isAnd ? FilterDirection.SourceAndDestination : FilterDirection.SourceOrDestination;
    }

    private ValueKind? ParseValueKind(bool hasDirection)
    {
        if (_token.Kind != FilterTokenKind.Keyword)
            return null;
        ValueKind? kind = _token.Text switch
        {
            "host" => ValueKind.Host,
            "net" => ValueKind.Net,
            "port" => ValueKind.Port,
            "portrange" => ValueKind.PortRange,
            "gateway" => ValueKind.Gateway,
            "proto" => ValueKind.Protocol,
            "protochain" => ValueKind.ProtocolChain,
            _ => null,
        };
        if (kind is null)
            return null;
        if (hasDirection && kind is ValueKind.Gateway or ValueKind.Protocol or ValueKind.ProtocolChain)
            throw Error($"`{_token.Text}` takes no direction; after one, `host`, `net`, `port`, `portrange` or a value is expected");
        Advance();
        return kind;
    }

    /// <summary>Tests that stand alone or with a number.</summary>
    private Part ParseUnqualified()
    {
        SourceSpan start = _token.Span;
        string keyword = _token.Text;
        Advance();
        FilterNode? node = keyword switch
        {
            "less" or "greater" => new LengthTest(start, keyword == "greater", ExpectNumber($"a number of bytes after `{keyword}`")),
            "byte" => ParseByte(start),
            "inbound" or "outbound" => new DirectionTest(start, keyword == "outbound"),
            "ifindex" => new InterfaceIndexTest(start, ExpectNumber("the index of an interface")),
            "vlan" => new VlanTest(start, ParseOptionalNumber("a VLAN", 0xfff)),
            "mpls" => new MplsTest(start, ParseOptionalNumber("an MPLS label", 0xfffff)),
            "pppoed" => new PppoeDiscoveryTest(start),
            "pppoes" => new PppoeSessionTest(start, ParseOptionalNumber("a PPPoE session", 0xffff)),
            "geneve" => new GeneveTest(start, ParseOptionalNumber("a Geneve network", 0xffffff)),
            "llc" => ParseLlc(start),
            "ifname" => new PfTest(start, PfField.InterfaceName, ExpectName("the name of an interface"), 0),
            "rset" => new PfTest(start, PfField.RuleSet, ExpectName("the name of a rule set"), 0),
            "rnr" => new PfTest(start, PfField.RuleNumber, "", ExpectNumber("the number of a rule")),
            "srnr" => new PfTest(start, PfField.SubruleNumber, "", ExpectNumber("the number of a rule")),
            "reason" => new PfTest(start, PfField.Reason, "", _token.Kind == FilterTokenKind.Number ? ExpectNumber("a reason") : ExpectWord(FilterValues.PfReasons, "a reason of pf")),
            "action" => new PfTest(start, PfField.Action, "", ExpectWord(FilterValues.PfActions, "an action of pf")),
            _ => ParseTelephony(keyword, start),
        };
        if (node is null)
            throw Error($"a test cannot start with `{start.Text}`", start);
        return Part.Test(node with { Span = start.To(_previous) });
    }

    private ByteTest ParseByte(SourceSpan start)
    {
        uint offset = ExpectNumber("an offset after `byte`");
        ByteOperator? operation = _token.Kind != FilterTokenKind.Symbol ? null : _token.Text switch
        {
            "=" => ByteOperator.Equal,
            "<" => ByteOperator.Less,
            ">" => ByteOperator.Greater,
            "&" => ByteOperator.And,
            "|" => ByteOperator.Or,
            _ => null,
        };
        if (operation is null)
            throw Error($"`=`, `<`, `>`, `&` or `|` is expected after the offset of `byte`, not {_token.Description}");
        Advance();
        return new ByteTest(start, offset, operation.Value, ExpectNumberUpTo(0xff, "a number to compare the byte with"));
    }

    private LlcTest ParseLlc(SourceSpan start)
    {
        if (_token.IsKeyword("rnr"))
        {
            Advance();
            return new LlcTest(start, LlcKind.SupervisorySubtype, FilterValues.ReceiverNotReady);
        }
        if (_token.Kind != FilterTokenKind.Name)
            return new LlcTest(start, LlcKind.Any, 0);
        (LlcKind kind, byte subtype) = ExpectWord(FilterValues.LlcKinds, "a kind of LLC frame");
        return new LlcTest(start, kind, subtype);
    }

    private FilterNode ParseWlan(SourceSpan start)
    {
        string keyword = _token.Text;
        Advance();
        if (keyword == "dir")
        {
            uint direction = _token.Kind == FilterTokenKind.Number ? ExpectNumber("a direction") : ExpectWord(FilterValues.WlanDirections, "a direction of 802.11");
            return new WlanDirectionTest(start.To(_previous), direction);
        }
        if (keyword == "subtype")
        {
            byte frame = ExpectWord(FilterValues.WlanSubtypes, "a subtype of 802.11");
            return new WlanTypeTest(start.To(_previous), frame, FilterValues.WlanTypeMask | FilterValues.WlanSubtypeMask);
        }
        byte type = _token.Kind == FilterTokenKind.Number ? ExpectBits(FilterValues.WlanTypeMask, "type") : ExpectWord(FilterValues.WlanTypes, "a type of 802.11");
        if (!_token.IsKeyword("subtype"))
            return new WlanTypeTest(start.To(_previous), type, FilterValues.WlanTypeMask);
        Advance();
        SourceSpan word = _token.Span;
        if (_token.Kind == FilterTokenKind.Number)
            return new WlanTypeTest(start.To(word), (byte)(type | ExpectBits(FilterValues.WlanSubtypeMask, "subtype")), FilterValues.WlanTypeMask | FilterValues.WlanSubtypeMask);
        byte subtype = ExpectWord(FilterValues.WlanSubtypes, "a subtype of 802.11");
        if ((subtype & FilterValues.WlanTypeMask) != type)
            throw Error($"`{word.Text}` is no subtype of this type of 802.11 frames", word);
        return new WlanTypeTest(start.To(word), subtype, FilterValues.WlanTypeMask | FilterValues.WlanSubtypeMask);
    }

    /// <summary>A number that is compared with some bits of the first byte of an 802.11 frame, and may have no others.</summary>
    private byte ExpectBits(byte mask, string what)
    {
        SourceSpan span = _token.Span;
        uint number = ExpectNumber($"a {what} of 802.11");
        return (number & ~(uint)mask) == 0 ? (byte)number : throw Error($"the {what} of 802.11 is in the bits 0x{mask:x2} of the first byte; `{span.Text}` has others", span);
    }

    private uint ExpectNumber(string what)
    {
        if (_token.Kind != FilterTokenKind.Number)
            throw Error($"{what} is expected, not {_token.Description}");
        uint number = _token.Number;
        Advance();
        return number;
    }

    private string ExpectName(string what)
    {
        if (_token.Kind != FilterTokenKind.Name)
            throw Error($"{what} is expected, not {_token.Description}{KeywordAdvice()}");
        string name = _token.Text;
        Advance();
        return name;
    }

    /// <summary>One of a table's words, in letters of any case as libpcap has it.</summary>
    private T ExpectWord<T>(IReadOnlyDictionary<string, T> table, string what)
    {
        string words = string.Join(", ", table.Keys.Take(16)) + (table.Count > 16 ? ", …" : "");
        if (_token.Kind != FilterTokenKind.Name)
            throw Error($"{what} is expected, not {_token.Description}; one of {words}");
        if (!table.TryGetValue(_token.Text, out T? value))
        {
            string? nearest = FilterSuggestions.Nearest(_token.Text, table.Keys);
            throw Error(nearest is null ? $"{_token.Description} is not {what}: {words}" : $"{_token.Description} is not {what}; did you mean `{nearest}`?");
        }
        Advance();
        return value;
    }

    /// <summary>A number, in parentheses or not, if one follows.</summary>
    private uint? ParseOptionalNumber(string what, uint maximum)
    {
        if (_token.Kind != FilterTokenKind.Number && !_token.IsSymbol("("))
            return null;
        int parentheses = 0;
        SourceSpan open = _token.Span;
        for (; _token.IsSymbol("("); parentheses++)
            Advance();
        SourceSpan span = _token.Span;
        uint number = ExpectNumber(what);
        for (; parentheses > 0; parentheses--)
        {
            if (!_token.IsSymbol(")"))
                throw _token.Kind == FilterTokenKind.End ? Error("this `(` is never closed", open) : Error($"`)` is expected, not {_token.Description}");
            Advance();
        }
        return number <= maximum ? number : throw Error($"{what} is a number up to {maximum}, not {number}", span);
    }
}
