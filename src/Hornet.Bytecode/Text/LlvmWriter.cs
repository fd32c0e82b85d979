// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace Hornet.Bytecode;

/// <summary>
/// LLVM's dialect. Without <see cref="DisassemblerOptions.Reassemblable"/> it is what llvm-objdump 19 prints for the same bytes, including for
/// slots with values in fields their instruction does not use; load-acquire and store-release, which LLVM 19 does not know, as LLVM 20 prints them.
/// </summary>
internal sealed class LlvmWriter(DisassemblerOptions options) : InstructionWriter(options)
{
    /// <summary>LLVM names one register more than the machine has.</summary>
    private const int LastRegister = 11;

    private bool UsesW => Options.CpuVersion >= CpuVersion.V3;

    /// <inheritdoc/>
    public override bool Write(StringBuilder text, in InstructionText item)
    {
        Instruction instruction = item.Instruction;
        OpcodeForm form = InstructionSet.FormOf(instruction.Opcode);
        if (!HasRegisters(instruction, form))
            return false;

        switch (form)
        {
            case OpcodeForm.AluImmediate or OpcodeForm.AluRegister:
                return WriteAlu(text, instruction);
            case OpcodeForm.MoveImmediate or OpcodeForm.MoveRegister:
                return WriteMove(text, instruction);
            case OpcodeForm.Negate:
                string register = Operand(instruction, instruction.Destination);
                text.Append(CultureInfo.InvariantCulture, $"{register} = -{register}");
                return true;
            case OpcodeForm.ByteOrder:
                string? name = ByteOrderName(instruction);
                text.Append(CultureInfo.InvariantCulture, $"{R(instruction.Destination)} = {name} {R(instruction.Destination)}");
                return name is not null;
            case OpcodeForm.Jump or OpcodeForm.JumpLong or OpcodeForm.MayJump or OpcodeForm.JumpImmediate or OpcodeForm.JumpRegister:
                WriteJump(text, item, form);
                return true;
            case OpcodeForm.Call:
                WriteCall(text, item);
                return true;
            case OpcodeForm.CallRegister:
                text.Append(CultureInfo.InvariantCulture, $"callx {R(instruction.Destination)}");
                return true;
            case OpcodeForm.Exit:
                // The one instruction whose unused immediate LLVM looks at.
                text.Append("exit");
                return instruction.Immediate == 0;
            case OpcodeForm.WideLoad:
                return WriteWideLoad(text, item);
            default:
                return WriteMemory(text, instruction, form);
        }
    }

    private static bool HasRegisters(Instruction instruction, OpcodeForm form) =>
        form != OpcodeForm.Unknown
        && (!InstructionSet.HasDestination(form) || (int)instruction.Destination <= LastRegister)
        && (!InstructionSet.HasSource(form) || (int)instruction.Source <= LastRegister);

    private static bool WriteAlu(StringBuilder text, Instruction instruction)
    {
        bool hasSignedForm = instruction.AluOperation is AluOperation.Divide or AluOperation.Modulo;
        if (instruction.Offset != 0 && !(hasSignedForm && instruction.Offset == 1))
            return false;

        string sign = instruction.Offset == 1 ? "s" : "";
        text.Append(CultureInfo.InvariantCulture,
            $"{Operand(instruction, instruction.Destination)} {sign}{OperatorOf(instruction.AluOperation)}= ");
        AppendOperand(text, instruction);
        return true;
    }

    private static bool WriteMove(StringBuilder text, Instruction instruction)
    {
        text.Append(CultureInfo.InvariantCulture, $"{Operand(instruction, instruction.Destination)} = ");
        if (instruction.IsAddressSpaceCast)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"addr_space_cast({R(instruction.Source)}, 0x{(uint)instruction.Immediate >> 16:x}, 0x{(ushort)instruction.Immediate:x})");
            return true;
        }

        if (instruction.Offset != 0)
        {
            bool extends = instruction.UsesSourceRegister
                && (instruction.Offset is 8 or 16 || (instruction.Offset == 32 && instruction.Class == InstructionClass.Alu64));
            if (!extends)
                return false;
            text.Append(CultureInfo.InvariantCulture, $"(s{instruction.Offset})");
        }

        AppendOperand(text, instruction);
        return true;
    }

    private static void WriteJump(StringBuilder text, in InstructionText item, OpcodeForm form)
    {
        Instruction instruction = item.Instruction;
        if (form is OpcodeForm.JumpImmediate or OpcodeForm.JumpRegister)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"if {Operand(instruction, instruction.Destination)} {OperatorOf(instruction.JumpOperation)} ");
            AppendOperand(text, instruction);
            text.Append(' ');
        }

        text.Append(form switch { OpcodeForm.JumpLong => "gotol ", OpcodeForm.MayJump => "may_goto ", _ => "goto " });
        if (item.TargetLabel is string label)
        {
            text.Append(label);
            return;
        }

        if (instruction.JumpDistance >= 0)
            text.Append('+');
        AppendHex(text, instruction.JumpDistance);
    }

    private void WriteCall(StringBuilder text, in InstructionText item)
    {
        Instruction instruction = item.Instruction;
        text.Append("call ");
        if (ReferenceAt(item.Index) is { } reference)
            text.Append(Options.Reassemblable && reference.Kind == PendingReferenceKind.KernelFunction ? "kernel-function " : "").Append(reference.Name);
        else if (Options.Reassemblable && instruction.IsLocalCall)
            AppendLocalTarget(text, item);
        else if (Options.Reassemblable && instruction.IsKernelFunctionCall)
            AppendKernelFunction(text, instruction);
        else
            AppendHex(text, instruction.Immediate);
    }

    private bool WriteWideLoad(StringBuilder text, in InstructionText item)
    {
        Instruction instruction = item.Instruction;
        if (instruction.Offset != 0)
            return false;
        bool isNamed = ReferenceAt(item.Index) is not null;
        if (isNamed || (Options.Reassemblable && instruction.WideLoadKind != WideLoadKind.Immediate))
        {
            text.Append(CultureInfo.InvariantCulture, $"{R(instruction.Destination)} = {WideOperand(item)} ll");
            return true;
        }

        if (instruction.WideLoadKind == WideLoadKind.Immediate)
        {
            text.Append(CultureInfo.InvariantCulture, $"{R(instruction.Destination)} = ");
            AppendHex(text, (long)instruction.WideImmediate(item.Second));
            text.Append(" ll");
            return true;
        }

        text.Append(CultureInfo.InvariantCulture, $"ld_pseudo\t{R(instruction.Destination)}, 0x{(int)instruction.Source:x}, ");
        AppendHex(text, instruction.Immediate);
        return true;
    }

    private bool WriteMemory(StringBuilder text, Instruction instruction, OpcodeForm form)
    {
        string type = TypeOf(instruction);
        switch (form)
        {
            case OpcodeForm.Load:
                bool zeroExtends = instruction.MemoryMode == MemoryMode.Memory;
                text.Append(CultureInfo.InvariantCulture, $"{Narrow(instruction, instruction.Destination, zeroExtends && UsesW)} = *({type} *)");
                AppendAddress(text, instruction.Source, instruction.Offset);
                return true;
            case OpcodeForm.StoreImmediate:
                text.Append(CultureInfo.InvariantCulture, $"*({type} *)");
                AppendAddress(text, instruction.Destination, instruction.Offset);
                text.Append(" = ");
                AppendHex(text, instruction.Immediate);
                return true;
            case OpcodeForm.StoreRegister:
                text.Append(CultureInfo.InvariantCulture, $"*({type} *)");
                AppendAddress(text, instruction.Destination, instruction.Offset);
                text.Append(CultureInfo.InvariantCulture, $" = {Narrow(instruction, instruction.Source, UsesW)}");
                return true;
            case OpcodeForm.Atomic:
                return WriteAtomic(text, instruction, type);
            default:
                text.Append(CultureInfo.InvariantCulture, $"r0 = *({type} *)skb[");
                AppendPacketOffset(text, instruction, form);
                text.Append(']');
                return true;
        }
    }

    private void AppendPacketOffset(StringBuilder text, Instruction instruction, OpcodeForm form)
    {
        if (form == OpcodeForm.PacketAbsolute)
        {
            AppendHex(text, instruction.Immediate);
            return;
        }

        text.Append(R(instruction.Source));
        if (Options.Reassemblable && instruction.Immediate != 0)
            AppendOffset(text, instruction.Immediate);
    }

    private bool WriteAtomic(StringBuilder text, Instruction instruction, string type)
    {
        bool isOrdered = instruction.AtomicOperation is AtomicOperation.LoadAcquire or AtomicOperation.StoreRelease;
        if (!isOrdered && instruction.MemorySize is MemorySize.Byte or MemorySize.HalfWord)
            return false;
        if (!isOrdered && instruction.MemorySize == MemorySize.Word && !UsesW && WriteFirstAtomic(text, instruction, out bool isKnown))
            return isKnown;

        string source = Narrow(instruction, instruction.Source, narrow: true);
        switch (instruction.AtomicOperation)
        {
            case AtomicOperation.Add or AtomicOperation.Or or AtomicOperation.And or AtomicOperation.Xor:
                text.Append(CultureInfo.InvariantCulture, $"lock *({type} *)");
                AppendAddress(text, instruction.Destination, instruction.Offset);
                text.Append(CultureInfo.InvariantCulture, $" {OperatorOf((AluOperation)instruction.Immediate)}= {source}");
                return true;
            case AtomicOperation.FetchAdd or AtomicOperation.FetchOr or AtomicOperation.FetchAnd or AtomicOperation.FetchXor:
                text.Append(CultureInfo.InvariantCulture, $"{source} = atomic_{CNameOf(instruction.AtomicOperation)}(({type} *)");
                AppendAddress(text, instruction.Destination, instruction.Offset);
                text.Append(CultureInfo.InvariantCulture, $", {source})");
                return true;
            case AtomicOperation.Exchange or AtomicOperation.CompareExchange:
                // These print their address without a type, and without its parentheses.
                bool compares = instruction.AtomicOperation == AtomicOperation.CompareExchange;
                string expected = Narrow(instruction, Register.R0, narrow: true);
                string width = instruction.MemorySize == MemorySize.DoubleWord ? "_64" : "32_32";
                text.Append(CultureInfo.InvariantCulture, $"{(compares ? expected : source)} = {CNameOf(instruction.AtomicOperation)}{width}(");
                text.Append(R(instruction.Destination));
                AppendOffset(text, instruction.Offset);
                text.Append(compares ? $", {expected}, {source})" : $", {source})");
                return true;
            case AtomicOperation.LoadAcquire:
                text.Append(CultureInfo.InvariantCulture, $"{Narrow(instruction, instruction.Destination, narrow: true)} = load_acquire(({type} *)");
                AppendAddress(text, instruction.Source, instruction.Offset);
                text.Append(')');
                return true;
            case AtomicOperation.StoreRelease:
                text.Append(CultureInfo.InvariantCulture, $"store_release(({type} *)");
                AppendAddress(text, instruction.Destination, instruction.Offset);
                text.Append(CultureInfo.InvariantCulture, $", {source})");
                return true;
            default:
                return false;
        }
    }

    /// <summary>
    /// Before v3 there was one atomic operation on 32 bits, addition; it names the register <c>r</c>. In a listing, LLVM takes also the fetching
    /// addition for it, and does not know the others.
    /// </summary>
    private bool WriteFirstAtomic(StringBuilder text, Instruction instruction, out bool isKnown)
    {
        isKnown = instruction.AtomicOperation == AtomicOperation.Add
            || (Options.IsListing && (instruction.Immediate & 0xf0) == (int)AtomicOperation.Add);
        if (!isKnown)
            return Options.IsListing;
        text.Append("lock *(u32 *)");
        AppendAddress(text, instruction.Destination, instruction.Offset);
        text.Append(CultureInfo.InvariantCulture, $" += {R(instruction.Source)}");
        return true;
    }

    private static void AppendOperand(StringBuilder text, Instruction instruction)
    {
        if (instruction.UsesSourceRegister)
            text.Append(Operand(instruction, instruction.Source));
        else
            AppendHex(text, instruction.Immediate);
    }

    private static void AppendAddress(StringBuilder text, Register register, int offset)
    {
        text.Append('(').Append(R(register));
        AppendOffset(text, offset);
        text.Append(')');
    }

    private static void AppendOffset(StringBuilder text, int offset) =>
        text.Append(CultureInfo.InvariantCulture, $" {(offset < 0 ? '-' : '+')} 0x{Math.Abs((long)offset):x}");

    private static void AppendLocalTarget(StringBuilder text, in InstructionText item)
    {
        if (item.TargetLabel is string label)
        {
            text.Append(label);
            return;
        }

        text.Append("pc");
        AppendSigned(text, item.Instruction.Immediate);
    }

    /// <summary>A kernel function by its number; the offset, an index of a module's BTF, after an at sign.</summary>
    internal static void AppendKernelFunction(StringBuilder text, Instruction instruction)
    {
        text.Append("kernel-function#");
        AppendDecimal(text, instruction.Immediate);
        if (instruction.Offset != 0)
        {
            text.Append('@');
            AppendDecimal(text, instruction.Offset);
        }
    }

    /// <summary>Hexadecimal with the sign in front, as LLVM prints every number.</summary>
    private static void AppendHex(StringBuilder text, long value)
    {
        if (value < 0)
            text.Append('-');
        text.Append(CultureInfo.InvariantCulture, $"0x{(value < 0 ? 0 - (ulong)value : (ulong)value):x}");
    }

    /// <summary>The register of a memory access: <c>w</c> for less than 64 bits, if so named.</summary>
    private static string Narrow(Instruction instruction, Register register, bool narrow) =>
        narrow && instruction.MemorySize != MemorySize.DoubleWord ? W(register) : R(register);

    /// <summary>A register of arithmetic or a comparison: <c>w</c> in the 32-bit classes.</summary>
    private static string Operand(Instruction instruction, Register register) =>
        instruction.Class is InstructionClass.Alu32 or InstructionClass.Jump32 ? W(register) : R(register);

    private static string R(Register register) => RegisterNames.Wide[(int)register];

    private static string W(Register register) => RegisterNames.Narrow[(int)register];
}
