// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode.Classic;

/// <summary>
/// Assembles the language of the kernel's bpf_asm (Documentation/networking/filter.rst): instructions separated by white space, labels before
/// them, mnemonics and registers in any case.
/// </summary>
internal sealed class ClassicAssembler
{
    private readonly ClassicOperandReader _reader;
    private readonly List<ClassicInstruction> _program = [];
    private readonly Dictionary<string, int> _labels = new(StringComparer.Ordinal);
    private readonly List<Reference> _references = [];

    private ClassicAssembler(string text) => _reader = new ClassicOperandReader(text);

    private enum Slot
    {
        True,
        False,
        Operand,
    }

    public static ClassicInstruction[] Assemble(string text)
    {
        var assembler = new ClassicAssembler(text);
        while (assembler._reader.Current.Kind != ClassicTokenKind.End)
            assembler.ReadInstruction();
        assembler.Resolve();
        return [.. assembler._program];
    }

    private void ReadInstruction()
    {
        ClassicToken token = _reader.Current;
        if (token.Kind != ClassicTokenKind.Word)
            throw _reader.Unexpected("an instruction");
        if (_reader.Following.Is(':'))
        {
            if (!_labels.TryAdd(token.Text, _program.Count))
                throw ClassicOperandReader.Error(token, $"the label {token.Text} is there twice");
            _reader.Take();
            _reader.Take();
            if (_reader.Current.Kind == ClassicTokenKind.End)
                throw ClassicOperandReader.Error(token, $"no instruction follows the label {token.Text}");
            return;
        }

        _reader.Take();
        string mnemonic = token.Text.ToLowerInvariant();
        switch (mnemonic)
        {
            case "jmp" or "ja":
                Refer(Slot.Operand);
                _program.Add(new ClassicInstruction(ClassicOpcodes.Jump));
                break;
            case "jne" or "jneq":
                ReadJump(token, "jeq", negated: true);
                break;
            case "jlt":
                ReadJump(token, "jge", negated: true);
                break;
            case "jle":
                ReadJump(token, "jgt", negated: true);
                break;
            case "jeq" or "jgt" or "jge" or "jset":
                ReadJump(token, mnemonic, negated: false);
                break;
            case "ldi" or "ldxi":
                ReadLoadImmediate(mnemonic);
                break;
            default:
                ReadPlain(token, mnemonic);
                break;
        }
    }

    private void ReadPlain(ClassicToken token, string mnemonic)
    {
        if (!ClassicForms.IsMnemonic(mnemonic))
            throw ClassicOperandReader.Error(token, $"{token.Text} is no instruction");
        if (ClassicForms.TryFind(mnemonic, ClassicOperandForm.None, out ushort code))
        {
            _program.Add(new ClassicInstruction(code));
            return;
        }

        ClassicToken start = _reader.Current;
        (ClassicOperandForm form, uint value) = _reader.ReadOperand();

        // ldx 4*([k]&0xf) means ldxb.
        string actual = mnemonic == "ldx" && form == ClassicOperandForm.HeaderLength ? "ldxb" : mnemonic;
        if (!ClassicForms.TryFind(actual, form, out code))
            throw ClassicOperandReader.Error(start, $"{mnemonic} does not take this operand");
        _program.Add(new ClassicInstruction(code, value));
    }

    private void ReadLoadImmediate(string mnemonic)
    {
        _reader.TryTake('#');
        uint value = _reader.ExpectNumber();
        _program.Add(new ClassicInstruction(mnemonic == "ldi" ? ClassicOpcodes.LoadImmediate : ClassicOpcodes.LoadXImmediate, value));
    }

    /// <summary>A conditional jump: constant or X, then the label for true and optionally the one for false; negated ones have only the latter.</summary>
    private void ReadJump(ClassicToken token, string mnemonic, bool negated)
    {
        ClassicToken start = _reader.Current;
        (ClassicOperandForm form, uint value) = _reader.ReadOperand();
        if (form is not (ClassicOperandForm.Decimal or ClassicOperandForm.X) || !ClassicForms.TryFind(mnemonic, form, out ushort code))
            throw ClassicOperandReader.Error(start, $"{token.Text} compares A with #k or x");
        _reader.Expect(',');
        Refer(negated ? Slot.False : Slot.True);
        if (_reader.Current.Is(','))
        {
            if (negated)
                throw ClassicOperandReader.Error(_reader.Current, $"{token.Text} has one label only");
            _reader.Take();
            Refer(Slot.False);
        }

        _program.Add(new ClassicInstruction(code, value));
    }

    private void Refer(Slot slot)
    {
        if (_reader.Current.Kind != ClassicTokenKind.Word)
            throw _reader.Unexpected("a label");
        _references.Add(new Reference(_program.Count, slot, _reader.Take()));
    }

    private void Resolve()
    {
        foreach ((int index, Slot slot, ClassicToken label) in _references)
        {
            if (!_labels.TryGetValue(label.Text, out int target))
                throw ClassicOperandReader.Error(label, $"there is no label {label.Text}");
            int skip = target - index - 1;
            ClassicInstruction instruction = _program[index];
            if (slot == Slot.Operand)
            {
                _program[index] = instruction with { Operand = unchecked((uint)skip) };
                continue;
            }

            if (skip is < 0 or > byte.MaxValue)
            {
                string why = skip < 0 ? "conditional jumps go forward only" : $"{skip} instructions are more than the 255 a conditional jump can skip";
                throw ClassicOperandReader.Error(label, $"{label.Text} cannot be reached: {why}");
            }

            _program[index] = slot == Slot.True ? instruction with { JumpTrue = (byte)skip } : instruction with { JumpFalse = (byte)skip };
        }
    }

    private readonly record struct Reference(int Index, Slot Slot, ClassicToken Label);
}
