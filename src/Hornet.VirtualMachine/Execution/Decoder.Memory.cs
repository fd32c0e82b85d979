// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using unsafe Handler = delegate*<Hornet.VirtualMachines.RunState*, Hornet.VirtualMachines.Operation*, Hornet.VirtualMachines.ProgramRun, Hornet.VirtualMachines.Operation*>;

namespace Hornet.VirtualMachines;

/// <content>Loads, stores and atomic operations.</content>
internal sealed unsafe partial class Decoder
{
    private Operation DecodeLoadMemory(Instruction instruction)
    {
        CheckWritable(instruction.Destination);
        Require(instruction.Immediate == 0, "a load has no immediate");
        bool isStack = (byte)instruction.Source == FramePointer;
        Handler handler = isStack ? SelectStackLoad(instruction.Opcode) : SelectLoad(instruction.Opcode);
        Operation operation = CreateAccess(handler, instruction, isStack, MemoryAccess.Read);
        if (!isStack)
        {
            operation.Immediate = NextWindow(0, SizeOf(instruction));
        }

        return operation;
    }

    private Operation DecodeStore(Instruction instruction)
    {
        Require(instruction.Immediate == 0, "a store of a register has no immediate");
        bool isStack = (byte)instruction.Destination == FramePointer;
        Operation operation = CreateAccess(SelectStore(instruction.Opcode, isStack), instruction, isStack, MemoryAccess.Write);
        if (!isStack)
        {
            operation.Immediate = NextWindow(1, SizeOf(instruction));
        }

        return operation;
    }

    private Operation DecodeStoreImmediate(Instruction instruction)
    {
        Require(instruction.Source == 0, "a store of an immediate has no source register");
        bool isStack = (byte)instruction.Destination == FramePointer;
        Operation operation = CreateAccess(SelectStoreImmediate(instruction.Opcode, isStack), instruction, isStack, MemoryAccess.Write);
        if (!isStack)
        {
            operation.Source = (byte)NextWindow(1, SizeOf(instruction));
        }

        return operation;
    }

    /// <summary>An access to the stack frame by a constant offset is decided here and now; all others when they happen.</summary>
    private Operation CreateAccess(Handler handler, Instruction instruction, bool isStack, MemoryAccess access)
    {
        if (handler == null)
        {
            throw Unknown(instruction);
        }

        int size = SizeOf(instruction);
        return isStack && !IsInFrame(instruction.Offset, size) ? OutsideFrame(instruction, size, access) : Create(handler, instruction);
    }

    private static Handler SelectLoad(byte opcode) => opcode switch
    {
        0x61 => &Handlers.Load<uint>,
        0x69 => &Handlers.Load<ushort>,
        0x71 => &Handlers.Load<byte>,
        0x79 => &Handlers.Load<ulong>,
        0x81 => &Handlers.Load<int>,
        0x89 => &Handlers.Load<short>,
        0x91 => &Handlers.Load<sbyte>,
        _ => null,
    };

    private static Handler SelectStackLoad(byte opcode) => opcode switch
    {
        0x61 => &Handlers.LoadStack<uint>,
        0x69 => &Handlers.LoadStack<ushort>,
        0x71 => &Handlers.LoadStack<byte>,
        0x79 => &Handlers.LoadStack<ulong>,
        0x81 => &Handlers.LoadStack<int>,
        0x89 => &Handlers.LoadStack<short>,
        0x91 => &Handlers.LoadStack<sbyte>,
        _ => null,
    };

    private static Handler SelectStore(byte opcode, bool isStack) => (opcode, isStack) switch
    {
        (0x63, false) => &Handlers.Store<uint>,
        (0x6b, false) => &Handlers.Store<ushort>,
        (0x73, false) => &Handlers.Store<byte>,
        (0x7b, false) => &Handlers.Store<ulong>,
        (0x63, true) => &Handlers.StoreStack<uint>,
        (0x6b, true) => &Handlers.StoreStack<ushort>,
        (0x73, true) => &Handlers.StoreStack<byte>,
        (0x7b, true) => &Handlers.StoreStack<ulong>,
        _ => null,
    };

    private static Handler SelectStoreImmediate(byte opcode, bool isStack) => (opcode, isStack) switch
    {
        (0x62, false) => &Handlers.StoreImmediate<uint>,
        (0x6a, false) => &Handlers.StoreImmediate<ushort>,
        (0x72, false) => &Handlers.StoreImmediate<byte>,
        (0x7a, false) => &Handlers.StoreImmediate<ulong>,
        (0x62, true) => &Handlers.StoreStackImmediate<uint>,
        (0x6a, true) => &Handlers.StoreStackImmediate<ushort>,
        (0x72, true) => &Handlers.StoreStackImmediate<byte>,
        (0x7a, true) => &Handlers.StoreStackImmediate<ulong>,
        _ => null,
    };

    private Operation DecodeAtomic(Instruction instruction)
    {
        int size = SizeOf(instruction);
        if (instruction.Immediate is 0x100 or 0x110)
        {
            return DecodeOrdered(instruction, size);
        }

        Handler handler = size switch
        {
            8 => SelectAtomic64(instruction.Immediate),
            4 => SelectAtomic32(instruction.Immediate),
            _ => null,
        };
        if (handler == null)
        {
            throw Unknown(instruction);
        }

        bool fetches = (instruction.Immediate & 1) != 0 && instruction.Immediate != 0xf1;
        if (fetches)
        {
            CheckWritable(instruction.Source);
        }

        if ((byte)instruction.Destination == FramePointer && !IsInFrame(instruction.Offset, size))
        {
            return OutsideFrame(instruction, size, MemoryAccess.ReadWrite);
        }

        Operation operation = Create(handler, instruction);
        operation.Immediate = NextWindow(2, size);
        return operation;
    }

    private Operation DecodeOrdered(Instruction instruction, int size)
    {
        bool isLoad = instruction.Immediate == 0x100;
        if (isLoad)
        {
            CheckWritable(instruction.Destination);
        }

        Register address = isLoad ? instruction.Source : instruction.Destination;
        if ((byte)address == FramePointer && !IsInFrame(instruction.Offset, size))
        {
            return OutsideFrame(instruction, size, isLoad ? MemoryAccess.Read : MemoryAccess.Write);
        }

        Handler handler = (isLoad, size) switch
        {
            (true, 1) => &Handlers.LoadAcquire<byte>,
            (true, 2) => &Handlers.LoadAcquire<ushort>,
            (true, 4) => &Handlers.LoadAcquire<uint>,
            (true, _) => &Handlers.LoadAcquire<ulong>,
            (false, 1) => &Handlers.StoreRelease<byte>,
            (false, 2) => &Handlers.StoreRelease<ushort>,
            (false, 4) => &Handlers.StoreRelease<uint>,
            (false, _) => &Handlers.StoreRelease<ulong>,
        };
        Operation operation = Create(handler, instruction);
        operation.Immediate = NextWindow(isLoad ? 0 : 1, size);
        return operation;
    }

    private static Handler SelectAtomic64(int operation) => operation switch
    {
        0x00 => &Handlers.Atomic64<Atomics.Add>,
        0x40 => &Handlers.Atomic64<Atomics.Or>,
        0x50 => &Handlers.Atomic64<Atomics.And>,
        0xa0 => &Handlers.Atomic64<Atomics.Xor>,
        0x01 => &Handlers.AtomicFetch64<Atomics.Add>,
        0x41 => &Handlers.AtomicFetch64<Atomics.Or>,
        0x51 => &Handlers.AtomicFetch64<Atomics.And>,
        0xa1 => &Handlers.AtomicFetch64<Atomics.Xor>,
        0xe1 => &Handlers.AtomicFetch64<Atomics.Exchange>,
        0xf1 => &Handlers.CompareExchange64,
        _ => null,
    };

    private static Handler SelectAtomic32(int operation) => operation switch
    {
        0x00 => &Handlers.Atomic32<Atomics.Add>,
        0x40 => &Handlers.Atomic32<Atomics.Or>,
        0x50 => &Handlers.Atomic32<Atomics.And>,
        0xa0 => &Handlers.Atomic32<Atomics.Xor>,
        0x01 => &Handlers.AtomicFetch32<Atomics.Add>,
        0x41 => &Handlers.AtomicFetch32<Atomics.Or>,
        0x51 => &Handlers.AtomicFetch32<Atomics.And>,
        0xa1 => &Handlers.AtomicFetch32<Atomics.Xor>,
        0xe1 => &Handlers.AtomicFetch32<Atomics.Exchange>,
        0xf1 => &Handlers.CompareExchange32,
        _ => null,
    };

    /// <summary>The size in bytes of what a load, store or atomic operation touches.</summary>
    internal static int SizeOf(Instruction instruction) => (instruction.Opcode & 0x18) switch
    {
        0x00 => 4,
        0x08 => 2,
        0x10 => 1,
        _ => 8,
    };

    private bool IsInFrame(int offset, int size) => offset >= -RunState.FrameSize && offset + size <= _program.StackSlack;

    private Operation OutsideFrame(Instruction instruction, int size, MemoryAccess access) =>
        CreateFault(new Fault(ExecutionError.MemoryAccess, "", instruction.Offset, (uint)size, access));

    /// <summary>Gives instructions windows in turn, so that those near each other do not evict each other's.</summary>
    private int NextWindow(int kind, int size)
    {
        int bySize = int.Log2(size) * RunState.WindowsPerSize;
        return bySize + (_windows[kind]++ & (RunState.WindowsPerSize - 1));
    }
}
