// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;

namespace Hornet.PacketFilters.Syntax;

/// <summary>Arithmetic, with the precedence that C has.</summary>
internal sealed partial class ExpressionParser
{
    private int _operators;

    private bool StartsArithmetic() =>
        _token.Kind == FilterTokenKind.Number || _token.IsSymbol("-") || _token.IsKeyword("len")
        || (_token.Kind == FilterTokenKind.Keyword && FilterKeywords.Protocols.ContainsKey(_token.Text) && PeekFollowing().IsSymbol("["));

    private static Relation? RelationOf(FilterToken token) => token.Kind != FilterTokenKind.Symbol ? null : token.Text switch
    {
        "=" => Relation.Equal,
        "!=" => Relation.NotEqual,
        "<" => Relation.Less,
        "<=" => Relation.LessOrEqual,
        ">" => Relation.Greater,
        ">=" => Relation.GreaterOrEqual,
        _ => null,
    };

    /// <summary>The operator of a word and how tightly it binds.</summary>
    private static (NumberOperator Operator, int Precedence)? OperatorOf(FilterToken token) => token.Kind != FilterTokenKind.Symbol ? null : token.Text switch
    {
        "|" => (NumberOperator.Or, 1),
        "^" => (NumberOperator.Xor, 2),
        "&" => (NumberOperator.And, 3),
        "<<" => (NumberOperator.ShiftLeft, 4),
        ">>" => (NumberOperator.ShiftRight, 4),
        "+" => (NumberOperator.Add, 5),
        "-" => (NumberOperator.Subtract, 5),
        "*" => (NumberOperator.Multiply, 6),
        "/" => (NumberOperator.Divide, 6),
        "%" => (NumberOperator.Modulo, 6),
        _ => null,
    };

    /// <summary>Parses arithmetic whose operators bind tighter than a precedence.</summary>
    private NumberNode ParseArithmetic(int precedence) => ParseOperators(ParseOperand(), precedence);

    /// <summary>Parses the operators, and their right sides, that follow a first operand.</summary>
    private NumberNode ParseOperators(NumberNode left, int precedence)
    {
        while (OperatorOf(_token) is { } next && next.Precedence > precedence)
        {
            if (++_operators > FilterParser.MaximumOperators)
                throw Error($"this expression has more than {FilterParser.MaximumOperators} operators of arithmetic");
            Advance();
            left = new NumberOperation(left, next.Operator, ParseArithmetic(next.Precedence));
        }
        return left;
    }

    private NumberNode ParseOperand()
    {
        SourceSpan start = _token.Span;
        if (_token.IsSymbol("-"))
        {
            Advance();
            Descend(start);
            NumberNode operand = ParseOperand();
            _depth--;
            return new NumberNegation(start.To(operand.Span), operand);
        }
        if (_token.IsSymbol("("))
        {
            Advance();
            Descend(start);
            NumberNode inner = ParseArithmetic(0);
            if (!_token.IsSymbol(")"))
                throw _token.Kind == FilterTokenKind.End ? Error("this `(` is never closed", start) : Error($"`)` or an operator of arithmetic is expected, not {_token.Description}");
            Advance();
            _depth--;
            return inner with { Span = start.To(_previous) };
        }
        if (_token.Kind == FilterTokenKind.Number)
            return ParseLiteral();
        if (_token.IsKeyword("len"))
        {
            Advance();
            return new LengthNumber(start);
        }
        if (_token.Kind == FilterTokenKind.Keyword && FilterKeywords.Protocols.TryGetValue(_token.Text, out FilterProtocol protocol))
            return ParseField(protocol);
        string suggestion = _token.Kind == FilterTokenKind.Name && FilterSuggestions.Nearest(_token.Text, FilterKeywords.Numbers.Keys) is { } nearest ? $"; did you mean `{nearest}`?" : "";
        throw Error($"a number, `len` or bytes of a header such as `ip[0]` are expected, not {_token.Description}{suggestion}");
    }

    private NumberLiteral ParseLiteral()
    {
        var literal = new NumberLiteral(_token.Span, _token.Number);
        Advance();
        return literal;
    }

    /// <summary>Parses <c>tcp[offset:size]</c>.</summary>
    private FieldNumber ParseField(FilterProtocol protocol)
    {
        SourceSpan start = _token.Span;
        Advance();
        if (!_token.IsSymbol("["))
            throw Error($"in arithmetic `{start.Text}` stands only before an offset, as `{start.Text}[0]`", start);
        SourceSpan open = _token.Span;
        Advance();
        Descend(open);
        NumberNode offset = ParseArithmetic(0);
        int size = 1;
        if (_token.IsSymbol(":"))
        {
            Advance();
            if (_token.Kind != FilterTokenKind.Number || _token.Number is not (1 or 2 or 4))
                throw Error($"the size of a field is 1, 2 or 4 bytes, not {_token.Description}");
            size = (int)_token.Number;
            Advance();
        }
        if (!_token.IsSymbol("]"))
            throw _token.Kind == FilterTokenKind.End ? Error("this `[` is never closed", open) : Error($"`]`, `:` or an operator of arithmetic is expected, not {_token.Description}");
        SourceSpan close = _token.Span;
        Advance();
        _depth--;
        return new FieldNumber(start.To(close), protocol, offset, size);
    }
}
