// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Hornet.VirtualMachines;

/// <summary>An arithmetic operation in both widths (RFC 9669, section 4.1). A type without fields, so that each handler is compiled for it.</summary>
internal interface IAluOperation
{
    /// <summary>The 64-bit operation.</summary>
    static abstract ulong Apply(ulong left, ulong right);

    /// <summary>The 32-bit operation.</summary>
    static abstract uint Apply(uint left, uint right);
}

/// <summary>The arithmetic operations.</summary>
internal static class Alu
{
    internal readonly struct Add : IAluOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong Apply(ulong left, ulong right) => left + right;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Apply(uint left, uint right) => left + right;
    }

    internal readonly struct Subtract : IAluOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong Apply(ulong left, ulong right) => left - right;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Apply(uint left, uint right) => left - right;
    }

    internal readonly struct Multiply : IAluOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong Apply(ulong left, ulong right) => left * right;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Apply(uint left, uint right) => left * right;
    }

    /// <summary>Unsigned division; by zero gives 0.</summary>
    internal readonly struct Divide : IAluOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong Apply(ulong left, ulong right) => right == 0 ? 0 : left / right;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Apply(uint left, uint right) => right == 0 ? 0 : left / right;
    }

    /// <summary>Unsigned remainder; by zero gives the dividend.</summary>
    internal readonly struct Modulo : IAluOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong Apply(ulong left, ulong right) => right == 0 ? left : left % right;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Apply(uint left, uint right) => right == 0 ? left : left % right;
    }

    /// <summary>Signed division that truncates; by zero gives 0, the least number by -1 gives itself.</summary>
    internal readonly struct SignedDivide : IAluOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong Apply(ulong left, ulong right) => right switch
        {
            0 => 0,
            ulong.MaxValue => 0 - left,
            _ => (ulong)((long)left / (long)right),
        };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Apply(uint left, uint right) => right switch
        {
            0 => 0,
            uint.MaxValue => 0 - left,
            _ => (uint)((int)left / (int)right),
        };
    }

    /// <summary>Signed remainder with the dividend's sign; by zero gives the dividend, by -1 gives 0.</summary>
    internal readonly struct SignedModulo : IAluOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong Apply(ulong left, ulong right) => right switch
        {
            0 => left,
            ulong.MaxValue => 0,
            _ => (ulong)((long)left % (long)right),
        };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Apply(uint left, uint right) => right switch
        {
            0 => left,
            uint.MaxValue => 0,
            _ => (uint)((int)left % (int)right),
        };
    }

    internal readonly struct Or : IAluOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong Apply(ulong left, ulong right) => left | right;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Apply(uint left, uint right) => left | right;
    }

    internal readonly struct And : IAluOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong Apply(ulong left, ulong right) => left & right;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Apply(uint left, uint right) => left & right;
    }

    internal readonly struct Xor : IAluOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong Apply(ulong left, ulong right) => left ^ right;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Apply(uint left, uint right) => left ^ right;
    }

    /// <summary>Shift left; the count is taken modulo the width.</summary>
    internal readonly struct ShiftLeft : IAluOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong Apply(ulong left, ulong right) => left << (int)right;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Apply(uint left, uint right) => left << (int)right;
    }

    /// <summary>Shift right, filling with zeros; the count is taken modulo the width.</summary>
    internal readonly struct ShiftRight : IAluOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong Apply(ulong left, ulong right) => left >> (int)right;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Apply(uint left, uint right) => left >> (int)right;
    }

    /// <summary>Shift right, filling with the sign; the count is taken modulo the width.</summary>
    internal readonly struct ArithmeticShiftRight : IAluOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong Apply(ulong left, ulong right) => (ulong)((long)left >> (int)right);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Apply(uint left, uint right) => (uint)((int)left >> (int)right);
    }

    internal readonly struct Move : IAluOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong Apply(ulong left, ulong right) => right;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Apply(uint left, uint right) => right;
    }

    /// <summary>Sign extension of the low byte.</summary>
    internal readonly struct MoveSigned8 : IAluOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong Apply(ulong left, ulong right) => (ulong)(sbyte)right;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Apply(uint left, uint right) => (uint)(sbyte)right;
    }

    /// <summary>Sign extension of the low 16 bits.</summary>
    internal readonly struct MoveSigned16 : IAluOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong Apply(ulong left, ulong right) => (ulong)(short)right;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Apply(uint left, uint right) => (uint)(short)right;
    }

    /// <summary>Sign extension of the low 32 bits.</summary>
    internal readonly struct MoveSigned32 : IAluOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong Apply(ulong left, ulong right) => (ulong)(int)right;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Apply(uint left, uint right) => right;
    }

    /// <summary>Negation of the destination; the right operand is not used.</summary>
    internal readonly struct Negate : IAluOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong Apply(ulong left, ulong right) => 0 - left;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Apply(uint left, uint right) => 0 - left;
    }

    /// <summary>Truncation to 16 bits: a conversion to the byte order the machine has.</summary>
    internal readonly struct Truncate16 : IAluOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong Apply(ulong left, ulong right) => (ushort)left;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Apply(uint left, uint right) => (ushort)left;
    }

    /// <summary>Truncation to 32 bits.</summary>
    internal readonly struct Truncate32 : IAluOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong Apply(ulong left, ulong right) => (uint)left;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Apply(uint left, uint right) => left;
    }

    /// <summary>A conversion that changes nothing.</summary>
    internal readonly struct Keep : IAluOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong Apply(ulong left, ulong right) => left;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Apply(uint left, uint right) => left;
    }

    /// <summary>Byte swap of the low 16 bits; the rest becomes zero.</summary>
    internal readonly struct Swap16 : IAluOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong Apply(ulong left, ulong right) => BinaryPrimitives.ReverseEndianness((ushort)left);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Apply(uint left, uint right) => BinaryPrimitives.ReverseEndianness((ushort)left);
    }

    /// <summary>Byte swap of the low 32 bits; the rest becomes zero.</summary>
    internal readonly struct Swap32 : IAluOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong Apply(ulong left, ulong right) => BinaryPrimitives.ReverseEndianness((uint)left);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Apply(uint left, uint right) => BinaryPrimitives.ReverseEndianness(left);
    }

    /// <summary>Byte swap of all 64 bits.</summary>
    internal readonly struct Swap64 : IAluOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong Apply(ulong left, ulong right) => BinaryPrimitives.ReverseEndianness(left);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static uint Apply(uint left, uint right) => BinaryPrimitives.ReverseEndianness(left);
    }
}
