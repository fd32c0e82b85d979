// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Hornet.Linux;

/// <summary>Types.</summary>
internal sealed partial class Demangler
{
    private NameNode ParseType()
    {
        if (!Enter())
            return NameNode.Nothing;
        NameNode type = ParseTypeInside(out bool isSubstitutable);
        if (isSubstitutable && !_failed)
            _substitutions.Add(type);
        _depth--;
        return type;
    }

    private NameNode ParseTypeInside(out bool isSubstitutable)
    {
        isSubstitutable = true;
        switch (Peek)
        {
            case 'r' or 'V' or 'K':
                return ParseQualifiedType();
            case 'P':
                _at++;
                return new PointerNode(ParseType(), "*");
            case 'R':
                _at++;
                return new PointerNode(ParseType(), "&");
            case 'O':
                _at++;
                return new PointerNode(ParseType(), "&&");
            case 'C':
                _at++;
                return new SuffixNode(ParseType(), new TextNode(" _Complex"));
            case 'G':
                _at++;
                return new SuffixNode(ParseType(), new TextNode(" _Imaginary"));
            case 'A':
                return ParseArray();
            case 'F':
                return ParseFunctionType();
            case 'M':
                _at++;
                NameNode owner = ParseType();
                return new MemberPointerNode(owner, ParseType());
            case 'T' when PeekNext is 's' or 'u' or 'e':
                _at += 2;
                return ParseName(null);
            case 'T':
                return ParseParameterType(out isSubstitutable);
            case 'S' when PeekNext != 't':
                return ParseSubstitutedType(out isSubstitutable);
            case 'U':
                return ParseVendorType();
            case 'D':
                return ParseTypeD(out isSubstitutable);
            case 'u':
                _at++;
                NameNode vendor = new TextNode(ParseSourceName());
                return Peek == 'I' ? new TemplateNode(vendor, ParseTemplateArguments()) : vendor;
            case >= 'a' and <= 'z':
                isSubstitutable = false;
                string? name = BuiltIn(Peek);
                if (name is null)
                    return Fail();
                _at++;
                return new TextNode(name);
            default:
                return ParseName(null);
        }
    }

    private static string? BuiltIn(char letter) => letter switch
    {
        'v' => "void",
        'w' => "wchar_t",
        'b' => "bool",
        'c' => "char",
        'a' => "signed char",
        'h' => "unsigned char",
        's' => "short",
        't' => "unsigned short",
        'i' => "int",
        'j' => "unsigned int",
        'l' => "long",
        'm' => "unsigned long",
        'x' => "long long",
        'y' => "unsigned long long",
        'n' => "__int128",
        'o' => "unsigned __int128",
        'f' => "float",
        'd' => "double",
        'e' => "long double",
        'g' => "__float128",
        'z' => "...",
        _ => null,
    };

    /// <summary><c>K</c>, <c>V</c>, <c>r</c> as they are written behind a type.</summary>
    private string ParseQualifiers()
    {
        bool isRestrict = Take('r'), isVolatile = Take('V'), isConst = Take('K');
        return (isConst ? " const" : "") + (isVolatile ? " volatile" : "") + (isRestrict ? " __restrict" : "");
    }

    private NameNode ParseQualifiedType()
    {
        string qualifiers = ParseQualifiers();
        // The qualifiers of a function type are those of its this.
        bool isFunction = Peek == 'F' || (Peek == 'D' && PeekNext is 'o' or 'O' or 'w' or 'x');
        if (!isFunction)
            return new QualifiedNode(ParseType(), qualifiers);
        NameNode function = ParseTypeInside(out _);
        return function is FunctionNode node ? node.With(qualifiers) : Fail();
    }

    private ArrayNode ParseArray()
    {
        Expect('A');
        NameNode? length = null;
        if (char.IsAsciiDigit(Peek))
            length = new TextNode(ParseNumber().ToString(CultureInfo.InvariantCulture));
        else if (Peek != '_')
            length = ParseExpression();
        Expect('_');
        return new ArrayNode(ParseType(), length);
    }

    private NameNode ParseFunctionType()
    {
        Expect('F');
        // C linkage is not written.
        Take('Y');
        NameNode returnType = ParseType();
        List<NameNode> parameters = [];
        string reference = "";
        while (!Take('E'))
        {
            if (AtEnd)
                return Fail();
            if (Peek is 'R' or 'O' && PeekNext == 'E')
                reference = _text[_at++] == 'R' ? " &" : " &&";
            else if (Peek == 'v' && PeekNext is 'E' or 'R' or 'O' && parameters.Count == 0)
                _at++;
            else
                parameters.Add(ParseType());
        }

        return new FunctionNode(returnType, parameters, new FunctionQualifiers("", reference));
    }

    private NameNode ParseParameterType(out bool isSubstitutable)
    {
        isSubstitutable = true;
        NameNode parameter = ParseTemplateParameter();
        // In a conversion operator's type, arguments that follow belong to the operator.
        if (Peek != 'I' || _inConversion)
            return parameter;
        _substitutions.Add(parameter);
        return new TemplateNode(parameter, ParseTemplateArguments());
    }

    private NameNode ParseSubstitutedType(out bool isSubstitutable)
    {
        NameNode substitution = ParseSubstitution();
        isSubstitutable = Peek == 'I';
        if (isSubstitutable)
            return new TemplateNode(substitution, ParseTemplateArguments());
        return substitution;
    }

    /// <summary>A qualifier of a compiler's own, with the type it is for: <c>type qualifier</c>.</summary>
    private SuffixNode ParseVendorType()
    {
        Expect('U');
        NameNode qualifier = new TextNode(" " + ParseSourceName());
        if (Peek == 'I')
            qualifier = new TemplateNode(qualifier, ParseTemplateArguments());
        return new SuffixNode(ParseType(), qualifier);
    }

    private NameNode ParseTypeD(out bool isSubstitutable)
    {
        isSubstitutable = true;
        switch (PeekNext)
        {
            case 't' or 'T':
                return ParseDecltype();
            case 'p':
                _at += 2;
                return new ExpansionNode(ParseType());
            case 'v':
                return ParseVector();
            case 'o' or 'O' or 'w' or 'x':
                return ParseFunctionWithExceptions();
            case 'F':
                isSubstitutable = false;
                return ParseFloat();
            case 'B' or 'U':
                return ParseBitInt();
        }

        isSubstitutable = false;
        string? name = PeekNext switch
        {
            'i' => "char32_t",
            's' => "char16_t",
            'u' => "char8_t",
            'a' => "auto",
            'c' => "decltype(auto)",
            'n' => "decltype(nullptr)",
            'f' => "decimal32",
            'd' => "decimal64",
            'e' => "decimal128",
            'h' => "half",
            _ => null,
        };
        if (name is null)
            return Fail();
        _at += 2;
        return new TextNode(name);
    }

    private SequenceNode ParseDecltype()
    {
        _at += 2;
        NameNode expression = ParseExpression();
        Expect('E');
        return new SequenceNode(new TextNode("decltype ("), expression, new TextNode(")"));
    }

    private SuffixNode ParseVector()
    {
        _at += 2;
        NameNode length;
        if (Take('_'))
            length = ParseExpression();
        else
            length = new TextNode(ParseNumber().ToString(CultureInfo.InvariantCulture));
        Expect('_');
        return new SuffixNode(ParseType(), new TextNode(" __vector("), length, new TextNode(")"));
    }

    private NameNode ParseFunctionWithExceptions()
    {
        char kind = PeekNext;
        _at += 2;
        NameNode? exceptions = null;
        if (kind == 'o')
        {
            exceptions = new TextNode("noexcept");
        }
        else if (kind == 'O')
        {
            exceptions = new SequenceNode(new TextNode("noexcept("), ParseExpression(), new TextNode(")"));
            Expect('E');
        }
        else if (kind == 'w')
        {
            List<NameNode> types = [];
            while (!Take('E') && !AtEnd)
                types.Add(ParseType());
            exceptions = new SequenceNode(new TextNode("throw("), new ListNode(types), new TextNode(")"));
        }

        // Dx: a transaction-safe function, which says so.
        exceptions ??= new TextNode("transaction_safe");
        if (Peek != 'F')
            return Fail();
        return ParseFunctionType() is FunctionNode function ? function.WithExceptions(exceptions) : Fail();
    }

    private TextNode ParseFloat()
    {
        _at += 2;
        int bits = ParseNumber();
        if (Take('b'))
            return new TextNode("std::bfloat16_t");
        bool isExtended = Take('x');
        if (!isExtended)
            Expect('_');
        return new TextNode(string.Create(CultureInfo.InvariantCulture, $"_Float{bits}{(isExtended ? "x" : "")}"));
    }

    private SequenceNode ParseBitInt()
    {
        bool isUnsigned = PeekNext == 'U';
        _at += 2;
        NameNode bits = char.IsAsciiDigit(Peek) ? new TextNode(ParseNumber().ToString(CultureInfo.InvariantCulture)) : ParseExpression();
        Expect('_');
        return new SequenceNode(new TextNode(isUnsigned ? "unsigned _BitInt(" : "_BitInt("), bits, new TextNode(")"));
    }
}
