// SPDX-License-Identifier: Apache-2.0
using System.Collections.Frozen;

namespace Hornet.Bytecode;

/// <summary>
/// Parses the mnemonic dialect. The grammar is that of bpf_conformance's assembler, with the names of ubpf and binutils beside where they
/// differ; registers may be written with or without the per cent sign.
/// </summary>
internal sealed class MnemonicParser(ProgramBuilder builder) : StatementParser(builder)
{
    /// <summary>The encoding holds four bits; tests of validators write the registers that do not exist.</summary>
    private const int LastRegister = 15;

    /// <summary>
    /// What a mnemonic stands for: an instruction with its opcode, the width of a byte-order conversion in the immediate and the selector of a signed
    /// or sign-extending form in the offset already set. An opcode that ends in an operand is the one with the immediate.
    /// </summary>
    private static readonly FrozenDictionary<string, Instruction> Mnemonics = MakeMnemonics().ToFrozenDictionary(StringComparer.Ordinal);

    /// <inheritdoc/>
    protected override bool StartsStatement() =>
        Current.Kind == TokenKind.Word
        && (Peek().Text == ":" || Current.Text == "lock" || Current.Text.StartsWith('.') || Mnemonics.ContainsKey(Current.Text));

    /// <inheritdoc/>
    protected override void ParseStatement()
    {
        Token mnemonic = TakeWord("a mnemonic");
        if (mnemonic.Text == "lock")
            ParseAtomic();
        else if (Mnemonics.TryGetValue(mnemonic.Text, out Instruction instruction))
            ParseOperands(instruction);
        else
            throw Fail(mnemonic, "unknown mnemonic");
    }

    private void ParseOperands(Instruction instruction)
    {
        switch (InstructionSet.FormOf(instruction.Opcode))
        {
            case OpcodeForm.AluImmediate or OpcodeForm.MoveImmediate:
                Register destination = TakeRegisterAndComma();
                Add(WithOperand(instruction, destination));
                break;
            case OpcodeForm.MoveRegister:
                ParseSpecialMove(instruction);
                break;
            case OpcodeForm.Negate or OpcodeForm.ByteOrder or OpcodeForm.CallRegister:
                Add(new Instruction(instruction.Opcode, TakeRegister(), immediate: instruction.Immediate));
                break;
            case OpcodeForm.Jump or OpcodeForm.JumpLong or OpcodeForm.MayJump:
                AddWithTarget(instruction);
                break;
            case OpcodeForm.JumpImmediate:
                Instruction jump = WithOperand(instruction, TakeRegisterAndComma());
                Take(",");
                AddWithTarget(jump);
                break;
            case OpcodeForm.Call:
                ParseCall();
                break;
            case OpcodeForm.WideLoad:
                ParseWideLoad();
                break;
            case OpcodeForm.Exit:
                Add(instruction);
                break;
            default:
                ParseMemory(instruction);
                break;
        }
    }

    /// <summary>The instruction with its second operand, a register or an immediate.</summary>
    private Instruction WithOperand(Instruction instruction, Register destination) => IsRegister()
        ? new Instruction((byte)(instruction.Opcode | Opcodes.SourceRegister), destination, TakeRegister(), instruction.Offset)
        : new Instruction(instruction.Opcode, destination, offset: instruction.Offset, immediate: TakeImmediate());

    /// <summary>A sign-extending move, or an address-space cast with its two spaces.</summary>
    private void ParseSpecialMove(Instruction instruction)
    {
        Register destination = TakeRegisterAndComma();
        Register source = TakeRegister();
        int immediate = 0;
        if (instruction.IsAddressSpaceCast)
        {
            Take(",");
            immediate = TakeAddressSpace() << 16;
            Take(",");
            immediate |= TakeAddressSpace();
        }

        Add(new Instruction(instruction.Opcode, destination, source, instruction.Offset, immediate));
    }

    private int TakeAddressSpace()
    {
        (ulong number, bool isNegative, Token token) = TakeNumber();
        return !isNegative && number <= ushort.MaxValue ? (int)number : throw Problem(token, "an address space is a number of 16 bits");
    }

    private void ParseMemory(Instruction instruction)
    {
        byte opcode = instruction.Opcode;
        switch (InstructionSet.FormOf(opcode))
        {
            case OpcodeForm.Load:
                Register destination = TakeRegisterAndComma();
                (Register register, short offset) = TakeAddress();
                Add(new Instruction(opcode, destination, register, offset));
                break;
            case OpcodeForm.StoreImmediate:
                (register, offset) = TakeAddress();
                Take(",");
                Add(new Instruction(opcode, register, offset: offset, immediate: TakeImmediate()));
                break;
            case OpcodeForm.StoreRegister or OpcodeForm.Atomic:
                (register, offset) = TakeAddress();
                Take(",");
                Add(new Instruction(opcode, register, TakeRegister(), offset, instruction.Immediate));
                break;
            case OpcodeForm.PacketAbsolute:
                Add(instruction.WithImmediate(TakeImmediate()));
                break;
            default: // PacketIndirect
                Register source = TakeRegister();
                Add(new Instruction(opcode, source: source, immediate: TryTake(",") ? TakeImmediate() : 0));
                break;
        }
    }

    private void ParseWideLoad()
    {
        Register destination = TakeRegisterAndComma();
        if (IsNumber())
        {
            Builder.AddWide(destination, TakeWide(), WideLoadKind.Immediate, Line);
        }
        else if (!TryAddWideOperand(destination))
        {
            string name = TakeWord("a number, a map or a symbol").Text;
            int addend = TakeAddend();
            Builder.AddReference(PendingReferenceKind.Symbol, name, addend);
            Builder.AddWide(destination, (ulong)(uint)addend << 32, WideLoadKind.Immediate, Line);
        }
    }

    /// <summary><c>call 5</c>, <c>call %r2</c>, <c>call name</c>, and with the kind before: <c>helper</c>, <c>local</c>, <c>runtime</c> (a kernel function).</summary>
    private void ParseCall()
    {
        bool hasKind = Current.Text is "helper" or "local" or "runtime" && Peek().Kind != TokenKind.End && !Is(Peek(), ";");
        string kind = hasKind ? TakeWord("a kind of call").Text : "";
        if (kind == "local")
        {
            AddWithTarget(new Instruction(Opcodes.Call, source: (Register)CallKind.Local));
        }
        else if (kind != "runtime" && IsRegister())
        {
            Add(new Instruction(Opcodes.CallRegister, TakeRegister()));
        }
        else if (IsNumber())
        {
            var instruction = new Instruction(Opcodes.Call, immediate: TakeImmediate());
            if (kind == "runtime")
                instruction = instruction.WithSource((Register)CallKind.KernelFunction).WithOffset(TryTake(",") ? TakeOffset() : (short)0);
            Add(instruction);
        }
        else
        {
            string name = TakeWord("a function").Text;
            PendingReferenceKind reference = kind switch
            {
                "runtime" => PendingReferenceKind.KernelFunction,
                "helper" => PendingReferenceKind.Helper,
                _ => PendingReferenceKind.Function,
            };
            Builder.AddReference(reference, name);
            Add(new Instruction(Opcodes.Call, source: (Register)(kind == "runtime" ? CallKind.KernelFunction : CallKind.Helper)));
        }
    }

    /// <summary><c>lock [fetch] add [%r1+0], %r2</c>, <c>lock cmpxchg32 [%r10-8], %r1</c>, <c>lock load_acquire8 %r1, [%r2]</c>.</summary>
    private void ParseAtomic()
    {
        bool fetches = TryTake("fetch");
        Token name = TakeWord("an atomic operation");
        string text = name.Text;
        if (!fetches && text.StartsWith("fetch_", StringComparison.Ordinal))
        {
            fetches = true;
            text = text["fetch_".Length..];
        }

        (string operationName, MemorySize size) = SplitWidth(text);
        AtomicOperation? operation = operationName switch
        {
            "add" => AtomicOperation.Add,
            "or" => AtomicOperation.Or,
            "and" => AtomicOperation.And,
            "xor" => AtomicOperation.Xor,
            "xchg" => AtomicOperation.Exchange,
            "cmpxchg" => AtomicOperation.CompareExchange,
            "load_acquire" when !fetches => AtomicOperation.LoadAcquire,
            "store_release" when !fetches => AtomicOperation.StoreRelease,
            _ => null,
        };
        bool isOrdered = operation is AtomicOperation.LoadAcquire or AtomicOperation.StoreRelease;
        if (operation is not AtomicOperation known || (!isOrdered && size is MemorySize.Byte or MemorySize.HalfWord))
            throw Fail(name, "expected an atomic operation");
        // Exchange and compare-exchange return the old value in any case.
        if (fetches)
            known |= (AtomicOperation)1;

        Register destination = known == AtomicOperation.LoadAcquire ? TakeRegisterAndComma() : default;
        (Register register, short offset) = TakeAddress();
        if (known == AtomicOperation.LoadAcquire)
        {
            AddAtomic(size, destination, register, offset, known);
            return;
        }

        Take(",");
        AddAtomic(size, register, TakeRegister(), offset, known);
    }

    private static (string Name, MemorySize Size) SplitWidth(string text)
    {
        if (text.EndsWith("32", StringComparison.Ordinal))
            return (text[..^2], MemorySize.Word);
        if (text.EndsWith("64", StringComparison.Ordinal))
            return (text[..^2], MemorySize.DoubleWord);
        if (text.EndsWith("16", StringComparison.Ordinal))
            return (text[..^2], MemorySize.HalfWord);
        return text.EndsWith('8') ? (text[..^1], MemorySize.Byte) : (text, MemorySize.DoubleWord);
    }

    private void AddAtomic(MemorySize size, Register destination, Register source, short offset, AtomicOperation operation) =>
        Add(new Instruction((byte)(Opcodes.AtomicWord | (byte)size), destination, source, offset, (int)operation));

    private static bool Is(Token token, string text) => token.Kind == TokenKind.Symbol && token.Text == text;

    private bool IsRegister() => Is("%") || (Current.Kind == TokenKind.Word && TryParseName(Current.Text, out _));

    private Register TakeRegisterAndComma()
    {
        Register register = TakeRegister();
        Take(",");
        return register;
    }

    private Register TakeRegister()
    {
        TryTake("%");
        if (Current.Kind != TokenKind.Word || !TryParseName(Current.Text, out Register register))
            throw Fail("expected a register");
        Advance();
        return register;
    }

    private static bool TryParseName(string text, out Register register)
    {
        register = Register.R10;
        return text == "fp" || (TryParseRegister(text, LastRegister, out register, out bool isNarrow) && !isNarrow);
    }

    /// <summary><c>[%r1+8]</c>.</summary>
    private (Register Register, short Offset) TakeAddress()
    {
        Take("[");
        Register register = TakeRegister();
        short offset = Is("+") || Is("-") ? TakeOffset() : (short)0;
        Take("]");
        return (register, offset);
    }

    private static Dictionary<string, Instruction> MakeMnemonics()
    {
        var mnemonics = new Dictionary<string, Instruction>(StringComparer.Ordinal);
        for (int opcode = 0; opcode < 256; opcode++)
        {
            OpcodeForm form = InstructionSet.FormOf((byte)opcode);
            if (form is OpcodeForm.Unknown or OpcodeForm.ByteOrder or OpcodeForm.Atomic or OpcodeForm.AluRegister or OpcodeForm.MoveRegister
                or OpcodeForm.JumpRegister)
                continue;
            var instruction = new Instruction((byte)opcode);
            string name = MnemonicNames.Of(instruction);
            mnemonics.Add(name, instruction);
            if (instruction.Class == InstructionClass.Alu64)
                mnemonics.Add(name + "64", instruction);
        }

        AddSpecialForms(mnemonics);
        AddOtherNames(mnemonics);
        return mnemonics;
    }

    private static void AddSpecialForms(Dictionary<string, Instruction> mnemonics)
    {
        foreach (int width in new[] { 16, 32, 64 })
        {
            mnemonics.Add($"le{width}", new Instruction(Opcodes.ToLittleEndian, immediate: width));
            mnemonics.Add($"be{width}", new Instruction(Opcodes.ToBigEndian, immediate: width));
            mnemonics.Add($"swap{width}", new Instruction(Opcodes.ByteSwap, immediate: width));
            mnemonics.Add($"bswap{width}", new Instruction(Opcodes.ByteSwap, immediate: width));
        }

        foreach ((string suffix, byte divide, byte modulo) in new[]
        {
            ("", Opcodes.Divide64Immediate, Opcodes.Modulo64Immediate),
            ("64", Opcodes.Divide64Immediate, Opcodes.Modulo64Immediate),
            ("32", Opcodes.Divide32Immediate, Opcodes.Modulo32Immediate),
        })
        {
            mnemonics.Add("sdiv" + suffix, new Instruction(divide, offset: 1));
            mnemonics.Add("smod" + suffix, new Instruction(modulo, offset: 1));
        }

        mnemonics.Add("movsx832", new Instruction(Opcodes.Move32Register, offset: 8));
        mnemonics.Add("movsx1632", new Instruction(Opcodes.Move32Register, offset: 16));
        mnemonics.Add("movsx864", new Instruction(Opcodes.Move64Register, offset: 8));
        mnemonics.Add("movsx1664", new Instruction(Opcodes.Move64Register, offset: 16));
        mnemonics.Add("movsx3264", new Instruction(Opcodes.Move64Register, offset: 32));
        mnemonics.Add("addr_space_cast", new Instruction(Opcodes.Move64Register, offset: 1));
    }

    /// <summary>Names of ubpf (<c>ldxbsx</c>) and of older assemblers (<c>xadddw</c>).</summary>
    private static void AddOtherNames(Dictionary<string, Instruction> mnemonics)
    {
        mnemonics.Add("ldxbsx", new Instruction(Opcodes.LoadSignedByte));
        mnemonics.Add("ldxhsx", new Instruction(Opcodes.LoadSignedHalfWord));
        mnemonics.Add("ldxwsx", new Instruction(Opcodes.LoadSignedWord));
        foreach (string prefix in new[] { "x", "stxx" })
        {
            mnemonics.Add(prefix + "addw", new Instruction(Opcodes.AtomicWord));
            mnemonics.Add(prefix + "adddw", new Instruction(Opcodes.AtomicDoubleWord));
        }
    }
}
