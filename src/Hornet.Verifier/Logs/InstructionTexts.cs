// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Spells a program's instructions as the verifier's log does, with the names of maps and functions.</summary>
internal sealed class InstructionTexts
{
    private readonly Instruction[] _instructions;
    private readonly Disassembler _disassembler;

    /// <summary>Prepares to spell the instructions of a program.</summary>
    public InstructionTexts(ProgramSpec program)
    {
        _instructions = [.. program.Instructions];
        _disassembler = new Disassembler(new DisassemblerOptions
        {
            Dialect = TextDialect.Verifier,
            HelperName = number => Enum.IsDefined((HelperId)number) ? "bpf_" + ((HelperId)number).ToText() : null,
            References = program.References.ToDictionary(reference => reference.Instruction, reference => reference.ToPendingReference()),
        });
    }

    /// <summary>The text of the instruction in a slot.</summary>
    public string this[int index]
    {
        get
        {
            var text = new StringBuilder();
            AppendTo(text, index);
            return text.ToString();
        }
    }

    /// <summary>Writes the text of the instruction in a slot.</summary>
    public void AppendTo(StringBuilder text, int index) => _disassembler.Append(text, _instructions, index);
}
