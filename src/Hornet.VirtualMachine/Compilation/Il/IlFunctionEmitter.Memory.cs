// SPDX-License-Identifier: Apache-2.0
using System.Reflection;
using System.Reflection.Emit;
using Hornet.Bytecode;
using Hornet.Objects;
using Hornet.Verification;

namespace Hornet.VirtualMachines;

/// <content>Loads and stores (RFC 9669, section 5).</content>
internal sealed unsafe partial class IlFunctionEmitter
{
    private void EmitLoad(int slot, Instruction instruction)
    {
        int destination = (int)instruction.Destination;
        int size = Decoder.SizeOf(instruction);
        bool isSigned = (instruction.Opcode & 0xe0) == 0x80;
        if (!IsTrusted(slot, (int)instruction.Source))
        {
            EmitCheckedLoad(slot, instruction, size, isSigned);
            return;
        }

        if (!IsNeededAfter(slot, destination))
        {
            return;
        }

        if (_function.Variables.Find(slot) is { } access)
        {
            LoadVariable(access.Variable, access.Offset, size, isSigned);
            StoreRegister(destination);
            return;
        }

        if (ContextPointer(slot) is { } field)
        {
            LoadStateField(field);
            StoreRegister(destination);
            return;
        }

        LoadAddress((int)instruction.Source, instruction.Offset);
        EmitPrefixes(slot, size);
        EmitLoadIndirect(size, isSigned);
        StoreRegister(destination);
    }

    private void EmitStore(int slot, Instruction instruction)
    {
        int size = Decoder.SizeOf(instruction);
        bool isImmediate = (instruction.Opcode & 7) == 2;
        if (_function.Variables.Find(slot) is { } access)
        {
            StoreVariable(access.Variable, access.Offset, size, () => LoadStored(instruction, isImmediate, size));
            return;
        }

        if (IsTrusted(slot, (int)instruction.Destination))
        {
            LoadAddress((int)instruction.Destination, instruction.Offset);
            LoadStored(instruction, isImmediate, size);
            EmitPrefixes(slot, size, isStore: true);
            EmitStoreIndirect(size);
            return;
        }

        EmitCheckedStore(slot, instruction, size, isImmediate);
    }

    /// <summary>Pushes what a store stores: 64 bits for a size of 8, otherwise 32.</summary>
    private void LoadStored(Instruction instruction, bool isImmediate, int size)
    {
        if (!isImmediate)
        {
            LoadOperand((int)instruction.Source, size == 8);
        }
        else if (size == 8)
        {
            LoadNumber((ulong)instruction.Immediate);
        }
        else
        {
            Il.Emit(OpCodes.Ldc_I4, instruction.Immediate);
        }
    }

    /// <summary>Whether an access goes straight to memory. Accesses to the stack by constant offsets were checked when the program was decoded.</summary>
    private bool IsTrusted(int slot, int baseRegister) => baseRegister == 10 || Input.IsProven(slot);

    /// <summary>The part of the state that a load from the context gives instead of what is there: where the packet lies.</summary>
    private FieldInfo? ContextPointer(int slot) => Input.LoadedFromContext(slot) switch
    {
        ContextValue.Packet => IlMembers.PacketData,
        ContextValue.PacketEnd => IlMembers.PacketEnd,
        ContextValue.PacketMeta => IlMembers.PacketMeta,
        _ => null,
    };

    /// <summary>Pushes the address that a register and an offset make.</summary>
    private void LoadAddress(int register, int offset)
    {
        LoadRegister(register);
        if (offset != 0)
        {
            LoadNumber((ulong)offset);
            Il.Emit(OpCodes.Add);
        }
    }

    /// <summary>
    /// Other threads change map values: loads of them must not be moved out of loops or joined. Everything else belongs to the run.
    /// </summary>
    private void EmitPrefixes(int slot, int size, bool isStore = false)
    {
        InstructionProof proof = Input.ProofAt(slot);
        bool isAligned = size == 1 || (proof.Facts & ProofFacts.Aligned) != 0;
        if (!isAligned)
        {
            Il.Emit(OpCodes.Unaligned, (byte)1);
        }
        else if (!isStore && proof.Memory == MemoryKind.MapValue)
        {
            Il.Emit(OpCodes.Volatile);
        }
    }

    /// <summary>Replaces an address by the value there, extended to 64 bits.</summary>
    private void EmitLoadIndirect(int size, bool isSigned)
    {
        Il.Emit((size, isSigned) switch
        {
            (1, false) => OpCodes.Ldind_U1,
            (1, true) => OpCodes.Ldind_I1,
            (2, false) => OpCodes.Ldind_U2,
            (2, true) => OpCodes.Ldind_I2,
            (4, false) => OpCodes.Ldind_U4,
            (4, true) => OpCodes.Ldind_I4,
            _ => OpCodes.Ldind_I8,
        });
        if (size != 8)
        {
            Il.Emit(isSigned ? OpCodes.Conv_I8 : OpCodes.Conv_U8);
        }
    }

    private void EmitStoreIndirect(int size) => Il.Emit(size switch
    {
        1 => OpCodes.Stind_I1,
        2 => OpCodes.Stind_I2,
        4 => OpCodes.Stind_I4,
        _ => OpCodes.Stind_I8,
    });

    private static Type TypeOf(int size) => size switch
    {
        1 => typeof(byte),
        2 => typeof(ushort),
        4 => typeof(uint),
        _ => typeof(ulong),
    };
}
