// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode.Classic;

/// <summary>Reads tokens and the operands that assembly and listings share.</summary>
internal sealed class ClassicOperandReader
{
    private readonly List<ClassicToken> _tokens;
    private int _next;

    public ClassicOperandReader(string text, bool octal = true) => _tokens = ClassicLexer.Split(text, octal);

    /// <summary>The token at hand.</summary>
    public ClassicToken Current => _tokens[_next];

    /// <summary>The token after it.</summary>
    public ClassicToken Following => _tokens[Math.Min(_next + 1, _tokens.Count - 1)];

    public ClassicToken Take() => _tokens[_next == _tokens.Count - 1 ? _next : _next++];

    public bool TryTake(char symbol)
    {
        if (!Current.Is(symbol))
            return false;
        Take();
        return true;
    }

    public void Expect(char symbol)
    {
        if (!TryTake(symbol))
            throw Unexpected($"'{symbol}'");
    }

    public uint ExpectNumber()
    {
        if (Current.Kind != ClassicTokenKind.Number)
            throw Unexpected("a number");
        return Take().Value;
    }

    public AssemblyException Unexpected(string expected) => Error(Current, $"{expected} is expected, not {Current.Text}");

    public static AssemblyException Error(ClassicToken token, string what) => new($"Reading a classic BPF program: {what}", token.Line, token.Column);

    /// <summary>
    /// Reads an operand after a mnemonic: <c>[k]</c>, <c>[x + k]</c>, <c>M[k]</c>, <c>#k</c>, <c>x</c>, <c>a</c>, <c>len</c>, <c>4*([k]&amp;0xf)</c>, an extension.
    /// </summary>
    public (ClassicOperandForm Form, uint Value) ReadOperand()
    {
        TryTake('%');
        if (TryTake('['))
            return ReadBracket();
        if (TryTake('#'))
            return Current.Kind == ClassicTokenKind.Word ? ReadName() : (ClassicOperandForm.Decimal, ExpectNumber());
        if (Current.Kind == ClassicTokenKind.Number)
            return ReadHeaderLength();
        return ReadName();
    }

    private (ClassicOperandForm Form, uint Value) ReadBracket()
    {
        bool percent = TryTake('%');
        (ClassicOperandForm Form, uint Value) operand;
        if (Current.IsWord("x"))
        {
            Take();
            TryTake('+');
            operand = (ClassicOperandForm.Indirect, ExpectNumber());
        }
        else if (!percent && Current.Kind == ClassicTokenKind.Word)
        {
            operand = (ClassicOperandForm.Absolute, ReadExtension());
        }
        else
        {
            operand = (ClassicOperandForm.Absolute, ExpectNumber());
        }

        Expect(']');
        return operand;
    }

    private (ClassicOperandForm Form, uint Value) ReadName()
    {
        if (Current.Kind != ClassicTokenKind.Word)
            throw Unexpected("an operand");
        if (Current.IsWord("M") && Following.Is('['))
        {
            Take();
            Take();
            uint index = ExpectNumber();
            Expect(']');
            return (ClassicOperandForm.Memory, index);
        }

        ClassicOperandForm form = Current.Text.ToUpperInvariant() switch
        {
            "X" => ClassicOperandForm.X,
            "A" => ClassicOperandForm.A,
            "LEN" or "PKTLEN" => ClassicOperandForm.Length,
            _ => ClassicOperandForm.Absolute,
        };
        if (form == ClassicOperandForm.Absolute)
            return (form, ReadExtension());
        Take();
        return (form, 0);
    }

    private uint ReadExtension()
    {
        if (!ClassicExtensions.TryParse(Current.Text, out ClassicExtension extension))
            throw Unexpected("an operand");
        Take();
        return extension.Operand();
    }

    private (ClassicOperandForm Form, uint Value) ReadHeaderLength()
    {
        ClassicToken factor = Take();
        if (!Current.Is('*'))
            throw Error(factor, $"a constant is written #{factor.Text}");
        Take();
        Expect('(');
        Expect('[');
        uint offset = ExpectNumber();
        Expect(']');
        Expect('&');
        ClassicToken mask = Current;
        if (factor.Value != 4 || ExpectNumber() != 0xf)
            throw Error(factor.Value != 4 ? factor : mask, "the one form there is, is 4*([k]&0xf)");
        Expect(')');
        return (ClassicOperandForm.HeaderLength, offset);
    }
}
