// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Hornet.Bytecode;

/// <summary>Parses the C-like dialects of LLVM and of the kernel, which differ only in how they print numbers, targets and calls.</summary>
internal sealed partial class CStyleParser(ProgramBuilder builder, AssemblerOptions options) : StatementParser(builder)
{
    /// <summary>LLVM knows one register more than the machine has.</summary>
    private const int LastRegister = 11;

    /// <summary>A register as written: <c>r1</c>, or <c>w1</c> for its low 32 bits.</summary>
    private readonly record struct RegisterOperand(Register Register, bool IsNarrow, Token Token);

    /// <inheritdoc/>
    protected override bool SkipsLine(ReadOnlySpan<char> line)
    {
        if (base.SkipsLine(line) || line.StartsWith("Disassembly of section ", StringComparison.Ordinal)
            || line.Contains("file format elf", StringComparison.Ordinal))
            return true;

        // The heading of a symbol in a listing: 0000000000000048 <name>:
        if (Current is not { Kind: TokenKind.Word, Text.Length: 16 } || Peek().Text != "<" || Peek(3).Text != ">" || Peek(4).Text != ":")
            return false;
        Builder.Define(Peek(2).Text, Place(Peek(2)));
        return true;
    }

    /// <inheritdoc/>
    protected override bool StartsStatement() =>
        Is("*") || (Current.Kind == TokenKind.Word
            && (Current.Text is "if" or "goto" or "gotol" or "may_goto" or "call" or "callx" or "exit" or "lock" or "ld_pseudo" or "store_release"
                || Current.Text.StartsWith('.')
                || Peek().Text == ":"
                || TryParseRegister(Current.Text, LastRegister, out _, out _)));

    /// <inheritdoc/>
    protected override void ParseStatement()
    {
        SkipOpcode();
        Token start = Current;
        switch (start.Text)
        {
            case "if":
                Advance();
                ParseConditionalJump();
                break;
            case "goto":
                ParseJump(Opcodes.Jump);
                break;
            case "gotol":
                ParseJump(Opcodes.JumpLong);
                break;
            case "may_goto":
                ParseJump(Opcodes.MayJump);
                break;
            case "call":
                Advance();
                ParseCall();
                break;
            case "callx":
                Advance();
                Add(new Instruction(Opcodes.CallRegister, TakeRegister(isNarrow: false).Register));
                break;
            case "exit":
                Advance();
                Add(new Instruction(Opcodes.Exit));
                break;
            case "lock":
                Advance();
                ParseLocked();
                break;
            case "ld_pseudo":
                Advance();
                ParsePseudoLoad();
                break;
            case "store_release":
                Advance();
                ParseStoreRelease();
                break;
            case "*":
                ParseStore();
                break;
            default:
                ParseAssignment();
                break;
        }
    }

    /// <summary>The verifier's log prints the opcode before each instruction: <c>(b7) r0 = 0</c>.</summary>
    private void SkipOpcode()
    {
        if (Is("(") && Peek().Text.Length == 2 && Peek(2).Text == ")"
            && byte.TryParse(Peek().Text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _))
            Advance(3);
    }

    private void ParseConditionalJump()
    {
        RegisterOperand left = TakeRegister();
        JumpOperation operation = Current.Text switch
        {
            "==" => JumpOperation.Equal,
            "!=" => JumpOperation.NotEqual,
            ">" => JumpOperation.GreaterThan,
            ">=" => JumpOperation.GreaterOrEqual,
            "<" => JumpOperation.LessThan,
            "<=" => JumpOperation.LessOrEqual,
            "&" => JumpOperation.BitsSet,
            "s>" => JumpOperation.SignedGreaterThan,
            "s>=" => JumpOperation.SignedGreaterOrEqual,
            "s<" => JumpOperation.SignedLessThan,
            "s<=" => JumpOperation.SignedLessOrEqual,
            _ => throw Fail("expected a comparison"),
        };
        Advance();
        var opcode = (byte)((byte)operation | (byte)(left.IsNarrow ? InstructionClass.Jump32 : InstructionClass.Jump));
        Instruction instruction = IsRegister()
            ? new Instruction((byte)(opcode | Opcodes.SourceRegister), left.Register, TakeRegister(left.IsNarrow).Register)
            : new Instruction(opcode, left.Register, immediate: TakeImmediate());
        Take("goto");
        ParseTarget(instruction);
    }

    private void ParseJump(byte opcode)
    {
        Advance();
        ParseTarget(new Instruction(opcode));
    }

    /// <summary>A target, and after it the symbol that listings print in angle brackets.</summary>
    private void ParseTarget(Instruction instruction)
    {
        AddWithTarget(instruction);
        if (!TryTake("<"))
            return;
        while (!TryTake(">"))
        {
            if (Current.Kind == TokenKind.End)
                throw Fail("expected '>'");
            Advance();
        }
    }

    private void ParseCall()
    {
        if (IsNumber())
        {
            Add(new Instruction(Opcodes.Call, immediate: TakeImmediate()));
        }
        else if (Is("pc") && Peek().Text is "+" or "-")
        {
            AddWithTarget(new Instruction(Opcodes.Call, source: (Register)CallKind.Local));
        }
        else if (Is("kernel") && Peek().Text == "-" && Peek(2).Text == "function")
        {
            Advance(3);
            ParseKernelFunction();
        }
        else
        {
            Token name = TakeWord("a function");
            if (TryTake("#"))
            {
                AddNumberedCall(name.Text);
                return;
            }

            Builder.AddReference(PendingReferenceKind.Function, name.Text);
            Add(new Instruction(Opcodes.Call));
        }
    }

    /// <summary>A call as the verifier prints it, <c>name#number</c>: of a helper, unless the name is known to be none.</summary>
    private void AddNumberedCall(string name)
    {
        bool isHelper = name == "unknown" || options.HelperNumber is null || options.HelperNumber(name) is not null;
        CallKind kind = isHelper ? CallKind.Helper : CallKind.KernelFunction;
        Add(new Instruction(Opcodes.Call, source: (Register)kind, immediate: TakeImmediate()));
    }

    private void ParseKernelFunction()
    {
        var instruction = new Instruction(Opcodes.Call, source: (Register)CallKind.KernelFunction);
        if (!TryTake("#"))
        {
            Builder.AddReference(PendingReferenceKind.KernelFunction, TakeWord("a function").Text);
            Add(instruction);
            return;
        }

        // The number, and the index of a module's BTF: 1234@5, or -1@-5.
        bool isNegative = TryTake("-");
        Token number = TakeWord("a number");
        string[] parts = number.Text.Split('@', 2);
        if (!long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long id) || id > 1L << 31)
            throw Problem(number, "expected the number of a kernel function");
        short offset = 0;
        if (parts.Length == 2)
            offset = parts[1].Length == 0 ? TakeOffset() : ParseIndex(number, parts[1]);
        Add(instruction.WithImmediate((int)(isNegative ? -id : id)).WithOffset(offset));
    }

    private short ParseIndex(Token token, string text) =>
        short.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out short index)
            ? index
            : throw Problem(token, "expected an index of 16 bits after '@'");

    private void ParseStore()
    {
        MemorySize size = TakePointerCast(out bool isSigned, out Token type);
        if (isSigned)
            throw Problem(type, "stores have the types u8, u16, u32 and u64");
        (Register register, short offset) = TakeAddress();
        Take("=");
        if (IsRegister())
        {
            Register source = TakeValue(size).Register;
            Add(new Instruction((byte)(Opcodes.StoreWordRegister | (byte)size), register, source, offset));
        }
        else
        {
            Add(new Instruction((byte)(Opcodes.StoreWordImmediate | (byte)size), register, offset: offset, immediate: TakeImmediate()));
        }
    }

    private void ParsePseudoLoad()
    {
        Register destination = TakeRegister(isNarrow: false).Register;
        Take(",");
        (ulong kind, _, Token token) = TakeNumber();
        if (kind > 15)
            throw Problem(token, "a wide load has a kind of 4 bits");
        Take(",");
        Builder.AddWide(destination, TakeWide(), (WideLoadKind)kind, Line);
    }

    private bool IsRegister() => Current.Kind == TokenKind.Word && TryParseRegister(Current.Text, LastRegister, out _, out _);

    private RegisterOperand TakeRegister()
    {
        Token token = Current;
        if (token.Kind != TokenKind.Word || !TryParseRegister(token.Text, LastRegister, out Register register, out bool isNarrow))
            throw Fail("expected a register");
        Advance();
        return new RegisterOperand(register, isNarrow, token);
    }

    /// <summary>A register of the width the instruction needs.</summary>
    private RegisterOperand TakeRegister(bool isNarrow)
    {
        RegisterOperand operand = TakeRegister();
        if (operand.IsNarrow != isNarrow)
            throw Problem(operand.Token, $"expected a {(isNarrow ? "32-bit register (w)" : "64-bit register (r)")}, found '{operand.Token.Text}'");
        return operand;
    }

    /// <summary>A register that is stored or takes part in an atomic operation: <c>w</c> names it only for less than 64 bits.</summary>
    private RegisterOperand TakeValue(MemorySize size)
    {
        RegisterOperand operand = TakeRegister();
        if (operand.IsNarrow && size == MemorySize.DoubleWord)
            throw Problem(operand.Token, $"expected a 64-bit register (r), found '{operand.Token.Text}'");
        return operand;
    }

    /// <summary><c>*(u32 *)</c>.</summary>
    private MemorySize TakePointerCast(out bool isSigned, out Token type)
    {
        Take("*");
        return TakeCast(out isSigned, out type);
    }

    /// <summary><c>(u32 *)</c>.</summary>
    private MemorySize TakeCast(out bool isSigned, out Token type)
    {
        Take("(");
        type = TakeWord("a type");
        isSigned = type.Text.StartsWith('s');
        MemorySize? size = type.Text switch
        {
            "u8" or "s8" => MemorySize.Byte,
            "u16" or "s16" => MemorySize.HalfWord,
            "u32" or "s32" => MemorySize.Word,
            "u64" => MemorySize.DoubleWord,
            _ => null,
        };
        if (size is not MemorySize known)
            throw Fail(type, "expected a type (u8, u16, u32, u64, s8, s16, s32)");
        Take("*");
        Take(")");
        return known;
    }

    /// <summary><c>(r1 + 8)</c>.</summary>
    private (Register Register, short Offset) TakeAddress()
    {
        Take("(");
        (Register Register, short Offset) address = TakeBareAddress();
        Take(")");
        return address;
    }

    /// <summary><c>r1 + 8</c>.</summary>
    private (Register Register, short Offset) TakeBareAddress()
    {
        Register register = TakeRegister(isNarrow: false).Register;
        return (register, Is("+") || Is("-") ? TakeOffset() : (short)0);
    }
}
