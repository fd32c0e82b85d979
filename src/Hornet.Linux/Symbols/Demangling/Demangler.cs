// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Hornet.Linux;

/// <summary>
/// Reads mangled C++ names (Itanium C++ ABI, chapter 5.1 "Mangling") into nodes. A name that is not understood sets <see cref="_failed"/> and moves to the end, where every
/// loop stops. Written forms follow GNU's c++filt.
/// </summary>
internal sealed partial class Demangler
{
    private const int LongestName = 1 << 16, Deepest = 300;

    private readonly string _text;
    private readonly List<NameNode> _substitutions = [];
    private int _at;
    private int _depth;
    private int _lambdaDepth;
    private bool _failed;
    private bool _inConversion;

    private Demangler(string text) => _text = text;

    /// <summary>Reads a whole mangled name, with the suffixes compilers add to copies of functions.</summary>
    /// <param name="mangled">The name.</param>
    /// <param name="node">What it says.</param>
    /// <param name="clones">The suffixes as c++filt writes them, or an empty text.</param>
    /// <returns>False where it is no mangled C++ name.</returns>
    public static bool TryParse(string mangled, out NameNode node, out string clones)
    {
        node = NameNode.Nothing;
        clones = "";
        if (mangled.Length is < 3 or > LongestName || !mangled.StartsWith("_Z", StringComparison.Ordinal))
            return false;
        var demangler = new Demangler(mangled) { _at = 2 };
        node = demangler.ParseEncoding(isWhole: true);
        if (demangler._failed)
            return false;
        clones = demangler.ParseClones();
        return !demangler._failed && demangler.AtEnd;
    }

    private bool AtEnd => _at >= _text.Length;

    private char Peek => _at < _text.Length ? _text[_at] : '\0';

    private char PeekNext => _at + 1 < _text.Length ? _text[_at + 1] : '\0';

    private NameNode Fail()
    {
        _failed = true;
        _at = _text.Length;
        return NameNode.Nothing;
    }

    private bool Take(char letter)
    {
        if (Peek != letter)
            return false;
        _at++;
        return true;
    }

    private bool Take(string letters)
    {
        if (string.CompareOrdinal(_text, _at, letters, 0, letters.Length) != 0)
            return false;
        _at += letters.Length;
        return true;
    }

    private void Expect(char letter)
    {
        if (!Take(letter))
            Fail();
    }

    private bool Enter()
    {
        if (_depth >= Deepest || _failed)
        {
            Fail();
            return false;
        }

        _depth++;
        return true;
    }

    /// <summary>A decimal number, or -1 where there is none.</summary>
    private int ParseNumber()
    {
        int start = _at;
        while (char.IsAsciiDigit(Peek))
            _at++;
        return int.TryParse(_text.AsSpan(start, _at - start), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1;
    }

    /// <summary>An index that is written as nothing for 0, else as the number before it: <c>_</c>, <c>0_</c>, <c>1_</c>.</summary>
    private int ParseIndex()
    {
        int number = 0;
        if (Peek != '_')
            number = ParseNumber() + 1;
        Expect('_');
        return number is >= 0 and < LongestName ? number : 0;
    }

    /// <param name="isWhole">Whether it is the whole name; inside another, the return type of a function is not written.</param>
    private NameNode ParseEncoding(bool isWhole)
    {
        if (!Enter())
            return NameNode.Nothing;
        bool inConversion = _inConversion;
        _inConversion = false;
        NameNode node = Peek is 'G' or 'T' ? ParseSpecialName() : ParseFunctionOrData(isWhole);
        _inConversion = inConversion;
        _depth--;
        return node;
    }

    private EncodingNode ParseFunctionOrData(bool isWhole)
    {
        var state = new NameState();
        NameNode name = ParseName(state);
        if (AtEnd || Peek is 'E' or '.' || _failed)
            return new EncodingNode(name, null, null, FunctionQualifiers.None);

        NameNode? returnType = null;
        if (state.EndsWithTemplateArguments && !state.HasNoReturnType)
            returnType = ParseType();
        List<NameNode> parameters = ParseParameters();
        return new EncodingNode(name, isWhole ? returnType : null, parameters, new FunctionQualifiers(state.Qualifiers, state.Reference));
    }

    /// <summary>Types up to the end of the encoding; a single <c>void</c> says there are none.</summary>
    private List<NameNode> ParseParameters()
    {
        List<NameNode> parameters = [];
        if (Peek == 'v' && (_at + 1 >= _text.Length || PeekNext is 'E' or '.' or 'Q'))
        {
            _at++;
        }
        else
        {
            while (!AtEnd && Peek is not ('E' or '.' or 'Q'))
                parameters.Add(ParseType());
        }

        if (Take('Q'))
            ParseExpression();
        return parameters;
    }

    /// <summary><c>.isra.0</c>, <c>.cold</c>: letters, then numbers.</summary>
    private string ParseClones()
    {
        System.Text.StringBuilder clones = new();
        while (Peek == '.' && (char.IsAsciiLetterLower(PeekNext) || PeekNext == '_' || char.IsAsciiDigit(PeekNext)))
        {
            int start = _at++;
            while (char.IsAsciiLetterLower(Peek) || Peek == '_' || (char.IsAsciiDigit(Peek) && _at == start + 1))
                _at++;
            while (char.IsAsciiDigit(Peek))
                _at++;
            while (Peek == '.' && char.IsAsciiDigit(PeekNext))
            {
                _at++;
                while (char.IsAsciiDigit(Peek))
                    _at++;
            }

            clones.Append(CultureInfo.InvariantCulture, $" [clone {_text.AsSpan(start, _at - start)}]");
        }

        return clones.ToString();
    }

    /// <summary>What a function's name says about its type.</summary>
    private sealed class NameState
    {
        public bool EndsWithTemplateArguments { get; set; }

        public bool HasNoReturnType { get; set; }

        public string Qualifiers { get; set; } = "";

        public string Reference { get; set; } = "";
    }
}
