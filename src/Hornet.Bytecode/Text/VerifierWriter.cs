// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace Hornet.Bytecode;

/// <summary>The kernel's dialect (<c>kernel/bpf/disasm.c</c>): decimal numbers, <c>pc</c>-relative targets, helpers by name and number.</summary>
internal sealed class VerifierWriter(DisassemblerOptions options) : InstructionWriter(options)
{
    /// <inheritdoc/>
    public override bool Write(StringBuilder text, in InstructionText item)
    {
        Instruction instruction = item.Instruction;
        if (!InstructionSet.IsValid(instruction))
            return false;

        OpcodeForm form = InstructionSet.FormOf(instruction.Opcode);
        string destination = Operand(instruction, instruction.Destination);
        string sign = instruction.Offset == 1 ? "s" : "";
        switch (form)
        {
            case OpcodeForm.AluImmediate:
                text.Append(CultureInfo.InvariantCulture, $"{destination} {sign}{OperatorOf(instruction.AluOperation)}= {instruction.Immediate}");
                return true;
            case OpcodeForm.AluRegister:
                text.Append(CultureInfo.InvariantCulture,
                    $"{destination} {sign}{OperatorOf(instruction.AluOperation)}= {Operand(instruction, instruction.Source)}");
                return true;
            case OpcodeForm.MoveImmediate:
                text.Append(CultureInfo.InvariantCulture, $"{destination} = {instruction.Immediate}");
                return true;
            case OpcodeForm.MoveRegister:
                WriteMove(text, instruction, destination);
                return true;
            case OpcodeForm.Negate:
                text.Append(CultureInfo.InvariantCulture, $"{destination} = -{destination}");
                return true;
            case OpcodeForm.ByteOrder:
                text.Append(CultureInfo.InvariantCulture, $"{R(instruction.Destination)} = {ByteOrderName(instruction)} {R(instruction.Destination)}");
                return true;
            case OpcodeForm.Call:
                WriteCall(text, item);
                return true;
            case OpcodeForm.CallRegister:
                text.Append(CultureInfo.InvariantCulture, $"callx {destination}");
                return true;
            case OpcodeForm.Exit:
                text.Append("exit");
                return true;
            case OpcodeForm.WideLoad:
                WriteWideLoad(text, item);
                return true;
            case OpcodeForm.Jump or OpcodeForm.JumpLong or OpcodeForm.MayJump or OpcodeForm.JumpImmediate or OpcodeForm.JumpRegister:
                WriteJump(text, item, form, destination);
                return true;
            default:
                WriteMemory(text, instruction, form);
                return true;
        }
    }

    private static void WriteMove(StringBuilder text, Instruction instruction, string destination)
    {
        string source = Operand(instruction, instruction.Source);
        text.Append(CultureInfo.InvariantCulture, $"{destination} = ");
        if (instruction.IsAddressSpaceCast)
            text.Append(CultureInfo.InvariantCulture, $"addr_space_cast({source}, {(uint)instruction.Immediate >> 16}, {(ushort)instruction.Immediate})");
        else if (instruction.Offset != 0)
            text.Append(CultureInfo.InvariantCulture, $"(s{instruction.Offset}){source}");
        else
            text.Append(source);
    }

    private static void WriteJump(StringBuilder text, in InstructionText item, OpcodeForm form, string destination)
    {
        Instruction instruction = item.Instruction;
        if (form == OpcodeForm.JumpImmediate)
            text.Append(CultureInfo.InvariantCulture, $"if {destination} {OperatorOf(instruction.JumpOperation)} 0x{instruction.Immediate:x} ");
        else if (form == OpcodeForm.JumpRegister)
            text.Append(CultureInfo.InvariantCulture,
                $"if {destination} {OperatorOf(instruction.JumpOperation)} {Operand(instruction, instruction.Source)} ");

        text.Append(form switch { OpcodeForm.JumpLong => "gotol ", OpcodeForm.MayJump => "may_goto ", _ => "goto " });
        AppendTarget(text, item);
    }

    private void WriteCall(StringBuilder text, in InstructionText item)
    {
        Instruction instruction = item.Instruction;
        text.Append("call ");
        if (ReferenceAt(item.Index) is { } reference)
        {
            text.Append(reference.Kind == PendingReferenceKind.KernelFunction ? "kernel-function " : "").Append(reference.Name);
            return;
        }

        switch (instruction.CallKind)
        {
            case CallKind.Local:
                AppendTarget(text, item);
                break;
            case CallKind.KernelFunction when Options.Reassemblable:
                LlvmWriter.AppendKernelFunction(text, instruction);
                break;
            default:
                string? name = instruction.IsHelperCall ? Options.HelperName?.Invoke(instruction.Immediate) ?? "unknown" : "kernel-function";
                text.Append(CultureInfo.InvariantCulture, $"{name}#{instruction.Immediate}");
                break;
        }
    }

    private void WriteWideLoad(StringBuilder text, in InstructionText item)
    {
        Instruction instruction = item.Instruction;
        text.Append(CultureInfo.InvariantCulture, $"{R(instruction.Destination)} = ");
        if (instruction.WideLoadKind != WideLoadKind.Immediate || ReferenceAt(item.Index) is not null)
            text.Append(WideOperand(item));
        else
            text.Append(CultureInfo.InvariantCulture, $"0x{instruction.WideImmediate(item.Second):x}");

        // The kernel does not write this; without it, the text of a small number would be that of a move.
        if (Options.Reassemblable)
            text.Append(" ll");
    }

    private static void WriteMemory(StringBuilder text, Instruction instruction, OpcodeForm form)
    {
        string type = TypeOf(instruction);
        switch (form)
        {
            case OpcodeForm.Load:
                text.Append(CultureInfo.InvariantCulture, $"{R(instruction.Destination)} = *({type} *){Address(instruction.Source, instruction.Offset)}");
                break;
            case OpcodeForm.StoreImmediate:
                text.Append(CultureInfo.InvariantCulture, $"*({type} *){Address(instruction.Destination, instruction.Offset)} = {instruction.Immediate}");
                break;
            case OpcodeForm.StoreRegister:
                text.Append(CultureInfo.InvariantCulture,
                    $"*({type} *){Address(instruction.Destination, instruction.Offset)} = {R(instruction.Source)}");
                break;
            case OpcodeForm.PacketAbsolute:
                text.Append(CultureInfo.InvariantCulture, $"r0 = *({type} *)skb[{instruction.Immediate}]");
                break;
            case OpcodeForm.PacketIndirect:
                text.Append(CultureInfo.InvariantCulture, $"r0 = *({type} *)skb[{R(instruction.Source)} + {instruction.Immediate}]");
                break;
            default:
                WriteAtomic(text, instruction, type);
                break;
        }
    }

    private static void WriteAtomic(StringBuilder text, Instruction instruction, string type)
    {
        string source = R(instruction.Source);
        string address = $"({type} *){Address(instruction.Destination, instruction.Offset)}";
        string name = (instruction.MemorySize == MemorySize.DoubleWord ? "atomic64_" : "atomic_") + CNameOf(instruction.AtomicOperation);
        switch (instruction.AtomicOperation)
        {
            case AtomicOperation.Add or AtomicOperation.Or or AtomicOperation.And or AtomicOperation.Xor:
                text.Append(CultureInfo.InvariantCulture,
                    $"lock *{address} {OperatorOf((AluOperation)instruction.Immediate)}= {source}");
                break;
            case AtomicOperation.CompareExchange:
                text.Append(CultureInfo.InvariantCulture, $"r0 = {name}({address}, r0, {source})");
                break;
            case AtomicOperation.LoadAcquire:
                text.Append(CultureInfo.InvariantCulture,
                    $"{R(instruction.Destination)} = load_acquire(({type} *){Address(instruction.Source, instruction.Offset)})");
                break;
            case AtomicOperation.StoreRelease:
                text.Append(CultureInfo.InvariantCulture, $"store_release({address}, {source})");
                break;
            default:
                text.Append(CultureInfo.InvariantCulture, $"{source} = {name}({address}, {source})");
                break;
        }
    }

    private static void AppendTarget(StringBuilder text, in InstructionText item)
    {
        if (item.TargetLabel is string label)
        {
            text.Append(label);
            return;
        }

        text.Append("pc");
        AppendSigned(text, item.Instruction.JumpDistance);
    }

    private static string Address(Register register, int offset) =>
        string.Create(CultureInfo.InvariantCulture, $"({R(register)} {offset:+0;-0;+0})");

    private static string Operand(Instruction instruction, Register register) =>
        instruction.Class is InstructionClass.Alu32 or InstructionClass.Jump32 ? RegisterNames.Narrow[(int)register] : R(register);

    private static string R(Register register) => RegisterNames.Wide[(int)register];
}
