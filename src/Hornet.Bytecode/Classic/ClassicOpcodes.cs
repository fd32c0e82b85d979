// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode.Classic;

/// <summary>
/// The operations of classic BPF that Linux accepts (<c>linux/filter.h</c>, Documentation/networking/filter.rst). A is the accumulator, X the
/// index register, M the 16 words of scratch memory, k the instruction's operand; all are 32 bits wide and unsigned.
/// </summary>
public static class ClassicOpcodes
{
    /// <summary>The number of words of scratch memory.</summary>
    public const int MemoryWords = 16;

    /// <summary>The most instructions Linux accepts in a program (<c>BPF_MAXINSNS</c>).</summary>
    public const int MaximumInstructions = 4096;

    /// <summary>A = k.</summary>
    public const ushort LoadImmediate = 0x00;

    /// <summary>A = the big-endian 32-bit word at packet offset k.</summary>
    public const ushort LoadWord = 0x20;

    /// <summary>A = the big-endian 16-bit half-word at packet offset k.</summary>
    public const ushort LoadHalfWord = 0x28;

    /// <summary>A = the byte at packet offset k.</summary>
    public const ushort LoadByte = 0x30;

    /// <summary>A = the big-endian 32-bit word at packet offset X + k.</summary>
    public const ushort LoadWordIndirect = 0x40;

    /// <summary>A = the big-endian 16-bit half-word at packet offset X + k.</summary>
    public const ushort LoadHalfWordIndirect = 0x48;

    /// <summary>A = the byte at packet offset X + k.</summary>
    public const ushort LoadByteIndirect = 0x50;

    /// <summary>A = M[k].</summary>
    public const ushort LoadMemory = 0x60;

    /// <summary>A = the packet's length on the wire.</summary>
    public const ushort LoadLength = 0x80;

    /// <summary>X = k.</summary>
    public const ushort LoadXImmediate = 0x01;

    /// <summary>X = M[k].</summary>
    public const ushort LoadXMemory = 0x61;

    /// <summary>X = the packet's length on the wire.</summary>
    public const ushort LoadXLength = 0x81;

    /// <summary>X = 4 * (the low four bits of the byte at packet offset k): the length of an IPv4 header.</summary>
    public const ushort LoadXHeaderLength = 0xb1;

    /// <summary>M[k] = A.</summary>
    public const ushort Store = 0x02;

    /// <summary>M[k] = X.</summary>
    public const ushort StoreX = 0x03;

    /// <summary>A += k.</summary>
    public const ushort Add = 0x04;

    /// <summary>A += X.</summary>
    public const ushort AddX = 0x0c;

    /// <summary>A -= k.</summary>
    public const ushort Subtract = 0x14;

    /// <summary>A -= X.</summary>
    public const ushort SubtractX = 0x1c;

    /// <summary>A *= k.</summary>
    public const ushort Multiply = 0x24;

    /// <summary>A *= X.</summary>
    public const ushort MultiplyX = 0x2c;

    /// <summary>A /= k.</summary>
    public const ushort Divide = 0x34;

    /// <summary>A /= X; the program returns 0 when X is 0.</summary>
    public const ushort DivideX = 0x3c;

    /// <summary>A |= k.</summary>
    public const ushort Or = 0x44;

    /// <summary>A |= X.</summary>
    public const ushort OrX = 0x4c;

    /// <summary>A &amp;= k.</summary>
    public const ushort And = 0x54;

    /// <summary>A &amp;= X.</summary>
    public const ushort AndX = 0x5c;

    /// <summary>A &lt;&lt;= k.</summary>
    public const ushort ShiftLeft = 0x64;

    /// <summary>A &lt;&lt;= X.</summary>
    public const ushort ShiftLeftX = 0x6c;

    /// <summary>A &gt;&gt;= k.</summary>
    public const ushort ShiftRight = 0x74;

    /// <summary>A &gt;&gt;= X.</summary>
    public const ushort ShiftRightX = 0x7c;

    /// <summary>A = -A.</summary>
    public const ushort Negate = 0x84;

    /// <summary>A %= k.</summary>
    public const ushort Modulo = 0x94;

    /// <summary>A %= X; the program returns 0 when X is 0.</summary>
    public const ushort ModuloX = 0x9c;

    /// <summary>A ^= k.</summary>
    public const ushort Xor = 0xa4;

    /// <summary>A ^= X.</summary>
    public const ushort XorX = 0xac;

    /// <summary>Skip k instructions.</summary>
    public const ushort Jump = 0x05;

    /// <summary>Jump if A == k.</summary>
    public const ushort JumpIfEqual = 0x15;

    /// <summary>Jump if A == X.</summary>
    public const ushort JumpIfEqualX = 0x1d;

    /// <summary>Jump if A &gt; k.</summary>
    public const ushort JumpIfGreater = 0x25;

    /// <summary>Jump if A &gt; X.</summary>
    public const ushort JumpIfGreaterX = 0x2d;

    /// <summary>Jump if A &gt;= k.</summary>
    public const ushort JumpIfGreaterOrEqual = 0x35;

    /// <summary>Jump if A &gt;= X.</summary>
    public const ushort JumpIfGreaterOrEqualX = 0x3d;

    /// <summary>Jump if A &amp; k is not 0.</summary>
    public const ushort JumpIfSet = 0x45;

    /// <summary>Jump if A &amp; X is not 0.</summary>
    public const ushort JumpIfSetX = 0x4d;

    /// <summary>Return k: how many bytes of the packet to keep.</summary>
    public const ushort Return = 0x06;

    /// <summary>Return A.</summary>
    public const ushort ReturnA = 0x16;

    /// <summary>Return X. It can be written in assembly, but neither Linux nor libpcap accepts it.</summary>
    public const ushort ReturnX = 0x0e;

    /// <summary>X = A.</summary>
    public const ushort CopyAToX = 0x07;

    /// <summary>A = X.</summary>
    public const ushort CopyXToA = 0x87;

    internal const int ClassLoad = 0;
    internal const int ClassLoadX = 1;
    internal const int ClassStore = 2;
    internal const int ClassStoreX = 3;
    internal const int ClassAlu = 4;
    internal const int ClassJump = 5;
    internal const int ClassReturn = 6;
    internal const int ClassMisc = 7;
}
