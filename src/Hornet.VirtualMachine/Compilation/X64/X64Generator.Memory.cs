// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Iced.Intel;
using static Hornet.VirtualMachines.X64Registers;
using BpfInstruction = Hornet.Bytecode.Instruction;

namespace Hornet.VirtualMachines;

/// <content>
/// Loads and stores (RFC 9669, section 5). What was proven to lie in the program's stack, in a map's value, in the packet or in a known context is one
/// machine instruction; every other access is tested as in the interpreter: against the primary region, then against the piece of memory that the
/// same instruction touched before, and only then by C#.
/// </content>
internal sealed unsafe partial class X64Generator
{
    private enum Trust
    {
        /// <summary>The access is as it should be.</summary>
        Proven,

        /// <summary>It must be tested.</summary>
        Tested,

        /// <summary>It is outside of the frame.</summary>
        Fault,
    }

    private Trust TrustOf(BpfInstruction instruction, Hornet.Bytecode.Register address, int size)
    {
        if (_isChecked)
        {
            if ((int)address != 10)
            {
                return Trust.Tested;
            }

            return instruction.Offset >= -RunState.FrameSize && instruction.Offset + size <= _input.Linked.StackSlack ? Trust.Proven : Trust.Fault;
        }

        return _input.IsProven(_slot) ? Trust.Proven : Trust.Tested;
    }

    private void EmitLoad(BpfInstruction instruction)
    {
        int size = Decoder.SizeOf(instruction);
        Register destination = Of(instruction.Destination);
        Register address = Of(instruction.Source);
        Trust trust = TrustOf(instruction, instruction.Source, size);
        if (trust == Trust.Fault)
        {
            EmitExit(X64ExitKind.Fault, _slot, isFull: true, default);
            return;
        }

        X64Label done = _code.NewLabel();
        if (trust == Trust.Tested)
        {
            EmitAccessTest(address, instruction.Offset, size, X64Access.Load, RareKind.Load, done);
        }
        else if (PacketPointer() is { } pointer)
        {
            _code.Emit(Code.Mov_r64_rm64, destination, InState(pointer));
            return;
        }

        MemoryOperand memory = X64Assembler.Memory(address, instruction.Offset);
        bool isSigned = (instruction.Opcode & 0xe0) == 0x80;
        (Code code, Register target) = (size, isSigned) switch
        {
            (1, false) => (Code.Movzx_r32_rm8, destination.Low32()),
            (2, false) => (Code.Movzx_r32_rm16, destination.Low32()),
            (4, false) => (Code.Mov_r32_rm32, destination.Low32()),
            (1, true) => (Code.Movsx_r64_rm8, destination),
            (2, true) => (Code.Movsx_r64_rm16, destination),
            (4, true) => (Code.Movsxd_r64_rm32, destination),
            _ => (Code.Mov_r64_rm64, destination),
        };
        _code.Emit(code, target, memory);
        _code.Bind(done);
    }

    /// <summary>For a context field that is a pointer into the packet: where the state has it.</summary>
    private int? PacketPointer() => _input.LoadedFromContext(_slot) switch
    {
        ContextValue.Packet => StateLayout.PacketData,
        ContextValue.PacketEnd => StateLayout.PacketEnd,
        ContextValue.PacketMeta => StateLayout.PacketMeta,
        _ => null,
    };

    private void EmitStore(BpfInstruction instruction)
    {
        int size = Decoder.SizeOf(instruction);
        Register source = Of(instruction.Source);
        (Code code, Register value) = size switch
        {
            1 => (Code.Mov_rm8_r8, source.Low8()),
            2 => (Code.Mov_rm16_r16, source.Low16()),
            4 => (Code.Mov_rm32_r32, source.Low32()),
            _ => (Code.Mov_rm64_r64, source),
        };
        if (BeginStore(instruction, size) is { } done)
        {
            _code.Emit(code, X64Assembler.Memory(Of(instruction.Destination), instruction.Offset), value);
            _code.Bind(done);
        }
    }

    private void EmitStoreImmediate(BpfInstruction instruction)
    {
        int size = Decoder.SizeOf(instruction);
        (Code code, int value) = size switch
        {
            1 => (Code.Mov_rm8_imm8, (sbyte)instruction.Immediate),
            2 => (Code.Mov_rm16_imm16, (short)instruction.Immediate),
            4 => (Code.Mov_rm32_imm32, instruction.Immediate),
            _ => (Code.Mov_rm64_imm32, instruction.Immediate),
        };
        if (BeginStore(instruction, size) is { } done)
        {
            _code.Emit(code, X64Assembler.Memory(Of(instruction.Destination), instruction.Offset), value);
            _code.Bind(done);
        }
    }

    /// <summary>Tests a store, if it must be.</summary>
    /// <returns>The label to bind behind it; null if it is a fault and nothing follows.</returns>
    private X64Label? BeginStore(BpfInstruction instruction, int size)
    {
        Trust trust = TrustOf(instruction, instruction.Destination, size);
        if (trust == Trust.Fault)
        {
            EmitExit(X64ExitKind.Fault, _slot, isFull: true, default);
            return null;
        }

        X64Label done = _code.NewLabel();
        if (trust == Trust.Tested)
        {
            EmitAccessTest(Of(instruction.Destination), instruction.Offset, size, X64Access.Store, RareKind.Store, done);
        }

        return done;
    }

    /// <summary>Falls through when an access may be made. Otherwise C# makes it, and goes on at <paramref name="done"/>.</summary>
    private void EmitAccessTest(Register address, int offset, int size, X64Access access, RareKind kind, X64Label done)
    {
        _code.Emit(Code.Lea_r64_m, Scratch, X64Assembler.Memory(address, offset));
        Move(Scratch2, Scratch);
        _code.Emit(Code.Sub_r64_rm64, Scratch2, InState(StateLayout.PrimaryStart));
        _code.Emit(Code.Cmp_r64_rm64, Scratch2, InState(StateLayout.PrimaryLimit(size, access != X64Access.Load)));
        X64Label make = _code.NewLabel();
        _code.Jump(X64Condition.AboveOrEqual, AddRarePath(kind, _slot, make, done: done));
        _code.Bind(make);
    }

    /// <summary>The second test of an access, whose address is in <see cref="X64Registers.Scratch"/>: against the instruction's window.</summary>
    private void EmitWindowTest(RarePath path)
    {
        BpfInstruction instruction = _instructions[path.Slot];
        Operation* operation = _operations + path.Slot;
        X64Access access = path.Kind switch
        {
            RareKind.Load => X64Access.Load,
            RareKind.Store => X64Access.Store,
            _ => AtomicAccess(instruction),
        };
        int index = (instruction.Opcode & 7) == 2 ? operation->Source : operation->Immediate;
        int window = StateLayout.Window(access, index);
        Move(Scratch2, Scratch);
        _code.Emit(Code.Sub_r64_rm64, Scratch2, InState(window));
        _code.Emit(Code.Cmp_r64_rm64, Scratch2, InState(window + sizeof(ulong)));
        _code.Jump(X64Condition.Below, path.Resume);
        X64ExitKind kind = path.Kind switch
        {
            RareKind.Load => X64ExitKind.Load,
            RareKind.Store => X64ExitKind.Store,
            _ => X64ExitKind.Atomic,
        };
        EmitExit(kind, path.Slot, isFull: true, path.Done);
    }

    /// <summary>
    /// The deprecated packet loads (<c>LD_ABS</c>, <c>LD_IND</c>): big-endian bytes of the packet into R0. Offsets relative to a header, which are
    /// negative, are left to C#; outside of the packet the function returns 0.
    /// </summary>
    private void EmitPacketLoad(BpfInstruction instruction)
    {
        int size = Decoder.SizeOf(instruction);
        bool isIndirect = (instruction.Opcode & 0xe0) == 0x40;
        X64Label done = _code.NewLabel();
        X64Label slow = AddRarePath(RareKind.PacketLoad, _slot, done);
        if (isIndirect)
        {
            _code.Emit(Code.Mov_r32_rm32, Scratch.Low32(), Of(instruction.Source).Low32());
            EmitBinary(BinaryOperation.Add, isWide: false, Scratch, instruction.Immediate);
            _code.Emit(Code.Test_rm32_r32, Scratch.Low32(), Scratch.Low32());
            _code.Jump(X64Condition.Less, slow);
        }
        else if (instruction.Immediate < 0)
        {
            _code.Jump(slow);
            _code.Bind(done);
            return;
        }
        else
        {
            LoadConstant(Scratch, (ulong)instruction.Immediate);
        }

        // Both are addresses in user space, so neither difference overflows.
        _code.Emit(Code.Add_r64_rm64, Scratch, InState(StateLayout.PacketData));
        _code.Emit(Code.Lea_r64_m, Scratch2, X64Assembler.Memory(Scratch, size));
        _code.Emit(Code.Cmp_r64_rm64, Scratch2, InState(StateLayout.PacketEnd));
        _code.Jump(X64Condition.Above, slow);
        MemoryOperand bytes = X64Assembler.Memory(Scratch, 0);
        switch (size)
        {
            case 1:
                _code.Emit(Code.Movzx_r32_rm8, Register.EAX, bytes);
                break;
            case 2:
                _code.Emit(Code.Movzx_r32_rm16, Register.EAX, bytes);
                _code.Emit(Code.Ror_rm16_imm8, Register.AX, 8);
                break;
            default:
                _code.Emit(Code.Mov_r32_rm32, Register.EAX, bytes);
                _code.Emit(Code.Bswap_r32, Register.EAX);
                break;
        }

        _code.Bind(done);
    }
}
