// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Hornet.Linux;

/// <summary>Names of what the compiler makes beside functions and data: tables, thunks, guards.</summary>
internal sealed partial class Demangler
{
    private NameNode ParseSpecialName()
    {
        string letters = _at + 2 <= _text.Length ? _text.Substring(_at, 2) : "";
        _at = Math.Min(_at + 2, _text.Length);
        switch (letters)
        {
            case "TV":
                return Of("vtable for ", ParseType());
            case "TT":
                return Of("VTT for ", ParseType());
            case "TI":
                return Of("typeinfo for ", ParseType());
            case "TS":
                return Of("typeinfo name for ", ParseType());
            case "TF":
                return Of("typeinfo fn for ", ParseType());
            case "TA":
                return Of("template parameter object for ", ParseTemplateArgument());
            case "TW":
                return Of("TLS wrapper function for ", ParseName(new NameState()));
            case "TH":
                return Of("TLS init function for ", ParseName(new NameState()));
            case "Th":
                _at--;
                ParseCallOffset();
                return Of("non-virtual thunk to ", ParseEncoding(isWhole: false));
            case "Tv":
                _at--;
                ParseCallOffset();
                return Of("virtual thunk to ", ParseEncoding(isWhole: false));
            case "Tc":
                ParseCallOffset();
                ParseCallOffset();
                return Of("covariant return thunk to ", ParseEncoding(isWhole: false));
            case "TC":
                return ParseConstructionTable();
            case "GV":
                return Of("guard variable for ", ParseName(new NameState()));
            case "GR":
                NameNode holder = ParseName(new NameState());
                int number = 0;
                if (!AtEnd && Peek is not ('E' or '.'))
                {
                    number = Peek == '_' ? 0 : ParseBase36() + 1;
                    Expect('_');
                }

                return new SequenceNode(new TextNode(string.Create(CultureInfo.InvariantCulture, $"reference temporary #{number} for ")), holder);
            case "GA":
                return Of("hidden alias for ", ParseEncoding(isWhole: false));
            case "GT":
                bool isTransactional = !Take('n');
                if (isTransactional)
                    Expect('t');
                return Of(isTransactional ? "transaction clone for " : "non-transaction clone for ", ParseEncoding(isWhole: false));
            default:
                return Fail();
        }
    }

    private static SequenceNode Of(string what, NameNode node) => new(new TextNode(what), node);

    private SequenceNode ParseConstructionTable()
    {
        NameNode derived = ParseType();
        ParseNumber();
        Expect('_');
        NameNode owner = ParseType();
        return new SequenceNode(new TextNode("construction vtable for "), owner, new TextNode("-in-"), derived);
    }

    /// <summary>How a thunk moves <c>this</c>; not written.</summary>
    private void ParseCallOffset()
    {
        bool isVirtual = Peek == 'v';
        if (!isVirtual && Peek != 'h')
        {
            Fail();
            return;
        }

        _at++;
        SkipSigned();
        if (isVirtual)
            SkipSigned();

        void SkipSigned()
        {
            Take('n');
            ParseNumber();
            Expect('_');
        }
    }

    private int ParseBase36()
    {
        int number = 0;
        while ((char.IsAsciiDigit(Peek) || char.IsAsciiLetterUpper(Peek)) && number < LongestName)
            number = (number * 36) + (char.IsAsciiDigit(Peek) ? _text[_at++] - '0' : _text[_at++] - 'A' + 10);
        return number;
    }
}
