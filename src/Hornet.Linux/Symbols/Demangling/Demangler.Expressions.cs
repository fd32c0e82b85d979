// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Hornet.Linux;

/// <summary>Expressions, as template arguments and in <c>decltype</c> have them.</summary>
internal sealed partial class Demangler
{
    private NameNode ParseExpression()
    {
        if (!Enter())
            return NameNode.Nothing;
        bool isGlobal = Take("gs");
        NameNode expression = ParseExpressionInside(isGlobal);
        _depth--;
        return expression;
    }

    private NameNode ParseExpressionInside(bool isGlobal)
    {
        switch (Peek)
        {
            case 'L':
                return ParseLiteral();
            case 'T':
                return ParseTemplateParameter();
            case >= '0' and <= '9':
                return ParseUnresolvedName(isGlobal);
            case 'f' when PeekNext == 'p' || (PeekNext == 'L' && _at + 2 < _text.Length && char.IsAsciiDigit(_text[_at + 2])):
                return ParseFunctionParameter();
            case 'f' when PeekNext is 'l' or 'r' or 'L' or 'R':
                return ParseFold();
        }

        string letters = _at + 2 <= _text.Length ? _text.Substring(_at, 2) : "";
        if (letters is "sr" or "on" or "dn")
            return ParseUnresolvedName(isGlobal);
        _at += letters.Length;
        return ParseOperation(letters, isGlobal);
    }

    private NameNode ParseOperation(string letters, bool isGlobal)
    {
        switch (letters)
        {
            case "cl":
                NameNode function = ParseExpression();
                NameNode called = function is EncodingNode encoding ? encoding.NameOnly : function;
                return new SequenceNode(new OperandNode(called), Text("("), new ListNode(ParseExpressions('E')), Text(")"));
            case "cv":
                return ParseCast();
            case "tl":
                NameNode type = ParseType();
                return new BracesNode(type, ParseExpressions('E'));
            case "il":
                return new BracesNode(null, ParseExpressions('E'));
            case "dc":
                return NamedCast("dynamic_cast");
            case "sc":
                return NamedCast("static_cast");
            case "cc":
                return NamedCast("const_cast");
            case "rc":
                return NamedCast("reinterpret_cast");
            case "st":
                return new SequenceNode(Text("sizeof ("), ParseType(), Text(")"));
            case "sz":
                return new SequenceNode(Text("sizeof "), new OperandNode(ParseExpression()));
            case "at":
                return new SequenceNode(Text("alignof ("), ParseType(), Text(")"));
            case "az":
                return new SequenceNode(Text("alignof "), new OperandNode(ParseExpression()));
            case "ti":
                return new SequenceNode(Text("typeid ("), ParseType(), Text(")"));
            case "te":
                return new SequenceNode(Text("typeid "), new OperandNode(ParseExpression()));
            case "nx":
                return new SequenceNode(Text("noexcept "), new OperandNode(ParseExpression()));
            case "tw":
                return new SequenceNode(Text("throw "), new OperandNode(ParseExpression()));
            case "tr":
                return Text("throw");
            case "sZ":
                return ParseSizeOfPack();
            case "sP":
                List<NameNode> arguments = [];
                while (!Take('E') && !AtEnd)
                    arguments.Add(ParseTemplateArgument());
                return new TextNode(CountOf(arguments).ToString(CultureInfo.InvariantCulture));
            case "sp":
                return new ExpansionNode(ParseExpression());
            case "dt":
                return Member(".");
            case "pt":
                return Member("->");
            case "ix":
                NameNode array = ParseExpression();
                return new SequenceNode(new OperandNode(array), Text("["), ParseExpression(), Text("]"));
            case "qu":
                NameNode condition = ParseExpression(), yes = ParseExpression();
                return new SequenceNode(new OperandNode(condition), Text("?"), new OperandNode(yes), Text(" : "), new OperandNode(ParseExpression()));
            case "pp" or "mm":
                // An underscore says that the operator is before its operand.
                string sign = letters == "pp" ? "++" : "--";
                return Take('_') ? new SequenceNode(Text(sign), new OperandNode(ParseExpression())) : new SequenceNode(new OperandNode(ParseExpression()), Text(sign));
            case "nw" or "na":
                return ParseNew(letters == "na", isGlobal);
            case "dl" or "da":
                return new SequenceNode(Text((isGlobal ? "::" : "") + (letters == "da" ? "delete[] " : "delete ")), new OperandNode(ParseExpression()));
            case "so" or "rq" or "rQ" or "di" or "dx" or "dX":
                return Fail();
            default:
                return ParsePlainOperation(letters);
        }

        SequenceNode Member(string sign)
        {
            NameNode holder = ParseExpression();
            return new SequenceNode(new OperandNode(holder), Text(sign), ParseExpression());
        }

        SequenceNode NamedCast(string name)
        {
            NameNode target = ParseType();
            return new SequenceNode(Text(name + "<"), target, Text(">("), ParseExpression(), Text(")"));
        }
    }

    private NameNode ParsePlainOperation(string letters)
    {
        if (!NameOperator.TryGet(letters, out NameOperator found) || found.Operands == 0)
            return Fail();
        NameNode first = ParseExpression();
        return found.Operands == 1
            ? new SequenceNode(Text(found.Sign), new OperandNode(first is EncodingNode encoding && found.Sign == "&" ? encoding.NameOnly : first))
            : new BinaryNode(first, found.Sign, ParseExpression());
    }

    private static TextNode Text(string text) => new(text);

    private List<NameNode> ParseExpressions(char end)
    {
        List<NameNode> expressions = [];
        while (!Take(end))
        {
            if (AtEnd)
            {
                Fail();
                break;
            }

            expressions.Add(ParseExpression());
        }

        return expressions;
    }

    private SequenceNode ParseCast()
    {
        NameNode type = ParseType();
        if (Take('_'))
            return new SequenceNode(Text("("), type, Text(")("), new ListNode(ParseExpressions('E')), Text(")"));
        return new SequenceNode(Text("("), type, Text(")"), new OperandNode(ParseExpression()));
    }

    private SequenceNode ParseNew(bool isArray, bool isGlobal)
    {
        ListNode placement = new(ParseExpressions('_'));
        NameNode type = ParseType();
        string word = (isGlobal ? "::" : "") + (isArray ? "new[] " : "new ");
        List<NameNode> parts = [Text(word)];
        if (placement.Items.Count > 0)
            parts.AddRange([Text("("), placement, Text(") ")]);
        parts.Add(type);
        if (Take("pi"))
            parts.AddRange([Text("("), new ListNode(ParseExpressions('E')), Text(")")]);
        else if (Take("il"))
            parts.Add(new BracesNode(null, ParseExpressions('E')));
        else
            Expect('E');
        return new SequenceNode([.. parts]);
    }

    private PackSizeNode ParseSizeOfPack()
    {
        NameNode pack = Peek == 'T' ? ParseTemplateParameter() : ParseFunctionParameter();
        return new PackSizeNode(pack);
    }

    private static int CountOf(List<NameNode> arguments) => arguments.Sum(argument => argument is PackNode pack ? pack.Items.Count : 1);

    private TextNode ParseFunctionParameter()
    {
        _at += 2;
        if (_text[_at - 1] == 'L')
        {
            ParseNumber();
            Expect('p');
        }

        ParseQualifiers();
        if (Take('T'))
            return Text("this");
        return Text(string.Create(CultureInfo.InvariantCulture, $"{{parm#{ParseIndex() + 1}}}"));
    }

    /// <summary><c>(... + pack)</c>, <c>(pack + ...)</c>, and both with a start value.</summary>
    private NameNode ParseFold()
    {
        char kind = PeekNext;
        _at += 2;
        string letters = _at + 2 <= _text.Length ? _text.Substring(_at, 2) : "";
        if (!NameOperator.TryGet(letters, out NameOperator found))
            return Fail();
        _at += 2;
        NameNode first = ParseExpression();
        TextNode sign = Text(found.Sign);
        return kind switch
        {
            'l' => new SequenceNode(Text("(..."), sign, new OperandNode(first), Text(")")),
            'r' => new SequenceNode(Text("("), new OperandNode(first), sign, Text("...)")),
            _ => new SequenceNode(Text("("), new OperandNode(first), sign, Text("..."), sign, new OperandNode(ParseExpression()), Text(")")),
        };
    }

    private NameNode ParseLiteral()
    {
        Expect('L');
        if (Take("_Z"))
        {
            NameNode entity = ParseEncoding(isWhole: false);
            Expect('E');
            return entity;
        }

        if (!Enter())
            return NameNode.Nothing;
        NameNode type = ParseType();
        _depth--;
        int start = _at;
        while (!AtEnd && Peek != 'E')
            _at++;
        string value = _text[start.._at];
        Expect('E');
        if (value.Length == 0)
            return type;
        return new LiteralNode(type, value);
    }

    /// <summary>A name that depends on template parameters, so that it could not be resolved.</summary>
    private NameNode ParseUnresolvedName(bool isGlobal)
    {
        NameNode? scope = isGlobal ? Text("") : null;
        if (Take("sr"))
        {
            if (Take('N'))
            {
                scope = ParseType();
                while (!Take('E'))
                {
                    if (AtEnd)
                        return Fail();
                    scope = new ScopedNode(scope, ParseSimpleName());
                }
            }
            else if (char.IsAsciiDigit(Peek))
            {
                while (!Take('E'))
                {
                    if (AtEnd)
                        return Fail();
                    NameNode part = ParseSimpleName();
                    scope = scope is null ? part : new ScopedNode(scope, part);
                }
            }
            else
            {
                scope = ParseType();
            }
        }

        NameNode name = ParseBaseName();
        return scope is null ? name : new ScopedNode(scope, name);
    }

    private NameNode ParseSimpleName()
    {
        NameNode name = Text(ParseSourceName());
        return Peek == 'I' ? new TemplateNode(name, ParseTemplateArguments()) : name;
    }

    private NameNode ParseBaseName()
    {
        if (Take("dn"))
            return new SequenceNode(Text("~"), char.IsAsciiDigit(Peek) ? ParseSimpleName() : ParseType());
        if (!Take("on") && char.IsAsciiDigit(Peek))
            return ParseSimpleName();
        NameNode name = ParseOperatorName(null);
        return Peek == 'I' ? new TemplateNode(name, ParseTemplateArguments()) : name;
    }
}
