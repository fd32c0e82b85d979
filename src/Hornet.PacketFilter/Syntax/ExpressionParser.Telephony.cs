// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;

namespace Hornet.PacketFilters.Syntax;

/// <summary>Tests of ATM and of SS7's MTP2 and MTP3.</summary>
internal sealed partial class ExpressionParser
{
    private FilterNode? ParseTelephony(string keyword, SourceSpan start)
    {
        switch (keyword)
        {
            case "vpi" or "vci":
                return ParseFieldValues(start, keyword == "vci" ? 0xffffu : 0xff, (span, relation, value) => new AtmFieldTest(span, keyword == "vci", relation, value));
            case "sio" or "hsio":
                return ParseMtp3(Mtp3Field.ServiceInformation, 0xff, keyword, start);
            case "opc" or "hopc":
                return ParseMtp3(Mtp3Field.OriginatingPoint, 0x3fff, keyword, start);
            case "dpc" or "hdpc":
                return ParseMtp3(Mtp3Field.DestinationPoint, 0x3fff, keyword, start);
            case "sls" or "hsls":
                return ParseMtp3(Mtp3Field.SignallingLink, 0xf, keyword, start);
        }
        return keyword switch
        {
            "lane" => new AtmKindTest(start, AtmKind.Lane),
            "metac" => new AtmKindTest(start, AtmKind.MetaSignalling),
            "bcc" => new AtmKindTest(start, AtmKind.BroadcastSignalling),
            "oamf4sc" => new AtmKindTest(start, AtmKind.SegmentOamF4),
            "oamf4ec" => new AtmKindTest(start, AtmKind.EndToEndOamF4),
            "sc" => new AtmKindTest(start, AtmKind.Signalling),
            "ilmic" => new AtmKindTest(start, AtmKind.Ilmi),
            "oam" => new AtmKindTest(start, AtmKind.OamF4),
            "connectmsg" => new AtmKindTest(start, AtmKind.ConnectMessage),
            "metaconnect" => new AtmKindTest(start, AtmKind.MetaConnect),
            "fisu" or "hfisu" => new Mtp2KindTest(start, Mtp2Kind.FillIn, keyword[0] == 'h'),
            "lssu" or "hlssu" => new Mtp2KindTest(start, Mtp2Kind.LinkStatus, keyword[0] == 'h'),
            "msu" or "hmsu" => new Mtp2KindTest(start, Mtp2Kind.Message, keyword[0] == 'h'),
            _ => null,
        };
    }

    private FilterNode ParseMtp3(Mtp3Field field, uint maximum, string keyword, SourceSpan start) =>
        ParseFieldValues(start, maximum, (span, relation, value) => new Mtp3FieldTest(span, field, keyword[0] == 'h', relation, value));

    /// <summary>What a field is compared with: a number, with a relation or not, or several in parentheses by <c>or</c>.</summary>
    private FilterNode ParseFieldValues(SourceSpan start, uint maximum, Func<SourceSpan, Relation, uint, FilterNode> create)
    {
        string what = $"a number after `{start.Text}`";
        if (RelationOf(_token) is { } relation)
        {
            Advance();
            uint compared = ExpectNumberUpTo(maximum, what);
            return create(start.To(_previous), relation, compared);
        }
        if (!_token.IsSymbol("("))
        {
            uint equal = ExpectNumberUpTo(maximum, $"{what}, or several as `{start.Text} (5 or 6)`,");
            return create(start.To(_previous), Relation.Equal, equal);
        }
        SourceSpan open = _token.Span;
        Advance();
        uint first = ExpectNumberUpTo(maximum, what);
        FilterNode node = create(_previous, Relation.Equal, first);
        while (_token.IsKeyword("or"))
        {
            Advance();
            uint next = ExpectNumberUpTo(maximum, what);
            node = new Disjunction(node, create(_previous, Relation.Equal, next));
        }
        if (!_token.IsSymbol(")"))
            throw _token.Kind == FilterTokenKind.End ? Error("this `(` is never closed", open) : Error($"`)` or `or` is expected, not {_token.Description}");
        Advance();
        return node;
    }

    private uint ExpectNumberUpTo(uint maximum, string what)
    {
        SourceSpan span = _token.Span;
        uint number = ExpectNumber(what);
        return number <= maximum ? number : throw Error($"the greatest value here is {maximum}, not {number}", span);
    }
}
