// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode;

/// <summary>The operation of an arithmetic instruction: the high four bits of the opcode (RFC 9669, section 4.1).</summary>
public enum AluOperation : byte
{
    /// <summary><c>dst += src</c>.</summary>
    Add = 0x00,

    /// <summary><c>dst -= src</c>.</summary>
    Subtract = 0x10,

    /// <summary><c>dst *= src</c>.</summary>
    Multiply = 0x20,

    /// <summary><c>dst /= src</c>, and 0 when the divisor is 0; signed when the offset is 1.</summary>
    Divide = 0x30,

    /// <summary><c>dst |= src</c>.</summary>
    Or = 0x40,

    /// <summary><c>dst &amp;= src</c>.</summary>
    And = 0x50,

    /// <summary><c>dst &lt;&lt;= src</c>, the amount masked to the width.</summary>
    ShiftLeft = 0x60,

    /// <summary>Logical <c>dst &gt;&gt;= src</c>, the amount masked to the width.</summary>
    ShiftRight = 0x70,

    /// <summary><c>dst = -dst</c>.</summary>
    Negate = 0x80,

    /// <summary><c>dst %= src</c>, and dst unchanged when the divisor is 0; signed when the offset is 1.</summary>
    Modulo = 0x90,

    /// <summary><c>dst ^= src</c>.</summary>
    Xor = 0xa0,

    /// <summary><c>dst = src</c>; sign-extending when the offset is 8, 16 or 32; an address-space cast when it is 1 (Linux).</summary>
    Move = 0xb0,

    /// <summary>Sign-extending <c>dst &gt;&gt;= src</c>, the amount masked to the width.</summary>
    ArithmeticShiftRight = 0xc0,

    /// <summary>Byte-order conversion of the width in the immediate (RFC 9669, section 4.2).</summary>
    ByteSwap = 0xd0,
}
