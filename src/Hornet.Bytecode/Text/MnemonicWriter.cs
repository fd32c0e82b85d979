// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace Hornet.Bytecode;

/// <summary>The mnemonic dialect, as bpf_conformance's assembler reads it; what it has no spelling for follows ubpf, binutils and RFC 9669.</summary>
internal sealed class MnemonicWriter(DisassemblerOptions options) : InstructionWriter(options)
{
    /// <inheritdoc/>
    public override bool Write(StringBuilder text, in InstructionText item)
    {
        Instruction instruction = item.Instruction;
        if (!InstructionSet.IsValid(instruction))
            return false;

        OpcodeForm form = InstructionSet.FormOf(instruction.Opcode);
        text.Append(MnemonicNames.Of(instruction));
        switch (form)
        {
            case OpcodeForm.AluImmediate or OpcodeForm.MoveImmediate:
                text.Append(CultureInfo.InvariantCulture, $" {R(instruction.Destination)}, {Immediate(instruction.Immediate)}");
                break;
            case OpcodeForm.AluRegister or OpcodeForm.MoveRegister:
                text.Append(CultureInfo.InvariantCulture, $" {R(instruction.Destination)}, {R(instruction.Source)}");
                if (instruction.IsAddressSpaceCast)
                    text.Append(CultureInfo.InvariantCulture, $", {(uint)instruction.Immediate >> 16}, {(ushort)instruction.Immediate}");
                break;
            case OpcodeForm.Negate or OpcodeForm.ByteOrder or OpcodeForm.CallRegister:
                text.Append(CultureInfo.InvariantCulture, $" {R(instruction.Destination)}");
                break;
            case OpcodeForm.Jump or OpcodeForm.JumpLong or OpcodeForm.MayJump:
                text.Append(' ');
                AppendTarget(text, item);
                break;
            case OpcodeForm.JumpImmediate or OpcodeForm.JumpRegister:
                string operand = form == OpcodeForm.JumpRegister ? R(instruction.Source) : Immediate(instruction.Immediate);
                text.Append(CultureInfo.InvariantCulture, $" {R(instruction.Destination)}, {operand}, ");
                AppendTarget(text, item);
                break;
            case OpcodeForm.Call:
                WriteCall(text, item);
                break;
            case OpcodeForm.WideLoad:
                WriteWideLoad(text, item);
                break;
            case OpcodeForm.Exit:
                break;
            default:
                WriteMemory(text, instruction, form);
                break;
        }

        return true;
    }

    private void WriteCall(StringBuilder text, in InstructionText item)
    {
        Instruction instruction = item.Instruction;
        if (ReferenceAt(item.Index) is { } reference)
        {
            text.Append(reference.Kind == PendingReferenceKind.KernelFunction ? " runtime " : " ").Append(reference.Name);
            return;
        }

        switch (instruction.CallKind)
        {
            case CallKind.Local:
                text.Append(" local ");
                AppendTarget(text, item);
                break;
            case CallKind.KernelFunction:
                text.Append(CultureInfo.InvariantCulture, $" runtime {Immediate(instruction.Immediate)}");
                if (instruction.Offset != 0)
                    text.Append(CultureInfo.InvariantCulture, $", {instruction.Offset}");
                break;
            default:
                text.Append(' ').Append(Options.HelperName?.Invoke(instruction.Immediate) ?? Immediate(instruction.Immediate));
                break;
        }
    }

    private void WriteWideLoad(StringBuilder text, in InstructionText item)
    {
        Instruction instruction = item.Instruction;
        text.Append(CultureInfo.InvariantCulture, $" {R(instruction.Destination)}, ");
        if (instruction.WideLoadKind != WideLoadKind.Immediate || ReferenceAt(item.Index) is not null)
            text.Append(WideOperand(item));
        else
            text.Append(CultureInfo.InvariantCulture, $"0x{instruction.WideImmediate(item.Second):x}");
    }

    private static void WriteMemory(StringBuilder text, Instruction instruction, OpcodeForm form)
    {
        switch (form)
        {
            case OpcodeForm.Load:
                text.Append(CultureInfo.InvariantCulture, $" {R(instruction.Destination)}, {Address(instruction.Source, instruction.Offset)}");
                break;
            case OpcodeForm.StoreImmediate:
                text.Append(CultureInfo.InvariantCulture, $" {Address(instruction.Destination, instruction.Offset)}, {Immediate(instruction.Immediate)}");
                break;
            case OpcodeForm.Atomic when instruction.AtomicOperation == AtomicOperation.LoadAcquire:
                text.Append(CultureInfo.InvariantCulture, $" {R(instruction.Destination)}, {Address(instruction.Source, instruction.Offset)}");
                break;
            case OpcodeForm.StoreRegister or OpcodeForm.Atomic:
                text.Append(CultureInfo.InvariantCulture, $" {Address(instruction.Destination, instruction.Offset)}, {R(instruction.Source)}");
                break;
            case OpcodeForm.PacketAbsolute:
                text.Append(CultureInfo.InvariantCulture, $" {Immediate(instruction.Immediate)}");
                break;
            default: // PacketIndirect
                text.Append(CultureInfo.InvariantCulture, $" {R(instruction.Source)}, {Immediate(instruction.Immediate)}");
                break;
        }
    }

    private static void AppendTarget(StringBuilder text, in InstructionText item)
    {
        if (item.TargetLabel is string label)
            text.Append(label);
        else
            AppendSigned(text, item.Instruction.JumpDistance);
    }

    private static string Address(Register register, int offset) =>
        string.Create(CultureInfo.InvariantCulture, $"[{R(register)}{(offset == 0 ? "" : offset.ToString("+0;-0", CultureInfo.InvariantCulture))}]");

    /// <summary>Small and negative numbers in decimal, others in hexadecimal.</summary>
    private static string Immediate(int value) =>
        value > 9 ? string.Create(CultureInfo.InvariantCulture, $"0x{value:x}") : value.ToString(CultureInfo.InvariantCulture);

    private static string R(Register register) => "%" + RegisterNames.Wide[(int)register];
}
