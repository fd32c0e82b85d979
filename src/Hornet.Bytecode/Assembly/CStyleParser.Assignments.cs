// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode;

// What begins with a register: arithmetic, moves, loads, and the atomic operations that return a value.
internal sealed partial class CStyleParser
{
    private void ParseAssignment()
    {
        RegisterOperand destination = TakeRegister();
        if (TryTake("="))
        {
            ParseValue(destination);
            return;
        }

        bool isSigned = Current.Text is "s/=" or "s%=";
        AluOperation operation = Current.Text switch
        {
            "+=" => AluOperation.Add,
            "-=" => AluOperation.Subtract,
            "*=" => AluOperation.Multiply,
            "/=" or "s/=" => AluOperation.Divide,
            "%=" or "s%=" => AluOperation.Modulo,
            "|=" => AluOperation.Or,
            "&=" => AluOperation.And,
            "^=" => AluOperation.Xor,
            "<<=" => AluOperation.ShiftLeft,
            ">>=" => AluOperation.ShiftRight,
            "s>>=" => AluOperation.ArithmeticShiftRight,
            _ => throw Fail("expected '=' or an arithmetic assignment"),
        };
        Advance();
        AddAlu(operation, destination, isSigned ? (short)1 : (short)0);
    }

    /// <summary>Adds arithmetic whose operand, a register or a number, begins at the current token.</summary>
    private void AddAlu(AluOperation operation, RegisterOperand destination, short offset = 0)
    {
        var opcode = (byte)((byte)operation | (byte)(destination.IsNarrow ? InstructionClass.Alu32 : InstructionClass.Alu64));
        if (IsRegister())
        {
            Register source = TakeRegister(destination.IsNarrow).Register;
            Add(new Instruction((byte)(opcode | Opcodes.SourceRegister), destination.Register, source, offset));
        }
        else
        {
            Add(new Instruction(opcode, destination.Register, offset: offset, immediate: TakeImmediate()));
        }
    }

    private void ParseValue(RegisterOperand destination)
    {
        if (Is("*"))
            ParseLoad(destination);
        else if (Is("("))
            ParseSignExtension(destination);
        else if (Is("-") && TryParseRegister(Peek().Text, LastRegister, out _, out _))
            ParseNegation(destination);
        else if (IsRegister())
            AddAlu(AluOperation.Move, destination);
        else if (IsNumber())
            ParseNumber(destination);
        else
            ParseNamedValue(destination);
    }

    private void ParseNegation(RegisterOperand destination)
    {
        Advance();
        RegisterOperand operand = TakeRegister(destination.IsNarrow);
        if (operand.Register != destination.Register)
            throw Problem(operand.Token, $"negation works in place; expected '{destination.Token.Text}', found '{operand.Token.Text}'");
        Add(new Instruction(destination.IsNarrow ? Opcodes.Negate32 : Opcodes.Negate64, destination.Register));
    }

    private void ParseSignExtension(RegisterOperand destination)
    {
        Take("(");
        Token type = TakeWord("a type");
        short? width = type.Text switch
        {
            "s8" => 8,
            "s16" => 16,
            "s32" when !destination.IsNarrow => 32,
            _ => null,
        };
        if (width is not short offset)
            throw Fail(type, "expected a type to extend from (s8, s16, or s32 into a 64-bit register)");
        Take(")");
        byte opcode = destination.IsNarrow ? Opcodes.Move32Register : Opcodes.Move64Register;
        Add(new Instruction(opcode, destination.Register, TakeRegister(destination.IsNarrow).Register, offset));
    }

    /// <summary>A number: of a wide load when <c>ll</c> follows, otherwise of a move.</summary>
    private void ParseNumber(RegisterOperand destination)
    {
        bool isWide = Peek(Is("-") || Is("+") ? 2 : 1) is { Kind: TokenKind.Word, Text: "ll" };
        if (!isWide)
        {
            AddAlu(AluOperation.Move, destination);
            return;
        }

        RequireWide(destination);
        Builder.AddWide(destination.Register, TakeWide(), WideLoadKind.Immediate, Line);
        Take("ll");
    }

    private void ParseLoad(RegisterOperand destination)
    {
        MemorySize size = TakePointerCast(out bool isSigned, out _);
        if (Is("skb"))
        {
            ParsePacketLoad(destination, size);
            return;
        }

        if (destination.IsNarrow && (isSigned || size == MemorySize.DoubleWord))
            RequireWide(destination);
        (Register register, short offset) = TakeAddress();
        byte opcode = isSigned ? Opcodes.LoadSignedWord : Opcodes.LoadWord;
        Add(new Instruction((byte)(opcode | (byte)size), destination.Register, register, offset));
    }

    private void ParsePacketLoad(RegisterOperand destination, MemorySize size)
    {
        if (destination.Register != Register.R0 || destination.IsNarrow)
            throw Problem(destination.Token, $"packet loads go to r0, found '{destination.Token.Text}'");
        if (size == MemorySize.DoubleWord)
            throw Fail("packet loads have the types u8, u16 and u32");
        Take("skb");
        Take("[");
        if (IsRegister())
        {
            Register source = TakeRegister(isNarrow: false).Register;
            Add(new Instruction((byte)(Opcodes.LoadPacketIndirectWord | (byte)size), source: source, immediate: TakeAddend()));
        }
        else
        {
            Add(new Instruction((byte)(Opcodes.LoadPacketWord | (byte)size), immediate: TakeImmediate()));
        }

        Take("]");
    }

    /// <summary>A value that begins with a name: a byte-order conversion, a function-like operation, or a symbol.</summary>
    private void ParseNamedValue(RegisterOperand destination)
    {
        Token name = Current.Kind == TokenKind.Word ? Current : throw Fail("expected a value");
        switch (name.Text)
        {
            case "le16" or "le32" or "le64":
                ParseByteOrder(destination, Opcodes.ToLittleEndian);
                return;
            case "be16" or "be32" or "be64":
                ParseByteOrder(destination, Opcodes.ToBigEndian);
                return;
            case "bswap16" or "bswap32" or "bswap64":
                ParseByteOrder(destination, Opcodes.ByteSwap);
                return;
            case "addr_space_cast":
                Advance();
                ParseAddressSpaceCast(destination);
                return;
        }

        if (Peek().Text == "(" && TryParseAtomic(destination))
            return;
        RequireWide(destination);
        if (!TryAddWideOperand(destination.Register))
            ParseSymbol(destination.Register);

        // The verifier's log leaves it out.
        TryTake("ll");
    }

    private void ParseByteOrder(RegisterOperand destination, byte opcode)
    {
        RequireWide(destination);
        int width = int.Parse(Current.Text.AsSpan(Current.Text.Length - 2), System.Globalization.CultureInfo.InvariantCulture);
        Advance();
        RegisterOperand operand = TakeRegister(isNarrow: false);
        if (operand.Register != destination.Register)
            throw Problem(operand.Token, $"the conversion works in place; expected '{destination.Token.Text}', found '{operand.Token.Text}'");
        Add(new Instruction(opcode, destination.Register, immediate: width));
    }

    private void ParseAddressSpaceCast(RegisterOperand destination)
    {
        RequireWide(destination);
        Take("(");
        Register source = TakeRegister(isNarrow: false).Register;
        Take(",");
        int to = TakeAddressSpace();
        Take(",");
        int from = TakeAddressSpace();
        Take(")");
        Add(new Instruction(Opcodes.Move64Register, destination.Register, source, 1, (to << 16) | from));
    }

    private int TakeAddressSpace()
    {
        (ulong number, bool isNegative, Token token) = TakeNumber();
        return !isNegative && number <= ushort.MaxValue ? (int)number : throw Problem(token, "an address space is a number of 16 bits");
    }

    /// <summary>A map (<c>map[fd:3]</c>, <c>map[idx:1][0]+8</c>, <c>map[counts]</c>), a function (<c>subprog[+3]</c>), or any symbol (<c>counts+8 ll</c>).</summary>
    private void ParseSymbol(Register destination)
    {
        Token name = TakeWord("a symbol");
        if (name.Text == "map" && TryTake("["))
        {
            ParseMap(destination);
        }
        else if (name.Text == "subprog" && TryTake("["))
        {
            AddWithTarget(new Instruction(Opcodes.LoadImmediate64, destination, (Register)WideLoadKind.Function));
            Add(default);
            Take("]");
        }
        else
        {
            int addend = TakeAddend();
            if (!Is("ll"))
                throw Fail(name, "expected a number, a register, or a symbol followed by ll");
            Builder.AddReference(PendingReferenceKind.Symbol, name.Text, addend);
            Builder.AddWide(destination, (ulong)(uint)addend << 32, WideLoadKind.Immediate, Line);
        }
    }

    private void ParseMap(Register destination)
    {
        bool byIndex = Is("idx") && Peek().Text == ":";
        if (byIndex || (Is("fd") && Peek().Text == ":"))
            Advance(2);
        string? name = IsNumber() ? null : TakeWord("a map").Text;
        int number = name is null ? TakeImmediate() : 0;
        Take("]");
        bool isValue = TryTake("[");
        if (isValue)
        {
            Take("0");
            Take("]");
        }

        WideLoadKind kind = (byIndex, isValue) switch
        {
            (false, false) => WideLoadKind.MapDescriptor,
            (false, true) => WideLoadKind.MapValue,
            (true, false) => WideLoadKind.MapIndex,
            _ => WideLoadKind.MapIndexValue,
        };
        PendingReferenceKind reference = isValue ? PendingReferenceKind.MapValue : PendingReferenceKind.Map;
        AddWide(destination, kind, reference, name, number, isValue ? TakeAddend() : 0);
    }

    private void RequireWide(RegisterOperand destination)
    {
        if (destination.IsNarrow)
            throw Problem(destination.Token, $"expected a 64-bit register (r), found '{destination.Token.Text}'");
    }
}
