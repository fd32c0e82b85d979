// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode;

/// <summary>The operation of a jump instruction: the high four bits of the opcode (RFC 9669, section 4.3).</summary>
public enum JumpOperation : byte
{
    /// <summary><c>goto</c>.</summary>
    Always = 0x00,

    /// <summary><c>dst == src</c>.</summary>
    Equal = 0x10,

    /// <summary>Unsigned <c>dst &gt; src</c>.</summary>
    GreaterThan = 0x20,

    /// <summary>Unsigned <c>dst &gt;= src</c>.</summary>
    GreaterOrEqual = 0x30,

    /// <summary><c>dst &amp; src</c> is not zero.</summary>
    BitsSet = 0x40,

    /// <summary><c>dst != src</c>.</summary>
    NotEqual = 0x50,

    /// <summary>Signed <c>dst &gt; src</c>.</summary>
    SignedGreaterThan = 0x60,

    /// <summary>Signed <c>dst &gt;= src</c>.</summary>
    SignedGreaterOrEqual = 0x70,

    /// <summary>A call; <see cref="CallKind"/> is in the source register field.</summary>
    Call = 0x80,

    /// <summary>Return from the function or the program.</summary>
    Exit = 0x90,

    /// <summary>Unsigned <c>dst &lt; src</c>.</summary>
    LessThan = 0xa0,

    /// <summary>Unsigned <c>dst &lt;= src</c>.</summary>
    LessOrEqual = 0xb0,

    /// <summary>Signed <c>dst &lt; src</c>.</summary>
    SignedLessThan = 0xc0,

    /// <summary>Signed <c>dst &lt;= src</c>.</summary>
    SignedLessOrEqual = 0xd0,

    /// <summary>Linux's <c>may_goto</c> (<c>BPF_JCOND</c>, 6.8): falls through until the loop's allowance is used up, then jumps.</summary>
    May = 0xe0,
}
