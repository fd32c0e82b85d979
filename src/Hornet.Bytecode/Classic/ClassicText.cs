// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace Hornet.Bytecode.Classic;

/// <summary>
/// Writes and reads the text forms of classic programs. What the tools of the field print is written byte for byte the same; what is read
/// may be spaced as one likes.
/// </summary>
public static class ClassicText
{
    /// <summary>Writes a program.</summary>
    /// <param name="program">The instructions; they need not be valid.</param>
    /// <param name="format">The form.</param>
    /// <returns>Lines that end with a line feed.</returns>
    /// <exception cref="AssemblyException">The form is assembly and an instruction cannot be written in it; the line is the instruction's number plus 1.</exception>
    public static string Format(ReadOnlySpan<ClassicInstruction> program, ClassicTextFormat format)
    {
        var text = new StringBuilder();
        if (format == ClassicTextFormat.Assembly)
        {
            ClassicAssemblyWriter.Write(program, text);
            return text.ToString();
        }

        if (format is ClassicTextFormat.Decimal or ClassicTextFormat.Comma)
            text.Append(CultureInfo.InvariantCulture, $"{program.Length}").Append(format == ClassicTextFormat.Decimal ? '\n' : ',');
        for (int i = 0; i < program.Length; i++)
        {
            (ushort code, byte jumpTrue, byte jumpFalse, uint operand) = program[i];
            _ = format switch
            {
                ClassicTextFormat.Listing => text.Append(Format(program[i], i)).Append('\n'),
                ClassicTextFormat.CArray => text.Append(CultureInfo.InvariantCulture, $"{{ 0x{code:x}, {jumpTrue}, {jumpFalse}, 0x{operand:x8} }},\n"),
                ClassicTextFormat.Decimal => text.Append(CultureInfo.InvariantCulture, $"{code} {jumpTrue} {jumpFalse} {operand}\n"),
                ClassicTextFormat.AlignedCArray => text.Append(
                    CultureInfo.InvariantCulture, $"{{ {Alternate(code, 2)}, {jumpTrue,2}, {jumpFalse,2}, {Alternate(operand, 8)} }},\n"),
                ClassicTextFormat.Comma => text.Append(CultureInfo.InvariantCulture, $"{code} {jumpTrue} {jumpFalse} {operand},"),
                _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Writing a classic BPF program: this is no text form."),
            };
        }

        if (format == ClassicTextFormat.Comma)
            text.Append('\n');
        return text.ToString();
    }

    /// <summary>Writes one instruction as <c>tcpdump -d</c> lists it.</summary>
    /// <param name="instruction">The instruction; one that tcpdump does not know is written as <c>unimp</c> with its code.</param>
    /// <param name="index">Its number in the program, from which jump targets are counted.</param>
    public static string Format(ClassicInstruction instruction, int index)
    {
        string mnemonic = "unimp";
        string operand = string.Create(CultureInfo.InvariantCulture, $"0x{instruction.Code:x}");

        // libpcap has no name for the loads of X that only Linux knows.
        if (instruction.Code is not (ClassicOpcodes.LoadXLength or ClassicOpcodes.ReturnX) && ClassicForms.TryGet(instruction.Code, out ClassicForm form))
        {
            mnemonic = form.Mnemonic;
            operand = ListedOperand(instruction, form.Operand, index);
        }

        return instruction.IsConditionalJump
            ? string.Create(CultureInfo.InvariantCulture, $"({index:d3}) {mnemonic,-8} {operand,-16} jt {index + 1 + instruction.JumpTrue}\tjf {index + 1 + instruction.JumpFalse}")
            : string.Create(CultureInfo.InvariantCulture, $"({index:d3}) {mnemonic,-8} {operand}");
    }

    /// <summary>Reads a program, whatever its form: a listing, C initialisers, decimal numbers, the comma form or assembly.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="AssemblyException">The text is in none of the forms; line and column say where it departs from the one it starts with.</exception>
    public static ClassicInstruction[] Parse(string text) => Parse(text, Detect(text));

    /// <summary>Reads a program in a known form. The two C forms are the same.</summary>
    /// <param name="text">The text.</param>
    /// <param name="format">The form.</param>
    /// <exception cref="AssemblyException">The text is not in the form; line and column say where.</exception>
    public static ClassicInstruction[] Parse(string text, ClassicTextFormat format)
    {
        ArgumentNullException.ThrowIfNull(text);
        return format switch
        {
            ClassicTextFormat.Listing => ClassicListingReader.Read(text),
            ClassicTextFormat.CArray or ClassicTextFormat.AlignedCArray => ClassicNumberReader.ReadCArray(text),
            ClassicTextFormat.Decimal => ClassicNumberReader.ReadDecimal(text),
            ClassicTextFormat.Comma => ClassicNumberReader.ReadComma(text),
            ClassicTextFormat.Assembly => ClassicAssembler.Assemble(text),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Reading a classic BPF program: this is no text form."),
        };
    }

    /// <summary>Guesses the form of a text from how it starts; assembly when it starts like no other.</summary>
    /// <param name="text">The text.</param>
    public static ClassicTextFormat Detect(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        ReadOnlySpan<char> start = text.AsSpan().TrimStart();
        if (start.StartsWith("("))
            return ClassicTextFormat.Listing;
        if (start.StartsWith("{"))
            return ClassicTextFormat.CArray;
        int digits = 0;
        while (digits < start.Length && char.IsAsciiDigit(start[digits]))
            digits++;
        if (digits == 0)
            return ClassicTextFormat.Assembly;
        return start[digits..].TrimStart().StartsWith(",") ? ClassicTextFormat.Comma : ClassicTextFormat.Decimal;
    }

    private static string ListedOperand(ClassicInstruction instruction, ClassicOperandForm form, int index)
    {
        int signed = unchecked((int)instruction.Operand);
        return form switch
        {
            ClassicOperandForm.Absolute when ClassicExtensions.TryGet(instruction, out ClassicExtension extension) =>
                $"[{ClassicExtensions.ListingName(extension)}]",
            ClassicOperandForm.Absolute => string.Create(CultureInfo.InvariantCulture, $"[{signed}]"),
            ClassicOperandForm.Indirect => string.Create(CultureInfo.InvariantCulture, $"[x + {signed}]"),
            ClassicOperandForm.Memory => string.Create(CultureInfo.InvariantCulture, $"M[{signed}]"),
            ClassicOperandForm.Hexadecimal => string.Create(CultureInfo.InvariantCulture, $"#0x{instruction.Operand:x}"),
            ClassicOperandForm.Decimal => string.Create(CultureInfo.InvariantCulture, $"#{signed}"),
            ClassicOperandForm.X => "x",
            ClassicOperandForm.Length => "#pktlen",
            ClassicOperandForm.HeaderLength => string.Create(CultureInfo.InvariantCulture, $"4*([{signed}]&0xf)"),
            ClassicOperandForm.Target => string.Create(CultureInfo.InvariantCulture, $"{unchecked(index + 1 + signed)}"),
            _ => "",
        };
    }

    /// <summary>C's <c>%#0Nx</c>: the prefix counts to the width, and 0 has none.</summary>
    private static string Alternate(uint value, int digits) => value == 0
        ? new string('0', digits + 2)
        : "0x" + value.ToString("x" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
