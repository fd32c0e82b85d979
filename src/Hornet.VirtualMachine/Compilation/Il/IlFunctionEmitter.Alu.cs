// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Emit;
using Hornet.Bytecode;

namespace Hornet.VirtualMachines;

/// <content>Arithmetic (RFC 9669, sections 4.1 and 4.2).</content>
internal sealed unsafe partial class IlFunctionEmitter
{
    private static readonly MethodInfo Reverse16 = Reverse(typeof(ushort));
    private static readonly MethodInfo Reverse32 = Reverse(typeof(uint));
    private static readonly MethodInfo Reverse64 = Reverse(typeof(ulong));

    private void EmitAlu(int slot, Instruction instruction)
    {
        int destination = (int)instruction.Destination;
        if (!IsNeededAfter(slot, destination))
        {
            return;
        }

        bool isUpperNeeded = (_function.Liveness.UpperAfter(slot) & (1 << destination)) != 0;
        bool isWide = (instruction.Opcode & 7) == 7;
        switch (instruction.Opcode & 0xf0)
        {
            case 0xb0:
                EmitMove(instruction, isWide, isUpperNeeded);
                break;
            case 0xd0:
                EmitByteOrder(instruction, isWide);
                break;
            case 0x80:
                LoadOperand(destination, isWide || !isUpperNeeded);
                Il.Emit(OpCodes.Neg);
                Extend(isWide || !isUpperNeeded);
                break;
            case 0x30 or 0x90:
                EmitDivision(instruction, isWide);
                break;
            case 0x60 or 0x70 or 0xc0:
                EmitShift(instruction, isWide, isUpperNeeded);
                break;
            default:
                // The low half of the result does not depend on the upper halves, which cost nothing to carry along.
                bool computesWide = isWide || !isUpperNeeded;
                LoadOperand(destination, computesWide);
                LoadSource(instruction, computesWide);
                Il.Emit(OpcodeOf(instruction));
                Extend(computesWide);
                break;
        }

        StoreRegister(destination);
    }

    private void EmitMove(Instruction instruction, bool isWide, bool isUpperNeeded)
    {
        if ((instruction.Opcode & 8) == 0)
        {
            LoadNumber(isWide ? (ulong)instruction.Immediate : (uint)instruction.Immediate);
            return;
        }

        LoadRegister((int)instruction.Source);
        switch (instruction.Offset)
        {
            case 8:
                Il.Emit(OpCodes.Conv_I1);
                break;
            case 16:
                Il.Emit(OpCodes.Conv_I2);
                break;
            case 32:
                Il.Emit(OpCodes.Conv_I4);
                break;
            default:
                if (!isWide && isUpperNeeded)
                {
                    Il.Emit(OpCodes.Conv_U4);
                    Il.Emit(OpCodes.Conv_U8);
                }

                return;
        }

        Il.Emit(isWide ? OpCodes.Conv_I8 : OpCodes.Conv_U8);
    }

    private void EmitByteOrder(Instruction instruction, bool isWide)
    {
        bool toBigEndian = (instruction.Opcode & 8) != 0;
        bool swaps = isWide || toBigEndian == BitConverter.IsLittleEndian;
        LoadRegister((int)instruction.Destination);
        switch (instruction.Immediate)
        {
            case 16:
                Il.Emit(OpCodes.Conv_U2);
                if (swaps)
                {
                    Il.Emit(OpCodes.Call, Reverse16);
                }

                Il.Emit(OpCodes.Conv_U8);
                break;
            case 32:
                Il.Emit(OpCodes.Conv_U4);
                if (swaps)
                {
                    Il.Emit(OpCodes.Call, Reverse32);
                }

                Il.Emit(OpCodes.Conv_U8);
                break;
            default:
                if (swaps)
                {
                    Il.Emit(OpCodes.Call, Reverse64);
                }

                break;
        }
    }

    private void EmitShift(Instruction instruction, bool isWide, bool isUpperNeeded)
    {
        int operation = instruction.Opcode & 0xf0;
        bool computesWide = isWide || (operation == 0x60 && !isUpperNeeded);
        LoadOperand((int)instruction.Destination, computesWide);
        int mask = isWide ? 63 : 31;
        if ((instruction.Opcode & 8) == 0)
        {
            Il.Emit(OpCodes.Ldc_I4, instruction.Immediate & mask);
        }
        else
        {
            LoadOperand((int)instruction.Source, isWide: false);
            Il.Emit(OpCodes.Ldc_I4, mask);
            Il.Emit(OpCodes.And);
        }

        Il.Emit(operation switch
        {
            0x60 => OpCodes.Shl,
            0x70 => OpCodes.Shr_Un,
            _ => OpCodes.Shr,
        });
        Extend(computesWide);
    }

    /// <summary>Divisions that may need a special case are those of the interpreter; others are the machine's.</summary>
    private void EmitDivision(Instruction instruction, bool isWide)
    {
        bool isModulo = (instruction.Opcode & 0xf0) == 0x90;
        bool isSigned = instruction.Offset == 1;
        bool isRegister = (instruction.Opcode & 8) != 0;
        bool isNotZero = !isRegister && instruction.Immediate != 0;
        LoadOperand((int)instruction.Destination, isWide);
        LoadSource(instruction, isWide);
        if (isNotZero && (!isSigned || instruction.Immediate != -1))
        {
            Il.Emit((isModulo, isSigned) switch
            {
                (false, false) => OpCodes.Div_Un,
                (false, true) => OpCodes.Div,
                (true, false) => OpCodes.Rem_Un,
                (true, true) => OpCodes.Rem,
            });
        }
        else
        {
            Type operation = (isModulo, isSigned) switch
            {
                (false, false) => typeof(Alu.Divide),
                (false, true) => typeof(Alu.SignedDivide),
                (true, false) => typeof(Alu.Modulo),
                (true, true) => typeof(Alu.SignedModulo),
            };
            Il.Emit(OpCodes.Call, IlMembers.Operation(operation, isWide ? typeof(ulong) : typeof(uint)));
        }

        Extend(isWide);
    }

    /// <summary>Pushes a register's 64 bits or its low 32.</summary>
    private void LoadOperand(int register, bool isWide)
    {
        LoadRegister(register);
        if (!isWide)
        {
            Il.Emit(OpCodes.Conv_U4);
        }
    }

    /// <summary>Pushes the source operand: a register or the immediate.</summary>
    private void LoadSource(Instruction instruction, bool isWide)
    {
        if ((instruction.Opcode & 8) != 0)
        {
            LoadOperand((int)instruction.Source, isWide);
        }
        else if (isWide)
        {
            LoadNumber((ulong)instruction.Immediate);
        }
        else
        {
            Il.Emit(OpCodes.Ldc_I4, instruction.Immediate);
        }
    }

    /// <summary>Makes the 64 bits of a register of a result: 32-bit results are extended by zeros.</summary>
    private void Extend(bool isWide)
    {
        if (!isWide)
        {
            Il.Emit(OpCodes.Conv_U8);
        }
    }

    private static OpCode OpcodeOf(Instruction instruction) => (instruction.Opcode & 0xf0) switch
    {
        0x00 => OpCodes.Add,
        0x10 => OpCodes.Sub,
        0x20 => OpCodes.Mul,
        0x40 => OpCodes.Or,
        0x50 => OpCodes.And,
        0xa0 => OpCodes.Xor,
        _ => throw new InvalidOperationException($"The decoder let the opcode 0x{instruction.Opcode:x2} pass."),
    };

    private static MethodInfo Reverse(Type type) =>
        typeof(BinaryPrimitives).GetMethod(nameof(BinaryPrimitives.ReverseEndianness), [type])!;
}
