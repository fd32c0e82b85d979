// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace Hornet.Bytecode;

/// <summary>
/// Spells instructions as text, one at a time or a whole program, in any <see cref="TextDialect"/>. <see cref="ObjdumpListing"/> prints whole
/// sections as <c>llvm-objdump</c> does. Any slot has a text: one that is no instruction is <c>&lt;unknown&gt;</c>.
/// </summary>
public sealed class Disassembler
{
    /// <summary>What stands for a slot that is no instruction.</summary>
    internal const string Unknown = "<unknown>";

    private readonly InstructionWriter _writer;

    /// <summary>Creates a disassembler.</summary>
    /// <param name="options">How to spell; null for LLVM's dialect as llvm-objdump prints it.</param>
    public Disassembler(DisassemblerOptions? options = null)
    {
        Options = options ?? new DisassemblerOptions();
        _writer = Options.Dialect switch
        {
            TextDialect.Llvm => new LlvmWriter(Options),
            TextDialect.Verifier => new VerifierWriter(Options),
            TextDialect.Mnemonic => new MnemonicWriter(Options),
            _ => throw new ArgumentOutOfRangeException(nameof(options), Options.Dialect, "Creating a disassembler: no such dialect."),
        };
    }

    /// <summary>How it spells.</summary>
    public DisassemblerOptions Options { get; }

    /// <summary>The text of one instruction.</summary>
    /// <param name="instruction">The instruction.</param>
    /// <param name="second">For a wide load, the slot that follows.</param>
    public string Format(Instruction instruction, Instruction second = default)
    {
        ReadOnlySpan<Instruction> program = [instruction, second];
        var text = new StringBuilder();
        Append(text, instruction.IsWideLoad ? program : program[..1], 0);
        return text.ToString();
    }

    /// <summary>Appends the text of the instruction in a slot of a program.</summary>
    /// <param name="text">Where to append.</param>
    /// <param name="program">The slots of the program.</param>
    /// <param name="index">The slot of the instruction.</param>
    /// <returns>How many slots the text stands for: 2 for a whole wide load, otherwise 1.</returns>
    public int Append(StringBuilder text, ReadOnlySpan<Instruction> program, int index)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Append(text, program, index, labels: null);
    }

    /// <summary>The text of a whole program, one instruction a line, each line ended by a line feed.</summary>
    /// <param name="program">The slots of the program.</param>
    /// <remarks>With <see cref="DisassemblerOptions.Reassemblable"/>, the targets of jumps and calls are labels on lines of their own.</remarks>
    public string Disassemble(ReadOnlySpan<Instruction> program)
    {
        ProgramLabels? labels = Options.Reassemblable ? ProgramLabels.Find(program) : null;
        var text = new StringBuilder();
        for (int index = 0; index < program.Length;)
        {
            AppendLabel(text, labels, index);
            index += Append(text, program, index, labels);
            text.Append('\n');
        }

        AppendLabel(text, labels, program.Length);
        return text.ToString();
    }

    private static void AppendLabel(StringBuilder text, ProgramLabels? labels, int index)
    {
        if (labels?.At(index) is string label)
            text.Append(CultureInfo.InvariantCulture, $"{label}:\n");
    }

    private int Append(StringBuilder text, ReadOnlySpan<Instruction> program, int index, ProgramLabels? labels)
    {
        Instruction instruction = program[index];
        bool isWhole = !instruction.IsWideLoad || index + 1 < program.Length;
        Instruction second = instruction.IsWideLoad && isWhole ? program[index + 1] : default;
        if (Options.Reassemblable && !IsFaithful(instruction, second, isWhole))
        {
            text.Append(CultureInfo.InvariantCulture, $".8byte 0x{instruction.Bits:x16}");
            return 1;
        }

        int start = text.Length;
        if (isWhole && _writer.Write(text, new InstructionText(index, instruction, second, labels)))
            return instruction.SlotCount;

        text.Length = start;
        text.Append(Unknown);
        return 1;
    }

    /// <summary>Whether the text of an instruction tells every bit of it.</summary>
    private static bool IsFaithful(Instruction instruction, Instruction second, bool isWhole) =>
        isWhole && InstructionSet.IsValid(instruction) && second == new Instruction(0, immediate: second.Immediate);
}
