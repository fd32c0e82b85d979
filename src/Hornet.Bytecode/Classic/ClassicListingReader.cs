// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode.Classic;

/// <summary>Reads the listing of <c>tcpdump -d</c>: numbered lines, jump targets as instruction numbers.</summary>
internal static class ClassicListingReader
{
    public static ClassicInstruction[] Read(string text)
    {
        var reader = new ClassicOperandReader(text, octal: false);
        var program = new List<ClassicInstruction>();
        while (reader.Current.Kind != ClassicTokenKind.End)
            program.Add(ReadLine(reader, program.Count));
        return [.. program];
    }

    private static ClassicInstruction ReadLine(ClassicOperandReader reader, int index)
    {
        reader.Expect('(');
        ClassicToken number = reader.Current;
        if (number.Kind != ClassicTokenKind.Number || number.Value != index)
            throw ClassicOperandReader.Error(number, $"instruction {index} is expected, not {number.Text}");
        reader.Take();
        reader.Expect(')');
        ClassicToken token = reader.Current;
        if (token.Kind != ClassicTokenKind.Word)
            throw reader.Unexpected("an instruction");
        string mnemonic = reader.Take().Text;
        if (mnemonic == "unimp")
            return WithTargets(reader, ReadUnknown(reader, token), index);
        if (!ClassicForms.IsMnemonic(mnemonic))
            throw ClassicOperandReader.Error(token, $"{mnemonic} is no instruction");

        bool bare = reader.Current.Kind == ClassicTokenKind.End || reader.Current.Is('(');
        if (bare && ClassicForms.TryFind(mnemonic, mnemonic == "ret" ? ClassicOperandForm.A : ClassicOperandForm.None, out ushort code))
            return new ClassicInstruction(code);
        if (mnemonic == "ja")
            return new ClassicInstruction(ClassicOpcodes.Jump, unchecked(reader.ExpectNumber() - (uint)index - 1));

        ClassicToken start = reader.Current;
        (ClassicOperandForm form, uint value) = reader.ReadOperand();
        if (!ClassicForms.TryFind(mnemonic, form, out code))
            throw ClassicOperandReader.Error(start, $"{mnemonic} does not take this operand");
        return WithTargets(reader, new ClassicInstruction(code, value), index);
    }

    private static ClassicInstruction WithTargets(ClassicOperandReader reader, ClassicInstruction instruction, int index) => instruction.IsConditionalJump
        ? instruction with { JumpTrue = ReadTarget(reader, "jt", index), JumpFalse = ReadTarget(reader, "jf", index) }
        : instruction;

    /// <summary>A code without a name: the listing has lost its operand, which matters to none that runs.</summary>
    private static ClassicInstruction ReadUnknown(ClassicOperandReader reader, ClassicToken token)
    {
        uint code = reader.ExpectNumber();
        if (code > ushort.MaxValue)
            throw ClassicOperandReader.Error(token, $"code 0x{code:x} has more than 16 bits");
        return new ClassicInstruction((ushort)code);
    }

    private static byte ReadTarget(ClassicOperandReader reader, string name, int index)
    {
        if (!reader.Current.IsWord(name))
            throw reader.Unexpected($"{name} and an instruction number");
        reader.Take();
        ClassicToken target = reader.Current;
        long skip = reader.ExpectNumber() - (long)index - 1;
        if (skip is < 0 or > byte.MaxValue)
            throw ClassicOperandReader.Error(target, $"instruction {target.Text} cannot be reached from {index}: a conditional jump skips 0 to 255 instructions");
        return (byte)skip;
    }
}
