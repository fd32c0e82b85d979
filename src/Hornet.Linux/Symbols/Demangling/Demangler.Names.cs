// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Hornet.Linux;

/// <summary>Names: nested, local, of operators, constructors, lambdas; special names; substitutions; template arguments.</summary>
internal sealed partial class Demangler
{
    private static readonly StandardNameNode StandardString = new("std::string", "std::basic_string<char, std::char_traits<char>, std::allocator<char> >", "basic_string");
    private static readonly StandardNameNode InputStream = new("std::istream", "std::basic_istream<char, std::char_traits<char> >", "basic_istream");
    private static readonly StandardNameNode OutputStream = new("std::ostream", "std::basic_ostream<char, std::char_traits<char> >", "basic_ostream");
    private static readonly StandardNameNode Stream = new("std::iostream", "std::basic_iostream<char, std::char_traits<char> >", "basic_iostream");

    /// <param name="state">What to note for the function's type; null for names of types, whose template arguments nobody refers to.</param>
    private NameNode ParseName(NameState? state)
    {
        if (Peek == 'N')
            return ParseNestedName(state);
        if (Peek == 'Z')
            return ParseLocalName(state);
        NameNode name;
        if (Peek == 'S' && PeekNext != 't')
        {
            name = ParseSubstitution();
            if (Peek != 'I')
                return Fail();
        }
        else
        {
            name = ParseUnscopedName(state);
            if (Peek != 'I')
                return name;
            _substitutions.Add(name);
        }

        ListNode arguments = ParseTemplateArguments();
        if (state is not null)
            state.EndsWithTemplateArguments = true;
        return new TemplateNode(name, arguments);
    }

    private NameNode ParseUnscopedName(NameState? state)
    {
        bool isStandard = Take("St");
        NameNode name = ParseUnqualifiedName(state, null);
        return isStandard ? new ScopedNode(new TextNode("std"), name) : name;
    }

    private NameNode ParseNestedName(NameState? state)
    {
        Expect('N');
        if (!Enter())
            return NameNode.Nothing;
        if (!Take('H'))
        {
            string qualifiers = ParseQualifiers();
            string reference = Take('R') ? " &" : Take('O') ? " &&" : "";
            if (state is not null)
                (state.Qualifiers, state.Reference) = (qualifiers, reference);
        }

        NameNode? name = null;
        bool isSubstitution = false;
        while (!Take('E'))
        {
            if (AtEnd)
                return Fail();
            // The mark of a member in whose initializer a lambda is.
            if (name is not null && Take('M'))
                continue;
            if (state is not null)
                state.EndsWithTemplateArguments = false;
            (name, isSubstitution) = ParsePrefix(name, state);
            if (!isSubstitution)
                _substitutions.Add(name);
        }

        _depth--;
        if (name is null || isSubstitution)
            return Fail();
        // The whole name is counted by who uses it as a type.
        _substitutions.RemoveAt(_substitutions.Count - 1);
        return name;
    }

    /// <summary>One more part of a nested name.</summary>
    private (NameNode Name, bool IsSubstitution) ParsePrefix(NameNode? name, NameState? state)
    {
        switch (Peek)
        {
            case 'I' when name is not null:
                ListNode arguments = ParseTemplateArguments();
                if (state is not null)
                    state.EndsWithTemplateArguments = true;
                return (new TemplateNode(name, arguments), false);
            case 'S' when name is null && PeekNext != 't':
                NameNode substitution = ParseSubstitution();
                // A constructor is called by the template's own name.
                if (substitution is StandardNameNode standard && Peek is 'C' or 'D' && !(Peek == 'D' && PeekNext is 't' or 'T' or 'C'))
                    substitution = new WholeNameNode(standard);
                return (substitution, true);
            case 'S' when name is null:
                _at += 2;
                return Peek == 'E' ? (Fail(), true) : (new TextNode("std"), true);
            case 'T' when name is null:
                return (ParseTemplateParameter(), false);
            case 'D' when name is null && PeekNext is 't' or 'T':
                return (ParseDecltype(), false);
            default:
                NameNode part = ParseUnqualifiedName(state, name);
                return (name is null ? part : new ScopedNode(name, part), false);
        }
    }

    /// <summary>A local name: <c>function::name</c>.</summary>
    private ScopedNode ParseLocalName(NameState? state)
    {
        Expect('Z');
        NameNode function = ParseEncoding(isWhole: false);
        Expect('E');
        if (Take('s'))
        {
            ParseDiscriminator();
            return new ScopedNode(function, new TextNode("string literal"));
        }

        if (Take('d'))
        {
            int number = Peek == '_' ? 0 : ParseNumber() + 1;
            Expect('_');
            NameNode inDefault = new TextNode(string.Create(CultureInfo.InvariantCulture, $"{{default arg#{number + 1}}}"));
            return new ScopedNode(new ScopedNode(function, inDefault), ParseName(state));
        }

        NameNode name = ParseName(state);
        ParseDiscriminator();
        return new ScopedNode(function, name);
    }

    /// <summary>Tells equal local names apart; not written.</summary>
    private void ParseDiscriminator()
    {
        if (Take("__"))
        {
            ParseNumber();
            Expect('_');
        }
        else if (Peek == '_' && char.IsAsciiDigit(PeekNext))
        {
            _at++;
            ParseNumber();
        }
    }

    private NameNode ParseUnqualifiedName(NameState? state, NameNode? scope)
    {
        // Internal linkage, and a module's name before it, are not written.
        Take('L');
        while (Take('W'))
        {
            Take('P');
            ParseSourceName();
        }

        // A friend declared in a class has its scope written, and nothing to say it.
        Take('F');
        NameNode name = Peek switch
        {
            >= '0' and <= '9' => new TextNode(ParseSourceName()),
            'U' when PeekNext is 't' or 'l' or 'b' => ParseUnnamed(),
            'D' when PeekNext == 'C' => ParseStructuredBinding(),
            'C' or 'D' when scope is not null => ParseStructor(scope, state),
            >= 'a' and <= 'z' => ParseOperatorName(state),
            _ => Fail(),
        };
        while (Take('B'))
            name = new TaggedNode(name, ParseSourceName());
        return name;
    }

    /// <summary>A length and as many characters. Anonymous namespaces have names of a certain form.</summary>
    private string ParseSourceName()
    {
        int length = ParseNumber();
        if (length <= 0 || length > _text.Length - _at)
        {
            Fail();
            return "";
        }

        string name = _text.Substring(_at, length);
        _at += length;
        bool isAnonymous = name.Length > 10 && name.StartsWith("_GLOBAL_", StringComparison.Ordinal) && name[8] is '_' or '.' or '$' && name[9] == 'N';
        return isAnonymous ? "(anonymous namespace)" : name;
    }

    private NameNode ParseStructuredBinding()
    {
        _at += 2;
        List<NameNode> names = [];
        while (!Take('E'))
        {
            if (AtEnd)
                return Fail();
            names.Add(new TextNode(ParseSourceName()));
        }

        return new SequenceNode(new TextNode("["), new ListNode(names), new TextNode("]"));
    }

    private NameNode ParseStructor(NameNode scope, NameState? state)
    {
        bool isDestructor = Peek == 'D';
        _at++;
        bool isInherited = !isDestructor && Take('I');
        if (!(isDestructor ? Peek is >= '0' and <= '5' : Peek is >= '1' and <= '5'))
            return Fail();
        _at++;
        // An inheriting constructor names the base it comes from.
        if (isInherited)
            ParseName(null);
        if (state is not null)
            state.HasNoReturnType = true;
        return new StructorNode(scope, isDestructor);
    }

    private NameNode ParseUnnamed()
    {
        char kind = PeekNext;
        _at += 2;
        if (kind == 'b')
        {
            ParseNumber();
            Expect('_');
            return new TextNode("'block-literal'");
        }

        if (kind == 't')
            return new TextNode(string.Create(CultureInfo.InvariantCulture, $"{{unnamed type#{ParseIndex() + 1}}}"));

        // The parameters of a generic lambda are template parameters of its own.
        _lambdaDepth++;
        SkipTemplateDeclarations();
        List<NameNode> parameters = [];
        if (!Take('v'))
        {
            while (!AtEnd && Peek is not ('E' or 'Q'))
                parameters.Add(ParseType());
        }

        if (Take('Q'))
            ParseExpression();
        Expect('E');
        _lambdaDepth--;
        string number = string.Create(CultureInfo.InvariantCulture, $")#{ParseIndex() + 1}}}");
        return new SequenceNode(new TextNode("{lambda("), new ListNode(parameters), new TextNode(number));
    }

    /// <summary>The explicit template parameters of a lambda (<c>Ty</c>, <c>Tn</c>, <c>Tt…E</c>, <c>Tp</c>) are not written.</summary>
    private void SkipTemplateDeclarations()
    {
        while (Peek == 'T' && PeekNext is 'y' or 'n' or 't' or 'p' && !_failed)
        {
            char kind = PeekNext;
            _at += 2;
            if (kind == 'n')
            {
                ParseType();
            }
            else if (kind == 't')
            {
                SkipTemplateDeclarations();
                Expect('E');
            }
        }
    }

    private NameNode ParseOperatorName(NameState? state)
    {
        if (Take("cv"))
        {
            if (state is not null)
                state.HasNoReturnType = true;
            bool inConversion = _inConversion;
            _inConversion = state is not null;
            NameNode type = ParseType();
            _inConversion = inConversion;
            return new ConversionNode(type);
        }

        if (Take("li"))
            return new TextNode("operator\"\" " + ParseSourceName());
        if (Peek == 'v' && char.IsAsciiDigit(PeekNext))
        {
            _at += 2;
            return new TextNode("operator " + ParseSourceName());
        }

        string letters = _at + 2 <= _text.Length ? _text.Substring(_at, 2) : "";
        if (!NameOperator.TryGet(letters, out NameOperator found))
            return Fail();
        _at += 2;
        return new TextNode($"operator{(char.IsAsciiLetter(found.Sign[0]) ? " " : "")}{found.Sign}");
    }

    private NameNode ParseSubstitution()
    {
        Expect('S');
        char kind = Peek;
        if (char.IsAsciiLetterLower(kind))
        {
            _at++;
            NameNode name = kind switch
            {
                'a' => new ScopedNode(new TextNode("std"), new TextNode("allocator")),
                'b' => new ScopedNode(new TextNode("std"), new TextNode("basic_string")),
                's' => StandardString,
                'i' => InputStream,
                'o' => OutputStream,
                'd' => Stream,
                _ => Fail(),
            };
            if (Peek != 'B')
                return name;
            while (Take('B'))
                name = new TaggedNode(name, ParseSourceName());
            _substitutions.Add(name);
            return name;
        }

        int index = 0;
        if (!Take('_'))
        {
            // A number of base 36 in digits and capital letters.
            while (char.IsAsciiDigit(Peek) || char.IsAsciiLetterUpper(Peek))
            {
                index = (index * 36) + (char.IsAsciiDigit(Peek) ? Peek - '0' : Peek - 'A' + 10);
                if (index > LongestName)
                    return Fail();
                _at++;
            }

            Expect('_');
            index++;
        }

        return index < _substitutions.Count && !_failed ? _substitutions[index] : Fail();
    }

    private ListNode ParseTemplateArguments()
    {
        Expect('I');
        if (!Enter())
            return new ListNode([]);
        bool inConversion = _inConversion;
        _inConversion = false;
        List<NameNode> arguments = [];
        while (!Take('E'))
        {
            if (AtEnd)
            {
                Fail();
                break;
            }

            if (Take('Q'))
                ParseExpression();
            else
                arguments.Add(ParseTemplateArgument());
        }

        _inConversion = inConversion;
        _depth--;
        return new ListNode(arguments);
    }

    private NameNode ParseTemplateArgument()
    {
        switch (Peek)
        {
            case 'X':
                _at++;
                NameNode expression = ParseExpression();
                Expect('E');
                return expression;
            case 'L':
                return ParseLiteral();
            case 'J' or 'I':
                // GCC wrote packs with the letter I before 2011's ABI had one for them.
                _at++;
                List<NameNode> items = [];
                if (!Enter())
                    return NameNode.Nothing;
                while (!Take('E'))
                {
                    if (AtEnd)
                        return Fail();
                    items.Add(ParseTemplateArgument());
                }

                _depth--;
                return new PackNode(items);
            case 'T' when PeekNext is 'y' or 'n' or 't' or 'p':
                SkipTemplateDeclarations();
                return ParseTemplateArgument();
            default:
                return ParseType();
        }
    }

    private NameNode ParseTemplateParameter()
    {
        Expect('T');
        if (Take('L'))
        {
            ParseNumber();
            Expect('_');
        }

        int index = ParseIndex();
        if (_failed)
            return NameNode.Nothing;
        return _lambdaDepth > 0 ? new TextNode(string.Create(CultureInfo.InvariantCulture, $"auto:{index + 1}")) : new ParameterNode(index);
    }

    /// <summary>A standard name that is written whole.</summary>
    private sealed class WholeNameNode(StandardNameNode name) : NameNode
    {
        public override NameNode LastName => name.LastName;

        public override void Left(NamePrinter printer) => printer.Write(name.Full);
    }
}
