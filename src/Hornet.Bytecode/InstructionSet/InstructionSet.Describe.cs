// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode;

// What a valid instruction does.
public static partial class InstructionSet
{
    /// <summary>Describes an instruction.</summary>
    /// <param name="instruction">A valid instruction; see <see cref="Check"/>.</param>
    /// <exception cref="ArgumentException">The instruction is not valid.</exception>
    public static InstructionInfo Describe(Instruction instruction)
    {
        InstructionFault fault = Check(instruction);
        if (fault != InstructionFault.None)
            throw new ArgumentException($"Describing an instruction: {InstructionMessages.Describe(fault, instruction)}.", nameof(instruction));

        OpcodeForm form = Forms[instruction.Opcode];
        bool isMemory = form is OpcodeForm.Load or OpcodeForm.StoreImmediate or OpcodeForm.StoreRegister or OpcodeForm.Atomic
            or OpcodeForm.PacketAbsolute or OpcodeForm.PacketIndirect;
        bool isAtomic = form == OpcodeForm.Atomic;
        return new InstructionInfo(
            MnemonicNames.Of(instruction),
            VersionOf(instruction, form),
            GroupOf(instruction, form),
            FlowOf(form),
            RegistersRead(instruction, form),
            RegistersWritten(instruction, form),
            isMemory ? instruction.AccessSize : 0,
            isMemory && (isAtomic ? instruction.AtomicOperation != AtomicOperation.StoreRelease
                : form is not (OpcodeForm.StoreImmediate or OpcodeForm.StoreRegister)),
            isAtomic ? instruction.AtomicOperation != AtomicOperation.LoadAcquire
                : form is OpcodeForm.StoreImmediate or OpcodeForm.StoreRegister);
    }

    private static CpuVersion VersionOf(Instruction instruction, OpcodeForm form)
    {
        switch (form)
        {
            case OpcodeForm.JumpLong or OpcodeForm.MayJump:
                return CpuVersion.V4;
            case OpcodeForm.JumpImmediate or OpcodeForm.JumpRegister:
                if (instruction.Class == InstructionClass.Jump32)
                    return CpuVersion.V3;
                return instruction.JumpOperation >= JumpOperation.LessThan ? CpuVersion.V2 : CpuVersion.V1;
            case OpcodeForm.AluImmediate or OpcodeForm.AluRegister or OpcodeForm.MoveRegister:
                // Signed division and modulo, sign-extending moves, address-space casts.
                return instruction.Offset != 0 ? CpuVersion.V4 : CpuVersion.V1;
            case OpcodeForm.ByteOrder:
                return instruction.Opcode == Opcodes.ByteSwap ? CpuVersion.V4 : CpuVersion.V1;
            case OpcodeForm.Load:
                return instruction.MemoryMode == MemoryMode.MemorySignExtended ? CpuVersion.V4 : CpuVersion.V1;
            case OpcodeForm.Atomic:
                if (instruction.AtomicOperation is AtomicOperation.LoadAcquire or AtomicOperation.StoreRelease)
                    return CpuVersion.V4;
                return instruction.AtomicOperation == AtomicOperation.Add ? CpuVersion.V1 : CpuVersion.V3;
            default:
                return CpuVersion.V1;
        }
    }

    private static ConformanceGroup GroupOf(Instruction instruction, OpcodeForm form)
    {
        bool wide = instruction.Class is InstructionClass.Alu64 or InstructionClass.Jump;
        switch (form)
        {
            case OpcodeForm.AluImmediate or OpcodeForm.AluRegister
                when instruction.AluOperation is AluOperation.Multiply or AluOperation.Divide or AluOperation.Modulo:
                return wide ? ConformanceGroup.DivideMultiply64 : ConformanceGroup.DivideMultiply32;
            case OpcodeForm.MoveRegister when instruction.IsAddressSpaceCast:
            case OpcodeForm.MayJump or OpcodeForm.CallRegister:
                return ConformanceGroup.Extension;
            case OpcodeForm.AluImmediate or OpcodeForm.AluRegister or OpcodeForm.MoveImmediate or OpcodeForm.MoveRegister or OpcodeForm.Negate:
            case OpcodeForm.JumpImmediate or OpcodeForm.JumpRegister:
                return wide ? ConformanceGroup.Base64 : ConformanceGroup.Base32;
            case OpcodeForm.ByteOrder:
                return instruction.Immediate == 64 ? ConformanceGroup.Base64 : ConformanceGroup.Base32;
            case OpcodeForm.Load or OpcodeForm.StoreImmediate or OpcodeForm.StoreRegister:
                return instruction.MemorySize == MemorySize.DoubleWord ? ConformanceGroup.Base64 : ConformanceGroup.Base32;
            case OpcodeForm.WideLoad:
                return ConformanceGroup.Base64;
            case OpcodeForm.Atomic:
                if (instruction.AtomicOperation is AtomicOperation.LoadAcquire or AtomicOperation.StoreRelease)
                    return ConformanceGroup.Extension;
                return instruction.MemorySize == MemorySize.DoubleWord ? ConformanceGroup.Atomic64 : ConformanceGroup.Atomic32;
            case OpcodeForm.PacketAbsolute or OpcodeForm.PacketIndirect:
                return ConformanceGroup.Packet;
            default: // Jumps without a condition, calls and exit.
                return ConformanceGroup.Base32;
        }
    }

    private static ControlFlow FlowOf(OpcodeForm form) => form switch
    {
        OpcodeForm.Jump or OpcodeForm.JumpLong => ControlFlow.Jump,
        OpcodeForm.JumpImmediate or OpcodeForm.JumpRegister or OpcodeForm.MayJump => ControlFlow.ConditionalJump,
        OpcodeForm.Call or OpcodeForm.CallRegister => ControlFlow.Call,
        OpcodeForm.Exit => ControlFlow.Exit,
        _ => ControlFlow.Next,
    };

    private static RegisterSet RegistersRead(Instruction instruction, OpcodeForm form)
    {
        RegisterSet destination = SetOf(instruction.Destination);
        RegisterSet source = SetOf(instruction.Source);
        switch (form)
        {
            case OpcodeForm.AluImmediate or OpcodeForm.Negate or OpcodeForm.ByteOrder or OpcodeForm.JumpImmediate or OpcodeForm.StoreImmediate:
                return destination;
            case OpcodeForm.AluRegister or OpcodeForm.JumpRegister or OpcodeForm.StoreRegister:
                return destination | source;
            case OpcodeForm.MoveRegister or OpcodeForm.Load:
                return source;
            case OpcodeForm.Atomic:
                return instruction.AtomicOperation switch
                {
                    AtomicOperation.LoadAcquire => source,
                    AtomicOperation.CompareExchange => destination | source | RegisterSet.R0,
                    _ => destination | source,
                };
            case OpcodeForm.Call:
                return RegisterSet.Arguments;
            case OpcodeForm.CallRegister:
                return RegisterSet.Arguments | destination;
            case OpcodeForm.Exit:
                return RegisterSet.R0;
            case OpcodeForm.PacketAbsolute:
                // The packet's context is an implicit operand in R6.
                return RegisterSet.R6;
            case OpcodeForm.PacketIndirect:
                return RegisterSet.R6 | source;
            default:
                return RegisterSet.None;
        }
    }

    private static RegisterSet RegistersWritten(Instruction instruction, OpcodeForm form)
    {
        switch (form)
        {
            case OpcodeForm.AluImmediate or OpcodeForm.AluRegister or OpcodeForm.MoveImmediate or OpcodeForm.MoveRegister or OpcodeForm.Negate
                or OpcodeForm.ByteOrder or OpcodeForm.WideLoad or OpcodeForm.Load:
                return SetOf(instruction.Destination);
            case OpcodeForm.Atomic:
                return instruction.AtomicOperation switch
                {
                    AtomicOperation.LoadAcquire => SetOf(instruction.Destination),
                    AtomicOperation.CompareExchange => RegisterSet.R0,
                    AtomicOperation.FetchAdd or AtomicOperation.FetchOr or AtomicOperation.FetchAnd or AtomicOperation.FetchXor
                        or AtomicOperation.Exchange => SetOf(instruction.Source),
                    _ => RegisterSet.None,
                };
            case OpcodeForm.Call or OpcodeForm.CallRegister or OpcodeForm.PacketAbsolute or OpcodeForm.PacketIndirect:
                return RegisterSet.Scratch;
            default:
                return RegisterSet.None;
        }
    }

    private static RegisterSet SetOf(Register register) => (RegisterSet)(1 << (int)register);
}
