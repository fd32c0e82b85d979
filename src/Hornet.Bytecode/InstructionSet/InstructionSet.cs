// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode;

/// <summary>
/// The instruction set: every instruction of RFC 9669 and what Linux (up to 6.18) and LLVM have added. Says of one instruction whether it
/// is valid, and what it does to registers, memory and the flow of control. <see cref="ProgramValidator"/> checks whole programs.
/// </summary>
public static partial class InstructionSet
{
    private static readonly OpcodeForm[] Forms = MakeForms();

    /// <summary>Whether any instruction has the opcode.</summary>
    public static bool IsKnownOpcode(byte opcode) => Forms[opcode] != OpcodeForm.Unknown;

    /// <summary>Whether the instruction is valid by itself: a known opcode, valid registers and codes, zeros in the fields it does not use.</summary>
    /// <remarks>The second slot of a wide load is no instruction by itself; its opcode 0 is not valid here.</remarks>
    public static bool IsValid(Instruction instruction) => Check(instruction) == InstructionFault.None;

    /// <summary>What is wrong with an instruction taken by itself, by RFC 9669 (and not by what Linux refuses beyond it).</summary>
    public static InstructionFault Check(Instruction instruction)
    {
        OpcodeForm form = Forms[instruction.Opcode];
        if (form == OpcodeForm.Unknown)
            return InstructionFault.UnknownOpcode;

        InstructionFault fault = CheckRegisters(instruction, form);
        return fault != InstructionFault.None ? fault : CheckOperands(instruction, form);
    }

    internal static OpcodeForm FormOf(byte opcode) => Forms[opcode];

    /// <summary>Whether the form uses the destination field as a register.</summary>
    internal static bool HasDestination(OpcodeForm form) => form is not (OpcodeForm.Unknown or OpcodeForm.Jump or OpcodeForm.JumpLong
        or OpcodeForm.MayJump or OpcodeForm.Call or OpcodeForm.Exit or OpcodeForm.PacketAbsolute or OpcodeForm.PacketIndirect);

    /// <summary>Whether the form uses the source field as a register.</summary>
    internal static bool HasSource(OpcodeForm form) => form is OpcodeForm.AluRegister or OpcodeForm.MoveRegister or OpcodeForm.JumpRegister
        or OpcodeForm.Load or OpcodeForm.StoreRegister or OpcodeForm.Atomic or OpcodeForm.PacketIndirect;

    private static InstructionFault CheckRegisters(Instruction instruction, OpcodeForm form)
    {
        if (!HasDestination(form))
        {
            if (instruction.Destination != 0)
                return InstructionFault.ReservedDestination;
        }
        else if (instruction.Destination > Register.R10)
        {
            return InstructionFault.InvalidDestination;
        }

        if (HasSource(form))
        {
            if (instruction.Source > Register.R10)
                return InstructionFault.InvalidSource;
        }
        else if (form == OpcodeForm.Call)
        {
            if (instruction.CallKind > CallKind.KernelFunction)
                return InstructionFault.InvalidCallKind;
        }
        else if (form == OpcodeForm.WideLoad)
        {
            if (instruction.WideLoadKind > WideLoadKind.MapIndexValue)
                return InstructionFault.InvalidWideLoadKind;
        }
        else if (instruction.Source != 0)
        {
            return InstructionFault.ReservedSource;
        }

        return (RegistersWritten(instruction, form) & RegisterSet.R10) != 0 ? InstructionFault.ReadOnlyRegister : InstructionFault.None;
    }

    private static InstructionFault CheckOperands(Instruction instruction, OpcodeForm form)
    {
        switch (form)
        {
            case OpcodeForm.AluImmediate or OpcodeForm.AluRegister:
                if (instruction.AluOperation is AluOperation.Divide or AluOperation.Modulo)
                {
                    if (instruction.Offset is not (0 or 1))
                        return InstructionFault.InvalidSignedness;
                }
                else if (instruction.Offset != 0)
                {
                    return InstructionFault.ReservedOffset;
                }

                return form == OpcodeForm.AluRegister ? NoImmediate(instruction) : InstructionFault.None;

            case OpcodeForm.MoveRegister:
                return CheckMove(instruction);

            case OpcodeForm.ByteOrder:
                if (instruction.Offset != 0)
                    return InstructionFault.ReservedOffset;
                return instruction.Immediate is 16 or 32 or 64 ? InstructionFault.None : InstructionFault.InvalidByteOrderWidth;

            case OpcodeForm.Atomic:
                return IsAtomicOperation(instruction) ? InstructionFault.None : InstructionFault.InvalidAtomicOperation;

            case OpcodeForm.Call:
                // A kernel function's offset is an index into the loader's array of module BTF.
                return instruction.CallKind == CallKind.KernelFunction ? InstructionFault.None : NoOffset(instruction);

            case OpcodeForm.MoveImmediate or OpcodeForm.JumpLong or OpcodeForm.WideLoad or OpcodeForm.PacketAbsolute or OpcodeForm.PacketIndirect:
                return NoOffset(instruction);

            case OpcodeForm.Jump or OpcodeForm.MayJump or OpcodeForm.JumpRegister or OpcodeForm.Load or OpcodeForm.StoreRegister:
                return NoImmediate(instruction);

            case OpcodeForm.JumpImmediate or OpcodeForm.StoreImmediate:
                return InstructionFault.None;

            default: // Negate, CallRegister, Exit
                return instruction.Offset != 0 ? InstructionFault.ReservedOffset : NoImmediate(instruction);
        }
    }

    private static InstructionFault CheckMove(Instruction instruction)
    {
        bool wide = instruction.Class == InstructionClass.Alu64;
        if (wide && instruction.IsAddressSpaceCast)
            return InstructionFault.None;
        if (instruction.Offset is not (0 or 8 or 16) && !(wide && instruction.Offset == 32))
            return InstructionFault.InvalidExtensionWidth;
        return NoImmediate(instruction);
    }

    private static bool IsAtomicOperation(Instruction instruction)
    {
        switch (instruction.AtomicOperation)
        {
            case AtomicOperation.LoadAcquire or AtomicOperation.StoreRelease:
                return true;
            case AtomicOperation.Add or AtomicOperation.Or or AtomicOperation.And or AtomicOperation.Xor
                or AtomicOperation.FetchAdd or AtomicOperation.FetchOr or AtomicOperation.FetchAnd or AtomicOperation.FetchXor
                or AtomicOperation.Exchange or AtomicOperation.CompareExchange:
                return instruction.MemorySize is MemorySize.Word or MemorySize.DoubleWord;
            default:
                return false;
        }
    }

    private static InstructionFault NoOffset(Instruction instruction) =>
        instruction.Offset != 0 ? InstructionFault.ReservedOffset : InstructionFault.None;

    private static InstructionFault NoImmediate(Instruction instruction) =>
        instruction.Immediate != 0 ? InstructionFault.ReservedImmediate : InstructionFault.None;

    private static OpcodeForm[] MakeForms()
    {
        var forms = new OpcodeForm[256];
        for (int opcode = 0; opcode < forms.Length; opcode++)
        {
            var instruction = new Instruction((byte)opcode);
            forms[opcode] = instruction.Class switch
            {
                InstructionClass.Alu32 or InstructionClass.Alu64 => AluForm(instruction),
                InstructionClass.Jump or InstructionClass.Jump32 => JumpForm(instruction),
                _ => MemoryForm(instruction),
            };
        }

        return forms;
    }

    private static OpcodeForm AluForm(Instruction instruction)
    {
        bool register = instruction.UsesSourceRegister;
        switch (instruction.AluOperation)
        {
            case AluOperation.Negate:
                return register ? OpcodeForm.Unknown : OpcodeForm.Negate;
            case AluOperation.ByteSwap:
                // In 64-bit class, the source bit is reserved (RFC 9669, section 4.2).
                return register && instruction.Class == InstructionClass.Alu64 ? OpcodeForm.Unknown : OpcodeForm.ByteOrder;
            case AluOperation.Move:
                return register ? OpcodeForm.MoveRegister : OpcodeForm.MoveImmediate;
            case > AluOperation.ByteSwap:
                return OpcodeForm.Unknown;
            default:
                return register ? OpcodeForm.AluRegister : OpcodeForm.AluImmediate;
        }
    }

    private static OpcodeForm JumpForm(Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcodes.Jump:
                return OpcodeForm.Jump;
            case Opcodes.JumpLong:
                return OpcodeForm.JumpLong;
            case Opcodes.MayJump:
                return OpcodeForm.MayJump;
            case Opcodes.Call:
                return OpcodeForm.Call;
            case Opcodes.CallRegister:
                return OpcodeForm.CallRegister;
            case Opcodes.Exit:
                return OpcodeForm.Exit;
        }

        if (instruction.JumpOperation is JumpOperation.Always or JumpOperation.Call or JumpOperation.Exit or > JumpOperation.SignedLessOrEqual)
            return OpcodeForm.Unknown;
        return instruction.UsesSourceRegister ? OpcodeForm.JumpRegister : OpcodeForm.JumpImmediate;
    }

    private static OpcodeForm MemoryForm(Instruction instruction)
    {
        bool doubleWord = instruction.MemorySize == MemorySize.DoubleWord;
        return (instruction.Class, instruction.MemoryMode) switch
        {
            (InstructionClass.Load, MemoryMode.Immediate) when doubleWord => OpcodeForm.WideLoad,
            (InstructionClass.Load, MemoryMode.Absolute) when !doubleWord => OpcodeForm.PacketAbsolute,
            (InstructionClass.Load, MemoryMode.Indirect) when !doubleWord => OpcodeForm.PacketIndirect,
            (InstructionClass.LoadRegister, MemoryMode.Memory) => OpcodeForm.Load,
            (InstructionClass.LoadRegister, MemoryMode.MemorySignExtended) when !doubleWord => OpcodeForm.Load,
            (InstructionClass.Store, MemoryMode.Memory) => OpcodeForm.StoreImmediate,
            (InstructionClass.StoreRegister, MemoryMode.Memory) => OpcodeForm.StoreRegister,
            (InstructionClass.StoreRegister, MemoryMode.Atomic) => OpcodeForm.Atomic,
            _ => OpcodeForm.Unknown,
        };
    }
}
