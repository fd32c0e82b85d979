// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode;

// What an instruction is, read off its fields. Nothing here checks that the instruction is valid.
public readonly partial struct Instruction
{
    /// <summary>The class: the low three bits of the opcode.</summary>
    public InstructionClass Class => (InstructionClass)(_opcode & Opcodes.ClassMask);

    /// <summary>The operation of an arithmetic instruction.</summary>
    public AluOperation AluOperation => (AluOperation)(_opcode & Opcodes.OperationMask);

    /// <summary>The operation of a jump instruction.</summary>
    public JumpOperation JumpOperation => (JumpOperation)(_opcode & Opcodes.OperationMask);

    /// <summary>The size field of a memory instruction.</summary>
    public MemorySize MemorySize => (MemorySize)(_opcode & Opcodes.SizeMask);

    /// <summary>The mode field of a memory instruction.</summary>
    public MemoryMode MemoryMode => (MemoryMode)(_opcode & Opcodes.ModeMask);

    /// <summary>The operation of an atomic instruction.</summary>
    public AtomicOperation AtomicOperation => (AtomicOperation)_immediate;

    /// <summary>What the immediate of a call means.</summary>
    public CallKind CallKind => (CallKind)Source;

    /// <summary>What the immediate of a wide load means.</summary>
    public WideLoadKind WideLoadKind => (WideLoadKind)Source;

    /// <summary>For arithmetic and jump instructions: the operand is the source register, not the immediate.</summary>
    public bool UsesSourceRegister => (_opcode & Opcodes.SourceRegister) != 0;

    /// <summary>32-bit or 64-bit arithmetic.</summary>
    public bool IsAlu => Class is InstructionClass.Alu32 or InstructionClass.Alu64;

    /// <summary>Any instruction of the two jump classes: jumps, calls and exit.</summary>
    public bool IsJumpClass => Class is InstructionClass.Jump or InstructionClass.Jump32;

    /// <summary>Any instruction of the four load and store classes.</summary>
    public bool IsMemoryClass => (_opcode & Opcodes.ClassMask) <= (byte)InstructionClass.StoreRegister;

    /// <summary>The first slot of a wide load (<c>rD = imm ll</c>), which takes two slots.</summary>
    public bool IsWideLoad => _opcode == Opcodes.LoadImmediate64;

    /// <summary>How many slots the instruction takes: 2 for a wide load, otherwise 1.</summary>
    public int SlotCount => IsWideLoad ? 2 : 1;

    /// <summary>A wide load that names a map, or the value of a map, by descriptor or index.</summary>
    public bool IsMapLoad => IsWideLoad && WideLoadKind is WideLoadKind.MapDescriptor or WideLoadKind.MapValue
        or WideLoadKind.MapIndex or WideLoadKind.MapIndexValue;

    /// <summary>A wide load of the address of a function of the program.</summary>
    public bool IsFunctionLoad => IsWideLoad && WideLoadKind == WideLoadKind.Function;

    /// <summary>A call of any kind with an immediate; not <c>callx</c>.</summary>
    public bool IsCall => _opcode == Opcodes.Call;

    /// <summary>A call of a helper by its number.</summary>
    public bool IsHelperCall => IsCall && CallKind == CallKind.Helper;

    /// <summary>A call of a function of the program.</summary>
    public bool IsLocalCall => IsCall && CallKind == CallKind.Local;

    /// <summary>A call of a function of the kernel.</summary>
    public bool IsKernelFunctionCall => IsCall && CallKind == CallKind.KernelFunction;

    /// <summary><c>callx</c>: a call of the address in the destination register.</summary>
    public bool IsCallRegister => _opcode == Opcodes.CallRegister;

    /// <summary><c>exit</c>.</summary>
    public bool IsExit => _opcode == Opcodes.Exit;

    /// <summary><c>goto</c> or <c>gotol</c>.</summary>
    public bool IsUnconditionalJump => _opcode is Opcodes.Jump or Opcodes.JumpLong;

    /// <summary>A jump that may also fall through, <c>may_goto</c> included.</summary>
    public bool IsConditionalJump => IsJumpClass && JumpOperation is not (JumpOperation.Always or JumpOperation.Call or JumpOperation.Exit);

    /// <summary>A conditional or unconditional jump within the function: <see cref="JumpDistance"/> says where to.</summary>
    public bool IsJump => IsUnconditionalJump || IsConditionalJump;

    /// <summary>
    /// The distance of a jump in slots from the following slot: the immediate of <c>gotol</c>, the offset of every other jump.
    /// For a local call it is the immediate.
    /// </summary>
    public int JumpDistance => _opcode == Opcodes.JumpLong || IsLocalCall ? _immediate : _offset;

    /// <summary>An atomic operation, load-acquire and store-release included.</summary>
    public bool IsAtomic => Class == InstructionClass.StoreRegister && MemoryMode == MemoryMode.Atomic;

    /// <summary>A legacy packet load (<c>r0 = *(u8 *)skb[...]</c>).</summary>
    public bool IsPacketLoad => Class == InstructionClass.Load && MemoryMode is MemoryMode.Absolute or MemoryMode.Indirect;

    /// <summary>An address-space cast (<c>rD = addr_space_cast(rS, to, from)</c>): the spaces are the high and the low half of the immediate.</summary>
    public bool IsAddressSpaceCast => _opcode == Opcodes.Move64Register && _offset == 1;

    /// <summary>How many bytes a memory instruction loads or stores: 1, 2, 4 or 8.</summary>
    public int AccessSize => MemorySize switch
    {
        MemorySize.Byte => 1,
        MemorySize.HalfWord => 2,
        MemorySize.Word => 4,
        _ => 8,
    };

    /// <summary>The 64-bit immediate of a wide load.</summary>
    /// <param name="second">The slot that follows this one.</param>
    public ulong WideImmediate(Instruction second) => (uint)_immediate | ((ulong)(uint)second._immediate << 32);

    /// <summary>The two slots of a wide load.</summary>
    /// <param name="destination">The register that is loaded.</param>
    /// <param name="value">The 64-bit immediate.</param>
    /// <param name="kind">What the immediate means.</param>
    public static (Instruction First, Instruction Second) WideLoad(
        Register destination, ulong value, WideLoadKind kind = WideLoadKind.Immediate) =>
        (new Instruction(Opcodes.LoadImmediate64, destination, (Register)kind, immediate: (int)(uint)value),
            new Instruction(0, immediate: (int)(value >> 32)));
}
