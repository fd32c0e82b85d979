// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Hornet.Bytecode;

/// <summary>What the parsers of both dialects share: the tokens of the current line, numbers, registers, labels, directives, wide operands.</summary>
internal abstract class StatementParser(ProgramBuilder builder)
{
    private readonly List<Token> _tokens = [];
    private int _next;

    protected ProgramBuilder Builder { get; } = builder;

    protected int Line { get; private set; }

    protected Token Current => _tokens[_next];

    /// <summary>Parses one line: labels and statements parted by semicolons.</summary>
    public void ParseLine(ReadOnlySpan<char> line, int number)
    {
        Line = number;
        Tokenizer.Cut(line, number, _tokens);
        _next = 0;
        if (SkipsLine(line))
            return;

        while (true)
        {
            ParseLabels();
            if (!Is(";") && Current.Kind != TokenKind.End)
            {
                if (Current.Kind == TokenKind.Word && Current.Text.StartsWith('.'))
                    ParseDirective();
                else
                    ParseStatement();
            }

            if (Current.Kind == TokenKind.End)
                return;
            if (!Is(";"))
                throw Fail("expected the end of the instruction");
            Advance();

            // What cannot be an instruction is a comment.
            if (Current.Kind == TokenKind.End || !StartsStatement())
                return;
        }
    }

    /// <summary>Whether a line says nothing to the assembler: a line of source code in a listing, a heading.</summary>
    protected virtual bool SkipsLine(ReadOnlySpan<char> line) => Is(";");

    /// <summary>Whether the current token can begin a statement.</summary>
    protected abstract bool StartsStatement();

    /// <summary>Parses the statement that begins at the current token.</summary>
    protected abstract void ParseStatement();

    protected Token Peek(int ahead = 1) => _tokens[Math.Min(_next + ahead, _tokens.Count - 1)];

    protected void Advance(int count = 1) => _next = Math.Min(_next + count, _tokens.Count - 1);

    protected void SkipToEnd() => _next = _tokens.Count - 1;

    protected bool Is(string text) => Current.Kind is TokenKind.Word or TokenKind.Symbol && Current.Text == text;

    protected bool TryTake(string text)
    {
        if (!Is(text))
            return false;
        Advance();
        return true;
    }

    protected void Take(string text)
    {
        if (!TryTake(text))
            throw Fail($"expected '{text}'");
    }

    protected Token TakeWord(string what)
    {
        if (Current.Kind != TokenKind.Word)
            throw Fail($"expected {what}");
        Token token = Current;
        Advance();
        return token;
    }

    protected SourcePlace Place(Token token) => new(Line, token.Column);

    protected AssemblyException Fail(string problem) => Fail(Current, problem);

    protected AssemblyException Fail(Token token, string problem)
    {
        string found = token.Kind == TokenKind.End ? "the end of the line" : $"'{token.Text}'";
        return new AssemblyException($"Assembling: {problem}, found {found}", Line, token.Column);
    }

    protected AssemblyException Problem(Token token, string problem) => new($"Assembling: {problem}", Line, token.Column);

    protected void Add(Instruction instruction) => Builder.Add(instruction, Line);

    /// <summary>Whether the current token, or the two with a sign, are a number.</summary>
    protected bool IsNumber() => IsNumber(Is("-") || Is("+") ? Peek() : Current);

    private static bool IsNumber(Token token) => token.Kind == TokenKind.Word && char.IsAsciiDigit(token.Text[0]);

    /// <summary>A number with an optional sign: its magnitude and whether it is negative.</summary>
    protected (ulong Magnitude, bool IsNegative, Token Token) TakeNumber()
    {
        Token start = Current;
        if (Is("+") && Peek().Text == "-")
            Advance(); // skb[r7 + -4]
        bool isNegative = Is("-");
        if (isNegative || Is("+"))
            Advance();
        if (Current.Kind != TokenKind.Word || !char.IsAsciiDigit(Current.Text[0]))
            throw Fail("expected a number");
        if (!TryParse(Current.Text, out ulong magnitude))
            throw Fail("expected a number of at most 64 bits");
        Advance();
        return (magnitude, isNegative, start);
    }

    /// <summary>A number of 64 bits, signed or unsigned, as its bits.</summary>
    protected ulong TakeWide()
    {
        (ulong magnitude, bool isNegative, Token token) = TakeNumber();
        if (isNegative && magnitude > 1UL << 63)
            throw Problem(token, "the number does not fit 64 bits");
        return isNegative ? 0 - magnitude : magnitude;
    }

    /// <summary>An immediate: a number of 32 bits, signed or unsigned, or the 64 bits it extends to.</summary>
    protected int TakeImmediate()
    {
        (ulong magnitude, bool isNegative, Token token) = TakeNumber();
        if (isNegative ? magnitude <= 1UL << 31 : magnitude <= uint.MaxValue)
            return isNegative ? (int)-(long)magnitude : (int)(uint)magnitude;
        if (!isNegative && magnitude >= 0xffffffff80000000)
            return (int)(long)magnitude;
        throw Problem(token, "the number does not fit the 32 bits of an immediate");
    }

    /// <summary>An offset: a number of 16 bits, signed or (in hexadecimal dumps) unsigned.</summary>
    protected short TakeOffset()
    {
        (ulong magnitude, bool isNegative, Token token) = TakeNumber();
        if (isNegative ? magnitude > 1UL << 15 : magnitude > ushort.MaxValue)
            throw Problem(token, "the number does not fit the 16 bits of an offset");
        return isNegative ? (short)-(long)magnitude : (short)(ushort)magnitude;
    }

    /// <summary>
    /// A target: a distance in slots (<c>+3</c>, <c>-1</c>, <c>pc+3</c>) or a label. Adds the instruction with it.
    /// </summary>
    /// <param name="instruction">The jump, call or address, still without its target.</param>
    protected void AddWithTarget(Instruction instruction)
    {
        bool isRelative = Is("pc") && Peek().Text is "+" or "-";
        if (isRelative)
            Advance();
        bool isInImmediate = instruction.Opcode == Opcodes.JumpLong || instruction.IsCall || instruction.IsWideLoad;
        if (Is("+") || Is("-"))
        {
            if (isInImmediate)
                Add(instruction.WithImmediate(TakeImmediate()));
            else
                Add(instruction.WithOffset(TakeDistance()));
            return;
        }

        Token label = TakeWord("a label or a distance");
        Builder.AddJump(instruction, label.Text, Place(label));
    }

    /// <summary>
    /// The operand of a wide load in the notation of RFC 9669 (section 5.4): <c>map_by_fd(3)</c>, <c>map_val(map_by_idx(1))+8</c>,
    /// <c>var_addr(7)</c>, <c>code_addr(label)</c>; maps and variables also by name. Adds the load; false when there is none.
    /// </summary>
    protected bool TryAddWideOperand(Register destination)
    {
        if (Peek().Text != "(")
            return false;
        switch (Current.Text)
        {
            case "map_by_fd":
                AddNamedWide(destination, WideLoadKind.MapDescriptor, PendingReferenceKind.Map);
                return true;
            case "map_by_idx":
                AddNamedWide(destination, WideLoadKind.MapIndex, PendingReferenceKind.Map);
                return true;
            case "var_addr":
                AddNamedWide(destination, WideLoadKind.Variable, PendingReferenceKind.KernelVariable);
                return true;
            case "map_val":
                Advance(2);
                bool byIndex = Is("map_by_idx");
                if (!byIndex && !Is("map_by_fd"))
                    throw Fail("expected map_by_fd or map_by_idx");
                AddNamedWide(
                    destination, byIndex ? WideLoadKind.MapIndexValue : WideLoadKind.MapValue, PendingReferenceKind.MapValue, isNested: true);
                return true;
            case "code_addr":
                Advance(2);
                AddWithTarget(new Instruction(Opcodes.LoadImmediate64, destination, (Register)WideLoadKind.Function));
                Take(")");
                Add(new Instruction(0, immediate: TakeAddend()));
                return true;
            default:
                return false;
        }
    }

    /// <summary>Adds a wide load whose operand <c>name(number or name)</c> begins at the current token, and what is added to it.</summary>
    private void AddNamedWide(Register destination, WideLoadKind kind, PendingReferenceKind reference, bool isNested = false)
    {
        Advance();
        Take("(");
        string? name = IsNumber() ? null : TakeWord("a number or a name").Text;
        int number = name is null ? TakeImmediate() : 0;
        Take(")");
        if (isNested)
            Take(")");
        AddWide(destination, kind, reference, name, number, TakeAddend());
    }

    /// <summary>Adds a wide load of a map or variable by number or by name.</summary>
    protected void AddWide(Register destination, WideLoadKind kind, PendingReferenceKind reference, string? name, int number, int addend)
    {
        if (name is not null)
            Builder.AddReference(reference, name, addend);
        Builder.AddWide(destination, (uint)number | ((ulong)(uint)addend << 32), kind, Line);
    }

    /// <summary>A number with its sign that follows directly, or 0.</summary>
    protected int TakeAddend() => Is("+") || Is("-") ? TakeImmediate() : 0;

    /// <summary>The register of a name: <c>r0</c> to <c>r10</c>, <c>w0</c> to <c>w10</c>; and the numbers the encoding holds but no machine has.</summary>
    protected static bool TryParseRegister(ReadOnlySpan<char> text, int last, out Register register, out bool isNarrow)
    {
        register = default;
        isNarrow = text is ['w', ..];
        if (text.Length is not (2 or 3) || text[0] is not ('r' or 'w') || (text.Length == 3 && text[1] == '0')
            || !byte.TryParse(text[1..], NumberStyles.None, CultureInfo.InvariantCulture, out byte number) || number > last)
            return false;
        register = (Register)number;
        return true;
    }

    private short TakeDistance()
    {
        (ulong magnitude, bool isNegative, Token token) = TakeNumber();
        if (magnitude > (isNegative ? 1UL << 15 : (ulong)short.MaxValue))
            throw Problem(token, "a jump reaches no farther than -32768 to 32767 slots (gotol does)");
        return isNegative ? (short)-(long)magnitude : (short)magnitude;
    }

    private void ParseLabels()
    {
        while (Peek().Text == ":" && Current.Kind == TokenKind.Word && !Peek().IsSpaced)
        {
            if (int.TryParse(Current.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
                Builder.DefineNumeric(number);
            else
                Builder.Define(Current.Text, Place(Current));
            Advance(2);
        }
    }

    private void ParseDirective()
    {
        Token directive = TakeWord("a directive");
        switch (directive.Text)
        {
            case ".8byte" or ".quad" or ".xword":
                do
                {
                    Add(Instruction.FromBits(TakeWide()));
                }
                while (TryTake(","));
                break;
            case ".text" or ".section" or ".globl" or ".global" or ".local" or ".type" or ".size" or ".p2align" or ".align" or ".file" or ".ident"
                or ".addrsig" or ".addrsig_sym":
                // What compilers write around a function; none of it changes the instructions.
                SkipToEnd();
                break;
            default:
                throw Fail(directive, "unknown directive");
        }
    }

    private static bool TryParse(string text, out ulong value)
    {
        return text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value)
            : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }
}
