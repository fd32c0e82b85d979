// SPDX-License-Identifier: Apache-2.0
using System.Reflection.Emit;
using Hornet.Bytecode;

namespace Hornet.VirtualMachines;

/// <content>Atomic operations (RFC 9669, section 5.3), load-acquire and store-release.</content>
internal sealed unsafe partial class IlFunctionEmitter
{
    private const int LoadAcquire = 0x100;
    private const int StoreRelease = 0x110;
    private const int CompareExchange = 0xf1;

    private void EmitAtomic(int slot, Instruction instruction)
    {
        int size = Decoder.SizeOf(instruction);
        switch (instruction.Immediate)
        {
            case LoadAcquire:
                LoadAtomicAddress(slot, (int)instruction.Source, instruction.Offset, nameof(CheckedMemory.LoadAcquire), size);
                Il.Emit(OpCodes.Volatile);
                EmitLoadIndirect(size, isSigned: false);
                StoreRegister((int)instruction.Destination);
                return;
            case StoreRelease:
                LoadAtomicAddress(slot, (int)instruction.Destination, instruction.Offset, nameof(CheckedMemory.StoreRelease), size);
                LoadOperand((int)instruction.Source, size == 8);
                Il.Emit(OpCodes.Volatile);
                EmitStoreIndirect(size);
                return;
        }

        LoadAtomicAddress(slot, (int)instruction.Destination, instruction.Offset, nameof(CheckedMemory.Atomic), size);
        LoadOperand((int)instruction.Source, size == 8);
        if (instruction.Immediate == CompareExchange)
        {
            LoadOperand(0, size == 8);
            Il.Emit(OpCodes.Call, size == 8
                ? IlMembers.Interlocked(nameof(Interlocked.CompareExchange), TypeOf(size))
                : typeof(Atomics).GetMethod(nameof(Atomics.CompareExchange32))!);
            Extend(size == 8);
            StoreRegister(0);
            return;
        }

        EmitReadModifyWrite(instruction, size);
        bool fetches = (instruction.Immediate & 1) != 0;
        if (fetches && IsNeededAfter(slot, (int)instruction.Source))
        {
            FinishFetch(instruction, size);
        }
        else
        {
            // RyuJIT has shorter instructions for operations whose result nobody wants.
            Il.Emit(OpCodes.Pop);
        }
    }

    /// <summary>Replaces address and operand by the result: the old value, of additions the new one.</summary>
    private void EmitReadModifyWrite(Instruction instruction, int size)
    {
        Type type = TypeOf(size);
        Il.Emit(OpCodes.Call, (instruction.Immediate & 0xf0) switch
        {
            0x00 => IlMembers.Interlocked(nameof(Interlocked.Add), type),
            0x40 => IlMembers.Interlocked(nameof(Interlocked.Or), type),
            0x50 => IlMembers.Interlocked(nameof(Interlocked.And), type),
            0xe0 => IlMembers.Interlocked(nameof(Interlocked.Exchange), type),
            _ => typeof(Atomics.Xor).GetMethod(nameof(Atomics.Xor.Fetch), [type.MakeByRefType(), type])!,
        });
    }

    private void FinishFetch(Instruction instruction, int size)
    {
        if ((instruction.Immediate & 0xf0) == 0)
        {
            LoadOperand((int)instruction.Source, size == 8);
            Il.Emit(OpCodes.Sub);
        }

        Extend(size == 8);
        StoreRegister((int)instruction.Source);
    }

    /// <summary>Pushes the address of an atomic operation; what the verifier saw needs no test, its alignment included.</summary>
    private void LoadAtomicAddress(int slot, int register, int offset, string check, int size)
    {
        bool isTrusted = !Input.IsChecked && IsTrusted(slot, register);
        if (!isTrusted)
        {
            LoadRun();
            LoadState();
        }

        LoadAddress(register, offset);
        if (!isTrusted)
        {
            LoadPointer(Input.Code.Operations + slot);
            Il.Emit(OpCodes.Ldc_I4, Input.Code.Operations[slot].Immediate);
            Il.Emit(OpCodes.Call, IlMembers.Checked(check, TypeOf(size)));
        }

        Il.Emit(OpCodes.Conv_U);
    }
}
