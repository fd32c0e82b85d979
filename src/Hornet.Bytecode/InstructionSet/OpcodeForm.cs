// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode;

/// <summary>
/// The forms of instructions: opcodes of one form use the same fields the same way. One table from opcode to form is what validation,
/// description, and both directions of text share.
/// </summary>
internal enum OpcodeForm : byte
{
    /// <summary>No such instruction.</summary>
    Unknown,

    /// <summary><c>dst op= imm</c>; the offset selects the signed form of division and modulo.</summary>
    AluImmediate,

    /// <summary><c>dst op= src</c>; the offset selects the signed form of division and modulo.</summary>
    AluRegister,

    /// <summary><c>dst = imm</c>.</summary>
    MoveImmediate,

    /// <summary><c>dst = src</c>; the offset selects sign extension or the address-space cast.</summary>
    MoveRegister,

    /// <summary><c>dst = -dst</c>.</summary>
    Negate,

    /// <summary><c>dst = le16 dst</c> and the like; the immediate is the width.</summary>
    ByteOrder,

    /// <summary><c>goto off</c>.</summary>
    Jump,

    /// <summary><c>gotol imm</c>.</summary>
    JumpLong,

    /// <summary><c>may_goto off</c>.</summary>
    MayJump,

    /// <summary><c>if dst op imm goto off</c>.</summary>
    JumpImmediate,

    /// <summary><c>if dst op src goto off</c>.</summary>
    JumpRegister,

    /// <summary><c>call imm</c>; the source field is the kind.</summary>
    Call,

    /// <summary><c>callx dst</c>.</summary>
    CallRegister,

    /// <summary><c>exit</c>.</summary>
    Exit,

    /// <summary><c>dst = imm ll</c>; the source field is the kind.</summary>
    WideLoad,

    /// <summary><c>dst = *(size *)(src + off)</c>, sign-extending or not.</summary>
    Load,

    /// <summary><c>*(size *)(dst + off) = imm</c>.</summary>
    StoreImmediate,

    /// <summary><c>*(size *)(dst + off) = src</c>.</summary>
    StoreRegister,

    /// <summary>Atomic; the immediate is the operation.</summary>
    Atomic,

    /// <summary><c>r0 = *(size *)skb[imm]</c>.</summary>
    PacketAbsolute,

    /// <summary><c>r0 = *(size *)skb[src + imm]</c>.</summary>
    PacketIndirect,
}
