// SPDX-License-Identifier: Apache-2.0
using System.Reflection;
using System.Reflection.Emit;
using Hornet.Bytecode;

namespace Hornet.VirtualMachines;

/// <content>
/// Accesses that were not proven. The tests against the primary region and the instruction's window are emitted in place, not as calls to be inlined, which
/// would take RyuJIT several times as long; the look-up is a call out of line.
/// </content>
internal sealed unsafe partial class IlFunctionEmitter
{
    private LocalBuilder? _address;

    private void EmitCheckedLoad(int slot, Instruction instruction, int size, bool isSigned)
    {
        int destination = (int)instruction.Destination;
        int window = Input.Code.Operations[slot].Immediate;
        LocalBuilder address = StoreAddress((int)instruction.Source, instruction.Offset);
        Label slow = Il.DefineLabel();
        Label done = Il.DefineLabel();
        EmitTests(address, size, window, IlMembers.PrimaryRead, IlMembers.LoadWindows, slow);
        Il.Emit(OpCodes.Ldloc, address);
        Il.Emit(OpCodes.Unaligned, (byte)1);
        EmitLoadIndirect(size, isSigned);
        StoreRegister(destination);
        Il.MarkLabel(done);
        OutOfLine(() =>
        {
            Type type = (size, isSigned) switch
            {
                (1, true) => typeof(sbyte),
                (2, true) => typeof(short),
                (4, true) => typeof(int),
                _ => TypeOf(size),
            };
            Il.MarkLabel(slow);
            LoadRun();
            LoadState();
            Il.Emit(OpCodes.Ldloc, address);
            LoadPointer(Input.Code.Operations + slot);
            Il.Emit(OpCodes.Ldc_I4, window);
            Il.Emit(OpCodes.Call, IlMembers.Checked(nameof(CheckedMemory.Load), type));
            StoreRegister(destination);
            Il.Emit(OpCodes.Br, done);
        });
    }

    private void EmitCheckedStore(int slot, Instruction instruction, int size, bool isImmediate)
    {
        Operation* operation = Input.Code.Operations + slot;
        int window = isImmediate ? operation->Source : operation->Immediate;
        LocalBuilder address = StoreAddress((int)instruction.Destination, instruction.Offset);
        Label slow = Il.DefineLabel();
        Label done = Il.DefineLabel();
        EmitTests(address, size, window, IlMembers.PrimaryWrite, IlMembers.StoreWindows, slow);
        Il.Emit(OpCodes.Ldloc, address);
        LoadStored(instruction, isImmediate, size);
        Il.Emit(OpCodes.Unaligned, (byte)1);
        EmitStoreIndirect(size);
        Il.MarkLabel(done);
        OutOfLine(() =>
        {
            Il.MarkLabel(slow);
            LoadRun();
            LoadState();
            Il.Emit(OpCodes.Ldloc, address);
            LoadStored(instruction, isImmediate, size: 8);
            LoadPointer(Input.Code.Operations + slot);
            Il.Emit(OpCodes.Ldc_I4, window);
            Il.Emit(OpCodes.Call, IlMembers.Checked(nameof(CheckedMemory.Store), TypeOf(size)));
            Il.Emit(OpCodes.Br, done);
        });
    }

    /// <summary>Goes on when an address is in the primary region or in a window, otherwise to a label.</summary>
    private void EmitTests(LocalBuilder address, int size, int window, FieldInfo limits, FieldInfo windows, Label outside)
    {
        Label inside = Il.DefineLabel();
        Il.Emit(OpCodes.Ldloc, address);
        LoadStateField(IlMembers.PrimaryStart);
        Il.Emit(OpCodes.Sub);
        LoadState();
        Il.Emit(OpCodes.Ldflda, limits);
        Il.Emit(OpCodes.Ldfld, IlMembers.Limit(size));
        Il.Emit(OpCodes.Blt_Un, inside);
        Il.Emit(OpCodes.Ldloc, address);
        LoadWindow(IlMembers.WindowStart);
        Il.Emit(OpCodes.Sub);
        LoadWindow(IlMembers.WindowLimit);
        Il.Emit(OpCodes.Bge_Un, outside);
        Il.MarkLabel(inside);

        void LoadWindow(FieldInfo field)
        {
            LoadState();
            Il.Emit(OpCodes.Ldflda, windows);
            Il.Emit(OpCodes.Ldc_I4, window * sizeof(MemoryWindow));
            Il.Emit(OpCodes.Add);
            Il.Emit(OpCodes.Ldfld, field);
        }
    }

    private LocalBuilder StoreAddress(int register, int offset)
    {
        _address ??= Il.DeclareLocal(typeof(ulong));
        LoadAddress(register, offset);
        Il.Emit(OpCodes.Stloc, _address);
        return _address;
    }
}
