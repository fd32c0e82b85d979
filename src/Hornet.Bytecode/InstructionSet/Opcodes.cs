// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode;

/// <summary>
/// The opcode bytes of every instruction of RFC 9669 and of what Linux and LLVM have added, as constants for <c>switch</c>. D and S are the
/// destination and source registers; <c>w</c> names the low 32 bits of <c>r</c>.
/// </summary>
public static class Opcodes
{
    /// <summary>The bits of the opcode that hold the <see cref="InstructionClass"/>.</summary>
    public const byte ClassMask = 0x07;

    /// <summary>The bits of an arithmetic or jump opcode that hold the operation.</summary>
    public const byte OperationMask = 0xf0;

    /// <summary>In arithmetic and jump opcodes: the operand is the source register, not the immediate.</summary>
    public const byte SourceRegister = 0x08;

    /// <summary>The bits of a memory opcode that hold the <see cref="MemorySize"/>.</summary>
    public const byte SizeMask = 0x18;

    /// <summary>The bits of a memory opcode that hold the <see cref="MemoryMode"/>.</summary>
    public const byte ModeMask = 0xe0;

    // 32-bit arithmetic (section 4.1)

    /// <summary><c>wD += imm</c>.</summary>
    public const byte Add32Immediate = 0x04;

    /// <summary><c>wD += wS</c>.</summary>
    public const byte Add32Register = 0x0c;

    /// <summary><c>wD -= imm</c>.</summary>
    public const byte Subtract32Immediate = 0x14;

    /// <summary><c>wD -= wS</c>.</summary>
    public const byte Subtract32Register = 0x1c;

    /// <summary><c>wD *= imm</c>.</summary>
    public const byte Multiply32Immediate = 0x24;

    /// <summary><c>wD *= wS</c>.</summary>
    public const byte Multiply32Register = 0x2c;

    /// <summary><c>wD /= imm</c>.</summary>
    public const byte Divide32Immediate = 0x34;

    /// <summary><c>wD /= wS</c>.</summary>
    public const byte Divide32Register = 0x3c;

    /// <summary><c>wD |= imm</c>.</summary>
    public const byte Or32Immediate = 0x44;

    /// <summary><c>wD |= wS</c>.</summary>
    public const byte Or32Register = 0x4c;

    /// <summary><c>wD &amp;= imm</c>.</summary>
    public const byte And32Immediate = 0x54;

    /// <summary><c>wD &amp;= wS</c>.</summary>
    public const byte And32Register = 0x5c;

    /// <summary><c>wD &lt;&lt;= imm</c>.</summary>
    public const byte ShiftLeft32Immediate = 0x64;

    /// <summary><c>wD &lt;&lt;= wS</c>.</summary>
    public const byte ShiftLeft32Register = 0x6c;

    /// <summary><c>wD &gt;&gt;= imm</c>.</summary>
    public const byte ShiftRight32Immediate = 0x74;

    /// <summary><c>wD &gt;&gt;= wS</c>.</summary>
    public const byte ShiftRight32Register = 0x7c;

    /// <summary><c>wD = -wD</c>.</summary>
    public const byte Negate32 = 0x84;

    /// <summary><c>wD %= imm</c>.</summary>
    public const byte Modulo32Immediate = 0x94;

    /// <summary><c>wD %= wS</c>.</summary>
    public const byte Modulo32Register = 0x9c;

    /// <summary><c>wD ^= imm</c>.</summary>
    public const byte Xor32Immediate = 0xa4;

    /// <summary><c>wD ^= wS</c>.</summary>
    public const byte Xor32Register = 0xac;

    /// <summary><c>wD = imm</c>.</summary>
    public const byte Move32Immediate = 0xb4;

    /// <summary><c>wD = wS</c>.</summary>
    public const byte Move32Register = 0xbc;

    /// <summary><c>wD s&gt;&gt;= imm</c>.</summary>
    public const byte ArithmeticShiftRight32Immediate = 0xc4;

    /// <summary><c>wD s&gt;&gt;= wS</c>.</summary>
    public const byte ArithmeticShiftRight32Register = 0xcc;

    // 64-bit arithmetic (section 4.1)

    /// <summary><c>rD += imm</c>.</summary>
    public const byte Add64Immediate = 0x07;

    /// <summary><c>rD += rS</c>.</summary>
    public const byte Add64Register = 0x0f;

    /// <summary><c>rD -= imm</c>.</summary>
    public const byte Subtract64Immediate = 0x17;

    /// <summary><c>rD -= rS</c>.</summary>
    public const byte Subtract64Register = 0x1f;

    /// <summary><c>rD *= imm</c>.</summary>
    public const byte Multiply64Immediate = 0x27;

    /// <summary><c>rD *= rS</c>.</summary>
    public const byte Multiply64Register = 0x2f;

    /// <summary><c>rD /= imm</c>.</summary>
    public const byte Divide64Immediate = 0x37;

    /// <summary><c>rD /= rS</c>.</summary>
    public const byte Divide64Register = 0x3f;

    /// <summary><c>rD |= imm</c>.</summary>
    public const byte Or64Immediate = 0x47;

    /// <summary><c>rD |= rS</c>.</summary>
    public const byte Or64Register = 0x4f;

    /// <summary><c>rD &amp;= imm</c>.</summary>
    public const byte And64Immediate = 0x57;

    /// <summary><c>rD &amp;= rS</c>.</summary>
    public const byte And64Register = 0x5f;

    /// <summary><c>rD &lt;&lt;= imm</c>.</summary>
    public const byte ShiftLeft64Immediate = 0x67;

    /// <summary><c>rD &lt;&lt;= rS</c>.</summary>
    public const byte ShiftLeft64Register = 0x6f;

    /// <summary><c>rD &gt;&gt;= imm</c>.</summary>
    public const byte ShiftRight64Immediate = 0x77;

    /// <summary><c>rD &gt;&gt;= rS</c>.</summary>
    public const byte ShiftRight64Register = 0x7f;

    /// <summary><c>rD = -rD</c>.</summary>
    public const byte Negate64 = 0x87;

    /// <summary><c>rD %= imm</c>.</summary>
    public const byte Modulo64Immediate = 0x97;

    /// <summary><c>rD %= rS</c>.</summary>
    public const byte Modulo64Register = 0x9f;

    /// <summary><c>rD ^= imm</c>.</summary>
    public const byte Xor64Immediate = 0xa7;

    /// <summary><c>rD ^= rS</c>.</summary>
    public const byte Xor64Register = 0xaf;

    /// <summary><c>rD = imm</c>.</summary>
    public const byte Move64Immediate = 0xb7;

    /// <summary><c>rD = rS</c>.</summary>
    public const byte Move64Register = 0xbf;

    /// <summary><c>rD s&gt;&gt;= imm</c>.</summary>
    public const byte ArithmeticShiftRight64Immediate = 0xc7;

    /// <summary><c>rD s&gt;&gt;= rS</c>.</summary>
    public const byte ArithmeticShiftRight64Register = 0xcf;

    // Byte order (section 4.2)

    /// <summary><c>le16</c>, <c>le32</c>, <c>le64</c>: the width is in the immediate.</summary>
    public const byte ToLittleEndian = 0xd4;

    /// <summary><c>be16</c>, <c>be32</c>, <c>be64</c>: the width is in the immediate.</summary>
    public const byte ToBigEndian = 0xdc;

    /// <summary><c>bswap16</c>, <c>bswap32</c>, <c>bswap64</c>: the width is in the immediate.</summary>
    public const byte ByteSwap = 0xd7;

    // Jumps, calls and exit (section 4.3)

    /// <summary><c>goto</c> the offset.</summary>
    public const byte Jump = 0x05;

    /// <summary><c>gotol</c> the immediate.</summary>
    public const byte JumpLong = 0x06;

    /// <summary>Linux's <c>may_goto</c>.</summary>
    public const byte MayJump = 0xe5;

    /// <summary><c>call</c>: the kind is in the source register field.</summary>
    public const byte Call = 0x85;

    /// <summary><c>callx</c>: LLVM's call of the address in the destination register.</summary>
    public const byte CallRegister = 0x8d;

    /// <summary><c>exit</c>.</summary>
    public const byte Exit = 0x95;

    // Conditional jumps that compare 64 bits (section 4.3)

    /// <summary><c>if rD == imm</c>.</summary>
    public const byte JumpIfEqual64Immediate = 0x15;

    /// <summary><c>if rD == rS</c>.</summary>
    public const byte JumpIfEqual64Register = 0x1d;

    /// <summary><c>if rD &gt; imm</c>.</summary>
    public const byte JumpIfGreaterThan64Immediate = 0x25;

    /// <summary><c>if rD &gt; rS</c>.</summary>
    public const byte JumpIfGreaterThan64Register = 0x2d;

    /// <summary><c>if rD &gt;= imm</c>.</summary>
    public const byte JumpIfGreaterOrEqual64Immediate = 0x35;

    /// <summary><c>if rD &gt;= rS</c>.</summary>
    public const byte JumpIfGreaterOrEqual64Register = 0x3d;

    /// <summary><c>if rD &amp; imm</c>.</summary>
    public const byte JumpIfBitsSet64Immediate = 0x45;

    /// <summary><c>if rD &amp; rS</c>.</summary>
    public const byte JumpIfBitsSet64Register = 0x4d;

    /// <summary><c>if rD != imm</c>.</summary>
    public const byte JumpIfNotEqual64Immediate = 0x55;

    /// <summary><c>if rD != rS</c>.</summary>
    public const byte JumpIfNotEqual64Register = 0x5d;

    /// <summary><c>if rD s&gt; imm</c>.</summary>
    public const byte JumpIfSignedGreaterThan64Immediate = 0x65;

    /// <summary><c>if rD s&gt; rS</c>.</summary>
    public const byte JumpIfSignedGreaterThan64Register = 0x6d;

    /// <summary><c>if rD s&gt;= imm</c>.</summary>
    public const byte JumpIfSignedGreaterOrEqual64Immediate = 0x75;

    /// <summary><c>if rD s&gt;= rS</c>.</summary>
    public const byte JumpIfSignedGreaterOrEqual64Register = 0x7d;

    /// <summary><c>if rD &lt; imm</c>.</summary>
    public const byte JumpIfLessThan64Immediate = 0xa5;

    /// <summary><c>if rD &lt; rS</c>.</summary>
    public const byte JumpIfLessThan64Register = 0xad;

    /// <summary><c>if rD &lt;= imm</c>.</summary>
    public const byte JumpIfLessOrEqual64Immediate = 0xb5;

    /// <summary><c>if rD &lt;= rS</c>.</summary>
    public const byte JumpIfLessOrEqual64Register = 0xbd;

    /// <summary><c>if rD s&lt; imm</c>.</summary>
    public const byte JumpIfSignedLessThan64Immediate = 0xc5;

    /// <summary><c>if rD s&lt; rS</c>.</summary>
    public const byte JumpIfSignedLessThan64Register = 0xcd;

    /// <summary><c>if rD s&lt;= imm</c>.</summary>
    public const byte JumpIfSignedLessOrEqual64Immediate = 0xd5;

    /// <summary><c>if rD s&lt;= rS</c>.</summary>
    public const byte JumpIfSignedLessOrEqual64Register = 0xdd;

    // Conditional jumps that compare 32 bits (section 4.3)

    /// <summary><c>if wD == imm</c>.</summary>
    public const byte JumpIfEqual32Immediate = 0x16;

    /// <summary><c>if wD == wS</c>.</summary>
    public const byte JumpIfEqual32Register = 0x1e;

    /// <summary><c>if wD &gt; imm</c>.</summary>
    public const byte JumpIfGreaterThan32Immediate = 0x26;

    /// <summary><c>if wD &gt; wS</c>.</summary>
    public const byte JumpIfGreaterThan32Register = 0x2e;

    /// <summary><c>if wD &gt;= imm</c>.</summary>
    public const byte JumpIfGreaterOrEqual32Immediate = 0x36;

    /// <summary><c>if wD &gt;= wS</c>.</summary>
    public const byte JumpIfGreaterOrEqual32Register = 0x3e;

    /// <summary><c>if wD &amp; imm</c>.</summary>
    public const byte JumpIfBitsSet32Immediate = 0x46;

    /// <summary><c>if wD &amp; wS</c>.</summary>
    public const byte JumpIfBitsSet32Register = 0x4e;

    /// <summary><c>if wD != imm</c>.</summary>
    public const byte JumpIfNotEqual32Immediate = 0x56;

    /// <summary><c>if wD != wS</c>.</summary>
    public const byte JumpIfNotEqual32Register = 0x5e;

    /// <summary><c>if wD s&gt; imm</c>.</summary>
    public const byte JumpIfSignedGreaterThan32Immediate = 0x66;

    /// <summary><c>if wD s&gt; wS</c>.</summary>
    public const byte JumpIfSignedGreaterThan32Register = 0x6e;

    /// <summary><c>if wD s&gt;= imm</c>.</summary>
    public const byte JumpIfSignedGreaterOrEqual32Immediate = 0x76;

    /// <summary><c>if wD s&gt;= wS</c>.</summary>
    public const byte JumpIfSignedGreaterOrEqual32Register = 0x7e;

    /// <summary><c>if wD &lt; imm</c>.</summary>
    public const byte JumpIfLessThan32Immediate = 0xa6;

    /// <summary><c>if wD &lt; wS</c>.</summary>
    public const byte JumpIfLessThan32Register = 0xae;

    /// <summary><c>if wD &lt;= imm</c>.</summary>
    public const byte JumpIfLessOrEqual32Immediate = 0xb6;

    /// <summary><c>if wD &lt;= wS</c>.</summary>
    public const byte JumpIfLessOrEqual32Register = 0xbe;

    /// <summary><c>if wD s&lt; imm</c>.</summary>
    public const byte JumpIfSignedLessThan32Immediate = 0xc6;

    /// <summary><c>if wD s&lt; wS</c>.</summary>
    public const byte JumpIfSignedLessThan32Register = 0xce;

    /// <summary><c>if wD s&lt;= imm</c>.</summary>
    public const byte JumpIfSignedLessOrEqual32Immediate = 0xd6;

    /// <summary><c>if wD s&lt;= wS</c>.</summary>
    public const byte JumpIfSignedLessOrEqual32Register = 0xde;

    // Memory (section 5)

    /// <summary><c>rD = imm ll</c>, in two slots: the kind is in the source register field.</summary>
    public const byte LoadImmediate64 = 0x18;

    /// <summary><c>rD = *(u8 *)(rS + off)</c>.</summary>
    public const byte LoadByte = 0x71;

    /// <summary><c>rD = *(u16 *)(rS + off)</c>.</summary>
    public const byte LoadHalfWord = 0x69;

    /// <summary><c>rD = *(u32 *)(rS + off)</c>.</summary>
    public const byte LoadWord = 0x61;

    /// <summary><c>rD = *(u64 *)(rS + off)</c>.</summary>
    public const byte LoadDoubleWord = 0x79;

    /// <summary><c>rD = *(s8 *)(rS + off)</c>.</summary>
    public const byte LoadSignedByte = 0x91;

    /// <summary><c>rD = *(s16 *)(rS + off)</c>.</summary>
    public const byte LoadSignedHalfWord = 0x89;

    /// <summary><c>rD = *(s32 *)(rS + off)</c>.</summary>
    public const byte LoadSignedWord = 0x81;

    /// <summary><c>*(u8 *)(rD + off) = imm</c>.</summary>
    public const byte StoreByteImmediate = 0x72;

    /// <summary><c>*(u16 *)(rD + off) = imm</c>.</summary>
    public const byte StoreHalfWordImmediate = 0x6a;

    /// <summary><c>*(u32 *)(rD + off) = imm</c>.</summary>
    public const byte StoreWordImmediate = 0x62;

    /// <summary><c>*(u64 *)(rD + off) = imm</c>.</summary>
    public const byte StoreDoubleWordImmediate = 0x7a;

    /// <summary><c>*(u8 *)(rD + off) = rS</c>.</summary>
    public const byte StoreByteRegister = 0x73;

    /// <summary><c>*(u16 *)(rD + off) = rS</c>.</summary>
    public const byte StoreHalfWordRegister = 0x6b;

    /// <summary><c>*(u32 *)(rD + off) = rS</c>.</summary>
    public const byte StoreWordRegister = 0x63;

    /// <summary><c>*(u64 *)(rD + off) = rS</c>.</summary>
    public const byte StoreDoubleWordRegister = 0x7b;

    // Atomic operations (section 5.3): which one is in the immediate

    /// <summary>On u8; only <see cref="AtomicOperation.LoadAcquire"/> and <see cref="AtomicOperation.StoreRelease"/>.</summary>
    public const byte AtomicByte = 0xd3;

    /// <summary>On u16; only <see cref="AtomicOperation.LoadAcquire"/> and <see cref="AtomicOperation.StoreRelease"/>.</summary>
    public const byte AtomicHalfWord = 0xcb;

    /// <summary>On u32.</summary>
    public const byte AtomicWord = 0xc3;

    /// <summary>On u64.</summary>
    public const byte AtomicDoubleWord = 0xdb;

    // Legacy packet loads (section 5.5)

    /// <summary><c>r0 = *(u8 *)skb[imm]</c>.</summary>
    public const byte LoadPacketByte = 0x30;

    /// <summary><c>r0 = *(u16 *)skb[imm]</c>.</summary>
    public const byte LoadPacketHalfWord = 0x28;

    /// <summary><c>r0 = *(u32 *)skb[imm]</c>.</summary>
    public const byte LoadPacketWord = 0x20;

    /// <summary><c>r0 = *(u8 *)skb[rS + imm]</c>.</summary>
    public const byte LoadPacketIndirectByte = 0x50;

    /// <summary><c>r0 = *(u16 *)skb[rS + imm]</c>.</summary>
    public const byte LoadPacketIndirectHalfWord = 0x48;

    /// <summary><c>r0 = *(u32 *)skb[rS + imm]</c>.</summary>
    public const byte LoadPacketIndirectWord = 0x40;
}
