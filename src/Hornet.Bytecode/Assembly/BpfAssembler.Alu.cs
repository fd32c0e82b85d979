// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode;

// Arithmetic and moves, by their mnemonics. Those with 32 in the name work on the low 32 bits and clear the upper half of the destination.
public sealed partial class BpfAssembler
{
    /// <summary><c>destination += source</c>.</summary>
    public BpfAssembler Add(Register destination, Register source) =>
        Append(new Instruction((byte)AluOperation.Add | (byte)InstructionClass.Alu64 | Opcodes.SourceRegister, destination, source));

    /// <summary><c>destination += immediate</c>, the immediate sign-extended.</summary>
    public BpfAssembler Add(Register destination, int immediate) =>
        Append(new Instruction((byte)AluOperation.Add | (byte)InstructionClass.Alu64, destination, immediate: immediate));

    /// <summary><c>destination -= source</c>.</summary>
    public BpfAssembler Sub(Register destination, Register source) =>
        Append(new Instruction((byte)AluOperation.Subtract | (byte)InstructionClass.Alu64 | Opcodes.SourceRegister, destination, source));

    /// <summary><c>destination -= immediate</c>, the immediate sign-extended.</summary>
    public BpfAssembler Sub(Register destination, int immediate) =>
        Append(new Instruction((byte)AluOperation.Subtract | (byte)InstructionClass.Alu64, destination, immediate: immediate));

    /// <summary><c>destination *= source</c>.</summary>
    public BpfAssembler Mul(Register destination, Register source) =>
        Append(new Instruction((byte)AluOperation.Multiply | (byte)InstructionClass.Alu64 | Opcodes.SourceRegister, destination, source));

    /// <summary><c>destination *= immediate</c>, the immediate sign-extended.</summary>
    public BpfAssembler Mul(Register destination, int immediate) =>
        Append(new Instruction((byte)AluOperation.Multiply | (byte)InstructionClass.Alu64, destination, immediate: immediate));

    /// <summary><c>destination /= source</c>; division by 0 gives 0.</summary>
    public BpfAssembler Div(Register destination, Register source) =>
        Append(new Instruction((byte)AluOperation.Divide | (byte)InstructionClass.Alu64 | Opcodes.SourceRegister, destination, source));

    /// <summary><c>destination /= immediate</c>, the immediate sign-extended; division by 0 gives 0.</summary>
    public BpfAssembler Div(Register destination, int immediate) =>
        Append(new Instruction((byte)AluOperation.Divide | (byte)InstructionClass.Alu64, destination, immediate: immediate));

    /// <summary><c>destination %= source</c>; modulo 0 leaves the destination as it is.</summary>
    public BpfAssembler Mod(Register destination, Register source) =>
        Append(new Instruction((byte)AluOperation.Modulo | (byte)InstructionClass.Alu64 | Opcodes.SourceRegister, destination, source));

    /// <summary><c>destination %= immediate</c>, the immediate sign-extended; modulo 0 leaves the destination as it is.</summary>
    public BpfAssembler Mod(Register destination, int immediate) =>
        Append(new Instruction((byte)AluOperation.Modulo | (byte)InstructionClass.Alu64, destination, immediate: immediate));

    /// <summary><c>destination |= source</c>.</summary>
    public BpfAssembler Or(Register destination, Register source) =>
        Append(new Instruction((byte)AluOperation.Or | (byte)InstructionClass.Alu64 | Opcodes.SourceRegister, destination, source));

    /// <summary><c>destination |= immediate</c>, the immediate sign-extended.</summary>
    public BpfAssembler Or(Register destination, int immediate) =>
        Append(new Instruction((byte)AluOperation.Or | (byte)InstructionClass.Alu64, destination, immediate: immediate));

    /// <summary><c>destination &amp;= source</c>.</summary>
    public BpfAssembler And(Register destination, Register source) =>
        Append(new Instruction((byte)AluOperation.And | (byte)InstructionClass.Alu64 | Opcodes.SourceRegister, destination, source));

    /// <summary><c>destination &amp;= immediate</c>, the immediate sign-extended.</summary>
    public BpfAssembler And(Register destination, int immediate) =>
        Append(new Instruction((byte)AluOperation.And | (byte)InstructionClass.Alu64, destination, immediate: immediate));

    /// <summary><c>destination ^= source</c>.</summary>
    public BpfAssembler Xor(Register destination, Register source) =>
        Append(new Instruction((byte)AluOperation.Xor | (byte)InstructionClass.Alu64 | Opcodes.SourceRegister, destination, source));

    /// <summary><c>destination ^= immediate</c>, the immediate sign-extended.</summary>
    public BpfAssembler Xor(Register destination, int immediate) =>
        Append(new Instruction((byte)AluOperation.Xor | (byte)InstructionClass.Alu64, destination, immediate: immediate));

    /// <summary><c>destination &lt;&lt;= source</c>.</summary>
    public BpfAssembler Lsh(Register destination, Register source) =>
        Append(new Instruction((byte)AluOperation.ShiftLeft | (byte)InstructionClass.Alu64 | Opcodes.SourceRegister, destination, source));

    /// <summary><c>destination &lt;&lt;= immediate</c>, the immediate sign-extended.</summary>
    public BpfAssembler Lsh(Register destination, int immediate) =>
        Append(new Instruction((byte)AluOperation.ShiftLeft | (byte)InstructionClass.Alu64, destination, immediate: immediate));

    /// <summary><c>destination &gt;&gt;= source</c>.</summary>
    public BpfAssembler Rsh(Register destination, Register source) =>
        Append(new Instruction((byte)AluOperation.ShiftRight | (byte)InstructionClass.Alu64 | Opcodes.SourceRegister, destination, source));

    /// <summary><c>destination &gt;&gt;= immediate</c>, the immediate sign-extended.</summary>
    public BpfAssembler Rsh(Register destination, int immediate) =>
        Append(new Instruction((byte)AluOperation.ShiftRight | (byte)InstructionClass.Alu64, destination, immediate: immediate));

    /// <summary><c>destination s&gt;&gt;= source</c>.</summary>
    public BpfAssembler Arsh(Register destination, Register source) =>
        Append(new Instruction((byte)AluOperation.ArithmeticShiftRight | (byte)InstructionClass.Alu64 | Opcodes.SourceRegister, destination, source));

    /// <summary><c>destination s&gt;&gt;= immediate</c>, the immediate sign-extended.</summary>
    public BpfAssembler Arsh(Register destination, int immediate) =>
        Append(new Instruction((byte)AluOperation.ArithmeticShiftRight | (byte)InstructionClass.Alu64, destination, immediate: immediate));

    /// <summary><c>destination = source</c>.</summary>
    public BpfAssembler Mov(Register destination, Register source) =>
        Append(new Instruction((byte)AluOperation.Move | (byte)InstructionClass.Alu64 | Opcodes.SourceRegister, destination, source));

    /// <summary><c>destination = immediate</c>, the immediate sign-extended.</summary>
    public BpfAssembler Mov(Register destination, int immediate) =>
        Append(new Instruction((byte)AluOperation.Move | (byte)InstructionClass.Alu64, destination, immediate: immediate));

    /// <summary><c>destination s/= source</c>; division by 0 gives 0.</summary>
    public BpfAssembler SDiv(Register destination, Register source) =>
        Append(new Instruction((byte)AluOperation.Divide | (byte)InstructionClass.Alu64 | Opcodes.SourceRegister, destination, source, 1));

    /// <summary><c>destination s/= immediate</c>, the immediate sign-extended; division by 0 gives 0.</summary>
    public BpfAssembler SDiv(Register destination, int immediate) =>
        Append(new Instruction((byte)AluOperation.Divide | (byte)InstructionClass.Alu64, destination, offset: 1, immediate: immediate));

    /// <summary><c>destination s%= source</c>; modulo 0 leaves the destination as it is.</summary>
    public BpfAssembler SMod(Register destination, Register source) =>
        Append(new Instruction((byte)AluOperation.Modulo | (byte)InstructionClass.Alu64 | Opcodes.SourceRegister, destination, source, 1));

    /// <summary><c>destination s%= immediate</c>, the immediate sign-extended; modulo 0 leaves the destination as it is.</summary>
    public BpfAssembler SMod(Register destination, int immediate) =>
        Append(new Instruction((byte)AluOperation.Modulo | (byte)InstructionClass.Alu64, destination, offset: 1, immediate: immediate));

    /// <summary>32-bit <c>destination += source</c>.</summary>
    public BpfAssembler Add32(Register destination, Register source) =>
        Append(new Instruction((byte)AluOperation.Add | (byte)InstructionClass.Alu32 | Opcodes.SourceRegister, destination, source));

    /// <summary>32-bit <c>destination += immediate</c>.</summary>
    public BpfAssembler Add32(Register destination, int immediate) =>
        Append(new Instruction((byte)AluOperation.Add | (byte)InstructionClass.Alu32, destination, immediate: immediate));

    /// <summary>32-bit <c>destination -= source</c>.</summary>
    public BpfAssembler Sub32(Register destination, Register source) =>
        Append(new Instruction((byte)AluOperation.Subtract | (byte)InstructionClass.Alu32 | Opcodes.SourceRegister, destination, source));

    /// <summary>32-bit <c>destination -= immediate</c>.</summary>
    public BpfAssembler Sub32(Register destination, int immediate) =>
        Append(new Instruction((byte)AluOperation.Subtract | (byte)InstructionClass.Alu32, destination, immediate: immediate));

    /// <summary>32-bit <c>destination *= source</c>.</summary>
    public BpfAssembler Mul32(Register destination, Register source) =>
        Append(new Instruction((byte)AluOperation.Multiply | (byte)InstructionClass.Alu32 | Opcodes.SourceRegister, destination, source));

    /// <summary>32-bit <c>destination *= immediate</c>.</summary>
    public BpfAssembler Mul32(Register destination, int immediate) =>
        Append(new Instruction((byte)AluOperation.Multiply | (byte)InstructionClass.Alu32, destination, immediate: immediate));

    /// <summary>32-bit <c>destination /= source</c>; division by 0 gives 0.</summary>
    public BpfAssembler Div32(Register destination, Register source) =>
        Append(new Instruction((byte)AluOperation.Divide | (byte)InstructionClass.Alu32 | Opcodes.SourceRegister, destination, source));

    /// <summary>32-bit <c>destination /= immediate</c>; division by 0 gives 0.</summary>
    public BpfAssembler Div32(Register destination, int immediate) =>
        Append(new Instruction((byte)AluOperation.Divide | (byte)InstructionClass.Alu32, destination, immediate: immediate));

    /// <summary>32-bit <c>destination %= source</c>; modulo 0 leaves the destination as it is.</summary>
    public BpfAssembler Mod32(Register destination, Register source) =>
        Append(new Instruction((byte)AluOperation.Modulo | (byte)InstructionClass.Alu32 | Opcodes.SourceRegister, destination, source));

    /// <summary>32-bit <c>destination %= immediate</c>; modulo 0 leaves the destination as it is.</summary>
    public BpfAssembler Mod32(Register destination, int immediate) =>
        Append(new Instruction((byte)AluOperation.Modulo | (byte)InstructionClass.Alu32, destination, immediate: immediate));

    /// <summary>32-bit <c>destination |= source</c>.</summary>
    public BpfAssembler Or32(Register destination, Register source) =>
        Append(new Instruction((byte)AluOperation.Or | (byte)InstructionClass.Alu32 | Opcodes.SourceRegister, destination, source));

    /// <summary>32-bit <c>destination |= immediate</c>.</summary>
    public BpfAssembler Or32(Register destination, int immediate) =>
        Append(new Instruction((byte)AluOperation.Or | (byte)InstructionClass.Alu32, destination, immediate: immediate));

    /// <summary>32-bit <c>destination &amp;= source</c>.</summary>
    public BpfAssembler And32(Register destination, Register source) =>
        Append(new Instruction((byte)AluOperation.And | (byte)InstructionClass.Alu32 | Opcodes.SourceRegister, destination, source));

    /// <summary>32-bit <c>destination &amp;= immediate</c>.</summary>
    public BpfAssembler And32(Register destination, int immediate) =>
        Append(new Instruction((byte)AluOperation.And | (byte)InstructionClass.Alu32, destination, immediate: immediate));

    /// <summary>32-bit <c>destination ^= source</c>.</summary>
    public BpfAssembler Xor32(Register destination, Register source) =>
        Append(new Instruction((byte)AluOperation.Xor | (byte)InstructionClass.Alu32 | Opcodes.SourceRegister, destination, source));

    /// <summary>32-bit <c>destination ^= immediate</c>.</summary>
    public BpfAssembler Xor32(Register destination, int immediate) =>
        Append(new Instruction((byte)AluOperation.Xor | (byte)InstructionClass.Alu32, destination, immediate: immediate));

    /// <summary>32-bit <c>destination &lt;&lt;= source</c>.</summary>
    public BpfAssembler Lsh32(Register destination, Register source) =>
        Append(new Instruction((byte)AluOperation.ShiftLeft | (byte)InstructionClass.Alu32 | Opcodes.SourceRegister, destination, source));

    /// <summary>32-bit <c>destination &lt;&lt;= immediate</c>.</summary>
    public BpfAssembler Lsh32(Register destination, int immediate) =>
        Append(new Instruction((byte)AluOperation.ShiftLeft | (byte)InstructionClass.Alu32, destination, immediate: immediate));

    /// <summary>32-bit <c>destination &gt;&gt;= source</c>.</summary>
    public BpfAssembler Rsh32(Register destination, Register source) =>
        Append(new Instruction((byte)AluOperation.ShiftRight | (byte)InstructionClass.Alu32 | Opcodes.SourceRegister, destination, source));

    /// <summary>32-bit <c>destination &gt;&gt;= immediate</c>.</summary>
    public BpfAssembler Rsh32(Register destination, int immediate) =>
        Append(new Instruction((byte)AluOperation.ShiftRight | (byte)InstructionClass.Alu32, destination, immediate: immediate));

    /// <summary>32-bit <c>destination s&gt;&gt;= source</c>.</summary>
    public BpfAssembler Arsh32(Register destination, Register source) =>
        Append(new Instruction((byte)AluOperation.ArithmeticShiftRight | (byte)InstructionClass.Alu32 | Opcodes.SourceRegister, destination, source));

    /// <summary>32-bit <c>destination s&gt;&gt;= immediate</c>.</summary>
    public BpfAssembler Arsh32(Register destination, int immediate) =>
        Append(new Instruction((byte)AluOperation.ArithmeticShiftRight | (byte)InstructionClass.Alu32, destination, immediate: immediate));

    /// <summary>32-bit <c>destination = source</c>.</summary>
    public BpfAssembler Mov32(Register destination, Register source) =>
        Append(new Instruction((byte)AluOperation.Move | (byte)InstructionClass.Alu32 | Opcodes.SourceRegister, destination, source));

    /// <summary>32-bit <c>destination = immediate</c>.</summary>
    public BpfAssembler Mov32(Register destination, int immediate) =>
        Append(new Instruction((byte)AluOperation.Move | (byte)InstructionClass.Alu32, destination, immediate: immediate));

    /// <summary>32-bit <c>destination s/= source</c>; division by 0 gives 0.</summary>
    public BpfAssembler SDiv32(Register destination, Register source) =>
        Append(new Instruction((byte)AluOperation.Divide | (byte)InstructionClass.Alu32 | Opcodes.SourceRegister, destination, source, 1));

    /// <summary>32-bit <c>destination s/= immediate</c>; division by 0 gives 0.</summary>
    public BpfAssembler SDiv32(Register destination, int immediate) =>
        Append(new Instruction((byte)AluOperation.Divide | (byte)InstructionClass.Alu32, destination, offset: 1, immediate: immediate));

    /// <summary>32-bit <c>destination s%= source</c>; modulo 0 leaves the destination as it is.</summary>
    public BpfAssembler SMod32(Register destination, Register source) =>
        Append(new Instruction((byte)AluOperation.Modulo | (byte)InstructionClass.Alu32 | Opcodes.SourceRegister, destination, source, 1));

    /// <summary>32-bit <c>destination s%= immediate</c>; modulo 0 leaves the destination as it is.</summary>
    public BpfAssembler SMod32(Register destination, int immediate) =>
        Append(new Instruction((byte)AluOperation.Modulo | (byte)InstructionClass.Alu32, destination, offset: 1, immediate: immediate));

    /// <summary><c>destination = -destination</c>.</summary>
    public BpfAssembler Neg(Register destination) => Append(new Instruction(Opcodes.Negate64, destination));

    /// <summary>32-bit <c>destination = -destination</c>.</summary>
    public BpfAssembler Neg32(Register destination) => Append(new Instruction(Opcodes.Negate32, destination));

    /// <summary><c>destination = (sN)source</c>: sign-extends the low 8, 16 or 32 bits to 64.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Another width.</exception>
    public BpfAssembler MovSx(Register destination, Register source, int width) => width is 8 or 16 or 32
        ? Append(new Instruction(Opcodes.Move64Register, destination, source, (short)width))
        : throw new ArgumentOutOfRangeException(nameof(width), width, "Building a move: it sign-extends from 8, 16 or 32 bits.");

    /// <summary><c>destination = (sN)source</c>: sign-extends the low 8 or 16 bits to 32.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Another width.</exception>
    public BpfAssembler MovSx32(Register destination, Register source, int width) => width is 8 or 16
        ? Append(new Instruction(Opcodes.Move32Register, destination, source, (short)width))
        : throw new ArgumentOutOfRangeException(nameof(width), width, "Building a move: it sign-extends from 8 or 16 bits.");

    /// <summary><c>destination = addr_space_cast(source, to, from)</c> (Linux 6.9, for arenas).</summary>
    public BpfAssembler CastAddressSpace(Register destination, Register source, ushort to, ushort from) =>
        Append(new Instruction(Opcodes.Move64Register, destination, source, 1, (to << 16) | from));

    /// <summary><c>destination = leN destination</c>: the low 16, 32 or 64 bits to little-endian, the rest cleared.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Another width.</exception>
    public BpfAssembler ToLittleEndian(Register destination, int width) => ByteOrder(Opcodes.ToLittleEndian, destination, width);

    /// <summary><c>destination = beN destination</c>: the low 16, 32 or 64 bits to big-endian, the rest cleared.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Another width.</exception>
    public BpfAssembler ToBigEndian(Register destination, int width) => ByteOrder(Opcodes.ToBigEndian, destination, width);

    /// <summary><c>destination = bswapN destination</c>: the bytes of the low 16, 32 or 64 bits in reverse, the rest cleared.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Another width.</exception>
    public BpfAssembler ByteSwap(Register destination, int width) => ByteOrder(Opcodes.ByteSwap, destination, width);

    private BpfAssembler ByteOrder(byte opcode, Register destination, int width) => width is 16 or 32 or 64
        ? Append(new Instruction(opcode, destination, immediate: width))
        : throw new ArgumentOutOfRangeException(nameof(width), width, "Building a byte-order conversion: it is 16, 32 or 64 bits wide.");
}
