// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Compiler.Ssa;
using Hornet.Objects;

namespace Hornet.Compiler.Backends.Extended;

/// <summary>Makes machine instructions.</summary>
internal static class Build
{
    private const OperandRoles Updates = OperandRoles.ReadsDestination | OperandRoles.WritesDestination;

    public static MachineInstruction Move(int destination, int source, bool wide = true) => new()
    {
        Opcode = wide ? Opcodes.Move64Register : Opcodes.Move32Register,
        Destination = destination,
        Source = source,
        Roles = OperandRoles.WritesDestination | OperandRoles.ReadsSource,
    };

    /// <summary>A sign extension of version 4: <paramref name="bits"/> of 8, 16 or 32.</summary>
    public static MachineInstruction MoveSigned(int destination, int source, int bits, bool wide) => new()
    {
        Opcode = wide ? Opcodes.Move64Register : Opcodes.Move32Register,
        Destination = destination,
        Source = source,
        Offset = bits,
        Roles = OperandRoles.WritesDestination | OperandRoles.ReadsSource,
    };

    /// <summary>The shortest load of a constant into all 64 bits.</summary>
    public static MachineInstruction Constant(int destination, ulong value)
    {
        if ((long)value == (int)value)
            return Immediate(Opcodes.Move64Immediate, (int)value);
        return value == (uint)value
            ? Immediate(Opcodes.Move32Immediate, (int)(uint)value)
            : new MachineInstruction { Opcode = Opcodes.LoadImmediate64, Destination = destination, Wide = value, Roles = OperandRoles.WritesDestination };

        MachineInstruction Immediate(byte opcode, int immediate) =>
            new() { Opcode = opcode, Destination = destination, Immediate = immediate, Roles = OperandRoles.WritesDestination };
    }

    public static MachineInstruction Alu(AluOperation operation, bool wide, int destination, int source, int offset = 0) => new()
    {
        Opcode = AluOpcode(operation, wide, register: true),
        Destination = destination,
        Source = source,
        Offset = offset,
        Roles = Updates | OperandRoles.ReadsSource,
    };

    public static MachineInstruction AluImmediate(AluOperation operation, bool wide, int destination, int immediate, int offset = 0) => new()
    {
        Opcode = AluOpcode(operation, wide, register: false),
        Destination = destination,
        Immediate = immediate,
        Offset = offset,
        Roles = Updates,
    };

    /// <summary>An instruction with one operand that it changes: negation and the byte orders.</summary>
    public static MachineInstruction Unary(byte opcode, int destination, int immediate = 0) =>
        new() { Opcode = opcode, Destination = destination, Immediate = immediate, Roles = Updates };

    public static MachineInstruction Load(MemorySize size, int destination, Address address, bool signed = false) => new()
    {
        Opcode = (byte)((byte)InstructionClass.LoadRegister | (byte)size | (byte)(signed ? MemoryMode.MemorySignExtended : MemoryMode.Memory)),
        Destination = destination,
        Source = address.Base,
        Slot = address.Slot,
        Offset = address.Offset,
        Roles = OperandRoles.WritesDestination | OperandRoles.ReadsSource,
    };

    public static MachineInstruction Store(MemorySize size, Address address, int source) => new()
    {
        Opcode = (byte)((byte)InstructionClass.StoreRegister | (byte)size | (byte)MemoryMode.Memory),
        Destination = address.Base,
        Source = source,
        Slot = address.Slot,
        Offset = address.Offset,
        Roles = OperandRoles.ReadsDestination | OperandRoles.ReadsSource,
    };

    public static MachineInstruction StoreImmediate(MemorySize size, Address address, int value) => new()
    {
        Opcode = (byte)((byte)InstructionClass.Store | (byte)size | (byte)MemoryMode.Memory),
        Destination = address.Base,
        Immediate = value,
        Slot = address.Slot,
        Offset = address.Offset,
        Roles = OperandRoles.ReadsDestination,
    };

    public static MachineInstruction SlotAddress(int destination, StackVariable slot, int offset) =>
        new() { IsSlotAddress = true, Opcode = Opcodes.Add64Immediate, Destination = destination, Slot = slot, Offset = offset, Roles = OperandRoles.WritesDestination };

    public static MachineInstruction MapAddress(int destination, SymbolReferenceKind kind, string map, int offset) => new()
    {
        Opcode = Opcodes.LoadImmediate64,
        Source = MachineInstruction.None,
        Destination = destination,
        Wide = (ulong)(uint)offset << 32,
        Reference = (kind, map, offset),
        Roles = OperandRoles.WritesDestination,
    };

    public static MachineInstruction FunctionAddress(int destination, Function function) =>
        new() { Opcode = Opcodes.LoadImmediate64, Destination = destination, Callee = function, Roles = OperandRoles.WritesDestination };

    public static MachineInstruction JumpIf(JumpOperation operation, bool wide, int left, int right) => new()
    {
        Opcode = (byte)((byte)operation | (byte)(wide ? InstructionClass.Jump : InstructionClass.Jump32) | Opcodes.SourceRegister),
        Destination = left,
        Source = right,
        Roles = OperandRoles.ReadsDestination | OperandRoles.ReadsSource,
    };

    public static MachineInstruction JumpIfImmediate(JumpOperation operation, bool wide, int left, int right) => new()
    {
        Opcode = (byte)((byte)operation | (byte)(wide ? InstructionClass.Jump : InstructionClass.Jump32)),
        Destination = left,
        Immediate = right,
        Roles = OperandRoles.ReadsDestination,
    };

    private static byte AluOpcode(AluOperation operation, bool wide, bool register) =>
        (byte)((byte)operation | (byte)(wide ? InstructionClass.Alu64 : InstructionClass.Alu32) | (register ? Opcodes.SourceRegister : 0));
}

/// <summary>An address as loads and stores take it: a register or a stack variable, and an offset.</summary>
internal readonly record struct Address(int Base, StackVariable? Slot, int Offset);
