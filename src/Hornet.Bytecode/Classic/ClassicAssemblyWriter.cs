// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace Hornet.Bytecode.Classic;

/// <summary>Writes assembly source as the kernel's bpf_dbg disassembles: a label for every instruction, <c>l0:</c>, a tab, the instruction.</summary>
internal static class ClassicAssemblyWriter
{
    public static void Write(ReadOnlySpan<ClassicInstruction> program, StringBuilder text)
    {
        for (int i = 0; i < program.Length; i++)
        {
            ClassicInstruction instruction = program[i];
            if (!ClassicForms.TryGet(instruction.Code, out ClassicForm form))
                throw new AssemblyException($"Writing a classic BPF program as assembly: code 0x{instruction.Code:x} of instruction {i} is no instruction", i + 1, 1);
            string mnemonic = form.Mnemonic == "ja" ? "jmp" : form.Mnemonic;
            text.Append(CultureInfo.InvariantCulture, $"l{i}:\t{mnemonic}");
            string operand = Operand(program, instruction, form.Operand, i);
            if (operand.Length > 0)
                text.Append(' ').Append(operand);
            if (instruction.IsConditionalJump)
                text.Append(CultureInfo.InvariantCulture, $", {Label(program, i, i + 1 + instruction.JumpTrue)}, {Label(program, i, i + 1 + instruction.JumpFalse)}");
            text.Append('\n');
        }
    }

    private static string Operand(ReadOnlySpan<ClassicInstruction> program, ClassicInstruction instruction, ClassicOperandForm form, int index)
    {
        int signed = unchecked((int)instruction.Operand);
        switch (form)
        {
            case ClassicOperandForm.Absolute:
                if (ClassicExtensions.TryGet(instruction, out ClassicExtension extension) && ClassicExtensions.AssemblyName(extension) is { } name)
                    return name;
                return string.Create(CultureInfo.InvariantCulture, $"[{signed}]");
            case ClassicOperandForm.Indirect:
                return string.Create(CultureInfo.InvariantCulture, $"[x + {signed}]");
            case ClassicOperandForm.Memory:
                return string.Create(CultureInfo.InvariantCulture, $"M[{signed}]");
            case ClassicOperandForm.Hexadecimal:
                return Hexadecimal(instruction.Operand);
            case ClassicOperandForm.Decimal:
                return instruction.Code == ClassicOpcodes.Return ? Hexadecimal(instruction.Operand) : string.Create(CultureInfo.InvariantCulture, $"#{signed}");
            case ClassicOperandForm.X:
                return "x";
            case ClassicOperandForm.A:
                return "a";
            case ClassicOperandForm.Length:
                return "len";
            case ClassicOperandForm.HeaderLength:
                return string.Create(CultureInfo.InvariantCulture, $"4*([{signed}]&0xf)");
            case ClassicOperandForm.Target:
                return Label(program, index, index + 1L + signed);
            default:
                return "";
        }
    }

    private static string Hexadecimal(uint value) => value == 0 ? "#0" : string.Create(CultureInfo.InvariantCulture, $"#0x{value:x}");

    private static string Label(ReadOnlySpan<ClassicInstruction> program, int index, long target)
    {
        if (target < 0 || target >= program.Length)
            throw new AssemblyException($"Writing a classic BPF program as assembly: instruction {index} jumps to instruction {target} of {program.Length}", index + 1, 1);
        return string.Create(CultureInfo.InvariantCulture, $"l{target}");
    }
}
