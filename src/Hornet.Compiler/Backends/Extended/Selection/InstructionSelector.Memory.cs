// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Backends.Extended;

internal sealed partial class InstructionSelector
{
    private void SelectLoad(LoadOperation load)
    {
        int destination = RegisterOf(load);
        Address address = AddressOf(load.Address, load.Offset);
        bool wide = IsWide(load.Type);
        if (!load.IsSigned || load.Size == MemorySize.DoubleWord || (!wide && load.Size == MemorySize.Word))
        {
            Emit(Build.Load(load.Size, destination, address));
            return;
        }

        if (wide && Version >= CpuVersion.V4)
        {
            Emit(Build.Load(load.Size, destination, address, signed: true));
            return;
        }

        int bits = BytesOf(load.Size) * 8;
        if (Version >= CpuVersion.V4)
        {
            int read = _machine.NewRegister();
            Emit(Build.Load(load.Size, read, address));
            Emit(Build.MoveSigned(destination, read, bits, wide));
            return;
        }

        int shift = (wide ? 64 : 32) - bits;
        Emit(Build.Load(load.Size, destination, address));
        Emit(Build.AluImmediate(AluOperation.ShiftLeft, wide, destination, shift));
        Emit(Build.AluImmediate(AluOperation.ArithmeticShiftRight, wide, destination, shift));
    }

    private void SelectStore(StoreOperation store)
    {
        // Kernels before 6.3 refuse to store constants into the context.
        bool fits = store.Stored is Constant constant && !IsContext(store.Address)
            && (store.Size != MemorySize.DoubleWord || (long)constant.Bits == (int)constant.Bits);
        if (fits)
        {
            Emit(Build.StoreImmediate(store.Size, AddressOf(store.Address, store.Offset), (int)((Constant)store.Stored).Bits));
            return;
        }

        int value = store.Size == MemorySize.DoubleWord ? UseWide(store.Stored) : Use(store.Stored);
        Emit(Build.Store(store.Size, AddressOf(store.Address, store.Offset), value));
    }

    private void SelectAtomic(AtomicAccess atomic)
    {
        bool isUsed = _uses.Of(atomic).Count > 0;
        if (Version < CpuVersion.V3 && (atomic.Operator != AtomicOperation.Add || isUsed))
            throw Fault($"the atomic operation {atomic.Operator} needs version 3 of the instruction set");
        Address address = AddressOf(atomic.Address, atomic.Offset);
        switch (atomic.Operator)
        {
            case AtomicOperation.Add or AtomicOperation.And or AtomicOperation.Or or AtomicOperation.Xor when !isUsed:
                Emit(Atomic(atomic, atomic.Operator, address, Use(atomic.Argument), OperandRoles.ReadsSource));
                break;
            case AtomicOperation.CompareExchange:
                if (atomic.Expected is null)
                    throw Fault("a compare and exchange needs the value that is expected");
                int argument = Use(atomic.Argument);
                Emit(Copy(0, atomic.Expected));
                Emit(Atomic(atomic, atomic.Operator, address, argument, OperandRoles.ReadsSource, isExchange: true));
                Emit(Build.Move(RegisterOf(atomic), 0));
                break;
            case AtomicOperation.LoadAcquire:
                Emit(new MachineInstruction
                {
                    Opcode = AtomicOpcode(atomic.Size),
                    Destination = RegisterOf(atomic),
                    Source = address.Base,
                    Slot = address.Slot,
                    Offset = address.Offset,
                    Immediate = (int)AtomicOperation.LoadAcquire,
                    Roles = OperandRoles.WritesDestination | OperandRoles.ReadsSource,
                });
                break;
            case AtomicOperation.StoreRelease:
                Emit(Atomic(atomic, atomic.Operator, address, Use(atomic.Argument), OperandRoles.ReadsSource));
                break;
            default:
                // What was there before comes back in the register of the operand.
                int result = RegisterOf(atomic);
                Emit(Copy(result, atomic.Argument));
                AtomicOperation fetch = atomic.Operator == AtomicOperation.Exchange ? atomic.Operator : atomic.Operator | AtomicOperation.FetchAdd;
                Emit(Atomic(atomic, fetch, address, result, OperandRoles.ReadsSource | OperandRoles.WritesSource));
                break;
        }
    }

    private static MachineInstruction Atomic(AtomicAccess atomic, AtomicOperation operation, Address address, int source, OperandRoles sourceRoles, bool isExchange = false) => new()
    {
        Opcode = AtomicOpcode(atomic.Size),
        Destination = address.Base,
        Source = source,
        Slot = address.Slot,
        Offset = address.Offset,
        Immediate = (int)operation,
        Roles = OperandRoles.ReadsDestination | sourceRoles,
        ImplicitReads = isExchange ? 1 : 0,
        ImplicitWrites = isExchange ? 1 : 0,
    };

    private static byte AtomicOpcode(MemorySize size) => (byte)((byte)InstructionClass.StoreRegister | (byte)size | (byte)MemoryMode.Atomic);

    /// <summary>An address with what is added to it folded into the offset, as far as 16 bits reach.</summary>
    private Address AddressOf(Value address, int offset)
    {
        while (address is BinaryOperation { Operator: BinaryOperator.Add or BinaryOperator.Subtract, Type: SsaType.Pointer } sum
            && sum.Left.Type == SsaType.Pointer && sum.Left is not Constant && sum.Right is Constant constant)
        {
            long added = constant.Type == SsaType.Int32 ? (int)constant.Bits : (long)constant.Bits;
            long total = offset + (sum.Operator == BinaryOperator.Add ? added : -added);
            if (total is < short.MinValue or > short.MaxValue)
                break;
            (address, offset) = (sum.Left, (int)total);
        }

        if (address is StackSlot slot)
            return new Address(MachineInstruction.FramePointer, VariableOf(slot), offset);
        if (offset is >= short.MinValue and <= short.MaxValue)
            return new Address(Use(address), null, offset);
        int moved = _machine.NewRegister();
        Emit(Copy(moved, address));
        Emit(Build.AluImmediate(AluOperation.Add, wide: true, moved, offset));
        return new Address(moved, null, 0);
    }

    private bool IsContext(Value address) => address is Parameter { Index: 0, Type: SsaType.Pointer } parameter && _function.Parameters[0] == parameter;

    private static int BytesOf(MemorySize size) => size switch
    {
        MemorySize.Byte => 1,
        MemorySize.HalfWord => 2,
        MemorySize.Word => 4,
        _ => 8,
    };
}
