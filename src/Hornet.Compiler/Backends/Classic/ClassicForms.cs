// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using Hornet.Bytecode;
using Hornet.Bytecode.Classic;
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Backends.Classic;

/// <summary>Which instructions of classic BPF the operations of the SSA form are.</summary>
internal static class ClassicForms
{
    /// <summary>The bit of arithmetic and jumps that makes X the operand.</summary>
    public const ushort OperandX = 0x08;

    /// <summary>The load of bytes at a constant offset.</summary>
    public static ushort Load(MemorySize size) => size switch
    {
        MemorySize.Byte => ClassicOpcodes.LoadByte,
        MemorySize.HalfWord => ClassicOpcodes.LoadHalfWord,
        _ => ClassicOpcodes.LoadWord,
    };

    /// <summary>The load of bytes at an offset from X.</summary>
    public static ushort IndirectLoad(MemorySize size) => size switch
    {
        MemorySize.Byte => ClassicOpcodes.LoadByteIndirect,
        MemorySize.HalfWord => ClassicOpcodes.LoadHalfWordIndirect,
        _ => ClassicOpcodes.LoadWordIndirect,
    };

    /// <summary>The load that performs an extension. Linux takes any size; these are the ones libpcap writes.</summary>
    public static ushort Load(ClassicExtension extension) => extension switch
    {
        ClassicExtension.VlanTag or ClassicExtension.VlanTagPresent or ClassicExtension.VlanProtocol => ClassicOpcodes.LoadByte,
        ClassicExtension.PacketType or ClassicExtension.Protocol => ClassicOpcodes.LoadHalfWord,
        _ => ClassicOpcodes.LoadWord,
    };

    /// <summary>The arithmetic instruction with a constant.</summary>
    public static bool TryGetArithmetic(BinaryOperation binary, out ushort code)
    {
        code = Arithmetic(binary.Operator);
        return code != 0;
    }

    /// <summary>The arithmetic instruction with a constant; 0 for what classic BPF cannot compute.</summary>
    public static ushort Arithmetic(BinaryOperator @operator) => @operator switch
    {
        BinaryOperator.Add => ClassicOpcodes.Add,
        BinaryOperator.Subtract => ClassicOpcodes.Subtract,
        BinaryOperator.Multiply => ClassicOpcodes.Multiply,
        BinaryOperator.DivideUnsigned => ClassicOpcodes.Divide,
        BinaryOperator.RemainderUnsigned => ClassicOpcodes.Modulo,
        BinaryOperator.And => ClassicOpcodes.And,
        BinaryOperator.Or => ClassicOpcodes.Or,
        BinaryOperator.Xor => ClassicOpcodes.Xor,
        BinaryOperator.ShiftLeft => ClassicOpcodes.ShiftLeft,
        BinaryOperator.ShiftRight => ClassicOpcodes.ShiftRight,
        _ => 0,
    };

    /// <summary>The conditional jump with a constant.</summary>
    /// <param name="comparison">What is asked.</param>
    /// <param name="code">The instruction.</param>
    /// <param name="turned">Whether it asks the contrary.</param>
    public static bool TryGetJump(Comparison comparison, out ushort code, out bool turned)
    {
        (code, turned) = comparison switch
        {
            Comparison.Equal => (ClassicOpcodes.JumpIfEqual, false),
            Comparison.NotEqual => (ClassicOpcodes.JumpIfEqual, true),
            Comparison.Greater => (ClassicOpcodes.JumpIfGreater, false),
            Comparison.LessOrEqual => (ClassicOpcodes.JumpIfGreater, true),
            Comparison.GreaterOrEqual => (ClassicOpcodes.JumpIfGreaterOrEqual, false),
            Comparison.Less => (ClassicOpcodes.JumpIfGreaterOrEqual, true),
            Comparison.AnyBits => (ClassicOpcodes.JumpIfSet, false),
            _ => ((ushort)0, false),
        };
        return code != 0;
    }

    /// <summary>Recognises <c>(byte &amp; 0xf) &lt;&lt; 2</c>, the header length that <c>ldxb</c> loads into X.</summary>
    public static bool TryMatchHeaderLength(Operation operation, [NotNullWhen(true)] out PacketLoad? load, [NotNullWhen(true)] out Operation? masked)
    {
        load = null;
        masked = null;
        if (operation is BinaryOperation
            {
                Operator: BinaryOperator.ShiftLeft,
                Right: Constant { Bits: 2 },
                Left: BinaryOperation { Operator: BinaryOperator.And, Right: Constant { Bits: 0xf }, Left: PacketLoad { Size: MemorySize.Byte, Index: null } found } mask,
            })
        {
            load = found;
            masked = mask;
        }

        return load is not null;
    }
}
