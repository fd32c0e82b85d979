// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;
using Hornet.PacketFilters.Names;

namespace Hornet.PacketFilters.Syntax;

/// <summary>
/// Parses an expression by recursive descent. What makes the language unusual is that a value alone (<c>443</c> in <c>port 80 or 443</c>)
/// takes over the qualifiers of the test before it, and that a parenthesis may hold tests, such values, or arithmetic: which of them is only
/// known after its first word, so all three are parsed by one method, which says what it found.
/// </summary>
internal sealed partial class ExpressionParser
{
    private readonly SourceText _source;
    private readonly INameLookup _names;
    private readonly FilterLexer _lexer;
    private FilterToken _token;
    private FilterToken _following;
    private bool _hasFollowing;
    private SourceSpan _previous;
    private int _depth;

    public ExpressionParser(SourceText source, INameLookup names)
    {
        _source = source;
        _names = names;
        _lexer = new FilterLexer(source);
        _token = _lexer.Next();
    }

    /// <summary>A part of an expression.</summary>
    /// <param name="Node">The test; null for a number of which it is not yet known whether it is a value or arithmetic.</param>
    /// <param name="Number">That number.</param>
    /// <param name="Qualifiers">What a value after this part takes over; null for nothing.</param>
    /// <param name="IsValue">Whether it is a value without qualifiers of its own.</param>
    private readonly record struct Part(FilterNode? Node, NumberNode? Number, Qualifiers? Qualifiers, bool IsValue)
    {
        public static Part Test(FilterNode node, Qualifiers? qualifiers = null) => new(node, null, qualifiers, false);

        public static Part Value(FilterNode node, Qualifiers qualifiers) => new(node, null, qualifiers, true);
    }

    /// <summary>Parses the whole text.</summary>
    public FilterNode ParseAll()
    {
        if (_token.Kind == FilterTokenKind.End)
            return new EveryPacket(new SourceSpan(_source, 0, 0));
        Part first = ParseTestOrNumber(null, false);
        if (first.Number is not null)
            throw LonelyNumber(first.Number, null);
        FilterNode node = ParseChain(first);
        if (_token.Kind == FilterTokenKind.End)
            return node;
        throw Error(_token.IsSymbol(")") ? "this `)` closes nothing" : $"after a test, `and`, `or` or the end of the expression is expected, not {_token.Description}{AdviceAfter(node)}");
    }

    /// <summary>What was probably meant by a word that follows a test.</summary>
    private string AdviceAfter(FilterNode node)
    {
        if (Suggestion() is { Length: > 0 } suggestion)
            return suggestion;
        if (_token.IsSymbol("/") || _token.IsKeyword("mask"))
            return "; the address of a network with a mask has its dots, as `net 10.0.0.0/8`";
        FilterNode last = node is Combination combination ? combination.Right : node;
        if (last is not ProtocolName { Protocol: not FilterProtocol.Default } name || !StartsValue())
            return "";
        string kind = name.Protocol is FilterProtocol.Tcp or FilterProtocol.Udp or FilterProtocol.Sctp ? "port" : "host";
        return $"; did you mean `{name.Span.Text} {kind} {_token.Span.Text}`?";
    }

    private bool StartsValue() => _token.Kind == FilterTokenKind.Number || IsValueToken();

    /// <summary>What follows a first test by <c>and</c> and <c>or</c>: both bind equally and to the left.</summary>
    private FilterNode ParseChain(Part first)
    {
        FilterNode node = first.Node!;
        Qualifiers? qualifiers = first.Qualifiers;
        while (_token.IsKeyword("and") || _token.IsKeyword("or"))
        {
            bool isAnd = _token.Text == "and";
            Advance();
            Part next = ParseTestOrNumber(qualifiers, first.IsValue);
            FilterNode right = next.Node ?? ValueOfNumber(next.Number!, qualifiers);
            if (next.Node is not null && !next.IsValue)
                qualifiers = next.Qualifiers;
            node = isAnd ? new Conjunction(node, right) : new Disjunction(node, right);
        }
        return node;
    }

    /// <summary>Parses a test, a value, or a number that may turn out to be either a value or the beginning of arithmetic.</summary>
    /// <param name="outer">What a value takes over: the qualifiers of the test before, or of the head this is the value of.</param>
    /// <param name="valueOnly">Whether only a value may stand here.</param>
    private Part ParseTestOrNumber(Qualifiers? outer, bool valueOnly)
    {
        if (_token.IsKeyword("not"))
            return ParseNegation(outer, valueOnly);
        if (_token.IsSymbol("("))
        {
            Part inner = ParseParenthesis(outer, valueOnly);
            return inner.Number is null || valueOnly ? inner : ParseRelation(inner.Number, outer);
        }
        if (valueOnly && _token.Kind == FilterTokenKind.Number)
            return new Part(null, ParseLiteral(), outer, true);
        if (!valueOnly && StartsArithmetic())
            return ParseRelation(ParseArithmetic(0), outer);
        if (IsValueToken())
        {
            if (outer is not null)
                return Part.Value(ParseValue(outer), outer);
            throw LonelyValue();
        }
        if (valueOnly)
            throw Error($"{ValueExpectation(outer!)} is expected, not {_token.Description}{KeywordAdvice()}");
        return ParseTest();
    }

    private Part ParseNegation(Qualifiers? outer, bool valueOnly)
    {
        SourceSpan not = _token.Span;
        Advance();
        Descend(not);
        Part operand = ParseTestOrNumber(outer, valueOnly);
        _depth--;
        if (operand.Number is not null)
            operand = Part.Value(ValueOfNumber(operand.Number, outer), outer!);
        return operand with { Node = new Negation(not.To(operand.Node!.Span), operand.Node) };
    }

    /// <summary>
    /// What is in parentheses: tests, values or a number. Inside, values take over what those outside would, and after it too, whatever
    /// the tests inside are about.
    /// </summary>
    private Part ParseParenthesis(Qualifiers? outer, bool valueOnly)
    {
        SourceSpan open = _token.Span;
        Advance();
        Descend(open);
        if (_token.IsSymbol(")"))
            throw Error("there is nothing between these parentheses", open.To(_token.Span));
        Part first = ParseTestOrNumber(outer, valueOnly);
        if (first.Number is not null && _token.Kind == FilterTokenKind.Keyword && _token.Text is "and" or "or")
        {
            FilterNode value = ValueOfNumber(first.Number, outer);
            first = Part.Value(value, outer!);
        }
        Part result = first.Number is not null ? first
            : first.IsValue ? Part.Value(ParseChain(first), outer!)
            : Part.Test(ParseChain(first), outer);
        if (!_token.IsSymbol(")"))
        {
            string where = _token.Kind == FilterTokenKind.End ? "" : $" before {_token.Description}";
            throw _token.Kind == FilterTokenKind.End
                ? Error("this `(` is never closed", open)
                : Error($"`)`, `and` or `or` is expected{where}{Suggestion()}");
        }
        Advance();
        _depth--;
        SourceSpan whole = open.To(_previous);
        return result with
        {
            Node = result.Node is Combination ? result.Node with { Span = whole } : result.Node,
            Number = result.Number is null ? null : result.Number with { Span = whole },
        };
    }

    /// <summary>After a number, the rest of a comparison; or the number itself when none follows and it may be a value.</summary>
    private Part ParseRelation(NumberNode left, Qualifiers? outer)
    {
        left = ParseOperators(left, 0);
        if (RelationOf(_token) is not { } relation)
            return new Part(null, left, outer, true);
        Advance();
        NumberNode right = ParseArithmetic(0);
        if (RelationOf(_token) is not null)
            throw Error("a comparison cannot be compared again; write two of them with `and`");
        return Part.Test(new RelationTest(left, relation, right));
    }

    /// <summary>A number where a test or a value must be: a value, if a qualifier can be taken over.</summary>
    private FilterNode ValueOfNumber(NumberNode number, Qualifiers? qualifiers) =>
        number is NumberLiteral literal && qualifiers is not null ? NumberValue(literal, qualifiers) : throw LonelyNumber(number, qualifiers);

    private PacketFilterException LonelyNumber(NumberNode number, Qualifiers? qualifiers)
    {
        if (_token.Kind == FilterTokenKind.Name && number is NumberLiteral)
            return Error($"{_token.Description} cannot follow a number here{Suggestion()}");
        return number is NumberLiteral && qualifiers is null
            ? Error($"`{number.Span.Text}` alone is no test: a qualifier such as `port`, `host` or `proto` before it is expected, or a comparison after it", number.Span)
            : Error("a comparison (`=`, `!=`, `<`, `<=`, `>` or `>=`) is expected after this arithmetic", number.Span);
    }

    private PacketFilterException LonelyValue()
    {
        string suggestion = Suggestion();
        if (suggestion.Length > 0)
            return Error($"{_token.Description} is no keyword{suggestion}");
        string example = _token.Kind switch
        {
            FilterTokenKind.LinkAddress => "`ether host`",
            FilterTokenKind.Name => "`host` or `port`",
            _ => "`host` or `net`",
        };
        return Error($"{_token.Description} alone is no test, and there is no qualifier before it that it could take over; {example} before it is expected");
    }

    private bool IsValueToken() => _token.Kind is FilterTokenKind.Name or FilterTokenKind.DottedNumber or FilterTokenKind.Ipv6Address
        or FilterTokenKind.LinkAddress or FilterTokenKind.ArcnetAddress;

    private void Advance()
    {
        _previous = _token.Span;
        _token = _hasFollowing ? _following : _lexer.Next();
        _hasFollowing = false;
    }

    private FilterToken PeekFollowing()
    {
        if (!_hasFollowing)
        {
            _following = _lexer.Next();
            _hasFollowing = true;
        }
        return _following;
    }

    private void Descend(SourceSpan span)
    {
        if (++_depth > FilterParser.MaximumNesting)
            throw Error($"parentheses, brackets and `not` nest deeper than {FilterParser.MaximumNesting} here", span);
    }

    private PacketFilterException Error(string reason) => new(reason, _token.Span);

    private static PacketFilterException Error(string reason, SourceSpan span) => new(reason, span);

    /// <summary>A question for the nearest keyword when the current word is a name.</summary>
    private string Suggestion() =>
        _token.Kind == FilterTokenKind.Name && FilterSuggestions.Nearest(_token.Text) is { } nearest ? $"; did you mean `{nearest}`?" : "";

    private string KeywordAdvice() =>
        _token.Kind == FilterTokenKind.Keyword && _token.Text is not ("and" or "or" or "not" or "src" or "dst") ? $"; a name that is also a keyword is written `\\{_token.Span.Text}`" : "";
}
