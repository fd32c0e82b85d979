// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode;

/// <summary>The class of an instruction: the low three bits of the opcode (RFC 9669, section 3.1).</summary>
public enum InstructionClass : byte
{
    /// <summary><c>LD</c>: wide immediates and the legacy packet loads.</summary>
    Load = 0x00,

    /// <summary><c>LDX</c>: loads from memory into a register.</summary>
    LoadRegister = 0x01,

    /// <summary><c>ST</c>: stores of an immediate.</summary>
    Store = 0x02,

    /// <summary><c>STX</c>: stores of a register, and atomic operations.</summary>
    StoreRegister = 0x03,

    /// <summary><c>ALU</c>: 32-bit arithmetic; the upper half of the destination becomes zero.</summary>
    Alu32 = 0x04,

    /// <summary><c>JMP</c>: jumps that compare 64 bits, calls and exit.</summary>
    Jump = 0x05,

    /// <summary><c>JMP32</c>: jumps that compare 32 bits.</summary>
    Jump32 = 0x06,

    /// <summary><c>ALU64</c>: 64-bit arithmetic.</summary>
    Alu64 = 0x07,
}
