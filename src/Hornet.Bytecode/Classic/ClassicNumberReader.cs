// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode.Classic;

/// <summary>Reads the forms that are numbers only: C initialisers, <c>tcpdump -ddd</c>, and the comma form.</summary>
internal static class ClassicNumberReader
{
    /// <summary><c>{ code, jt, jf, k },</c> any number of times; the last comma may be missing.</summary>
    public static ClassicInstruction[] ReadCArray(string text)
    {
        var reader = new ClassicOperandReader(text);
        var program = new List<ClassicInstruction>();
        while (reader.Current.Kind != ClassicTokenKind.End)
        {
            reader.Expect('{');
            program.Add(ReadInstruction(reader, ','));
            reader.Expect('}');
            if (!reader.TryTake(',') && reader.Current.Kind != ClassicTokenKind.End)
                throw reader.Unexpected("','");
        }

        return [.. program];
    }

    /// <summary>The number of instructions, then four numbers for each.</summary>
    public static ClassicInstruction[] ReadDecimal(string text)
    {
        var reader = new ClassicOperandReader(text);
        ClassicToken count = ReadCount(reader);
        var program = new List<ClassicInstruction>();
        while (reader.Current.Kind != ClassicTokenKind.End)
            program.Add(ReadInstruction(reader, separator: null));
        return Counted(program, count);
    }

    /// <summary>The number of instructions and a comma, then four numbers and a comma for each; the last comma may be missing.</summary>
    public static ClassicInstruction[] ReadComma(string text)
    {
        var reader = new ClassicOperandReader(text);
        ClassicToken count = ReadCount(reader);
        reader.Expect(',');
        var program = new List<ClassicInstruction>();
        while (reader.Current.Kind != ClassicTokenKind.End)
        {
            program.Add(ReadInstruction(reader, separator: null));
            if (!reader.TryTake(',') && reader.Current.Kind != ClassicTokenKind.End)
                throw reader.Unexpected("','");
        }

        return Counted(program, count);
    }

    private static ClassicToken ReadCount(ClassicOperandReader reader)
    {
        ClassicToken count = reader.Current;
        reader.ExpectNumber();
        return count;
    }

    private static ClassicInstruction[] Counted(List<ClassicInstruction> program, ClassicToken count)
    {
        if (program.Count != count.Value)
            throw ClassicOperandReader.Error(count, $"{count.Value} instructions are announced, {program.Count} are there");
        return [.. program];
    }

    private static ClassicInstruction ReadInstruction(ClassicOperandReader reader, char? separator)
    {
        uint code = ReadField(reader, ushort.MaxValue, "a code");
        Separate(reader, separator);
        uint jumpTrue = ReadField(reader, byte.MaxValue, "a jump");
        Separate(reader, separator);
        uint jumpFalse = ReadField(reader, byte.MaxValue, "a jump");
        Separate(reader, separator);
        uint operand = ReadField(reader, uint.MaxValue, "an operand");
        return new ClassicInstruction((ushort)code, (byte)jumpTrue, (byte)jumpFalse, operand);
    }

    private static void Separate(ClassicOperandReader reader, char? separator)
    {
        if (separator is { } symbol)
            reader.Expect(symbol);
    }

    private static uint ReadField(ClassicOperandReader reader, uint maximum, string name)
    {
        ClassicToken token = reader.Current;
        uint value = reader.ExpectNumber();
        if (value > maximum)
            throw ClassicOperandReader.Error(token, $"{name} has at most the value {maximum}, not {token.Text}");
        return value;
    }
}
