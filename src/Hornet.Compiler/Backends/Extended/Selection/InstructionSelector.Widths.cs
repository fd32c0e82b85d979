// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Backends.Extended;

// What is known of the upper halves of registers.
internal sealed partial class InstructionSelector
{
    private readonly Dictionary<Value, bool> _zeroExtended = [];

    /// <summary>Whether the register of a 32-bit value has zeros above.</summary>
    private bool IsZeroExtended(Value value)
    {
        if (_zeroExtended.TryGetValue(value, out bool known))
            return known;
        bool result = value switch
        {
            Constant or BinaryOperation or UnaryOperation or CompareOperation or PacketLoad or AtomicAccess => true,
            LoadOperation load => load.Size != MemorySize.DoubleWord,
            ConvertOperation { Conversion: Conversion.Truncate } truncate => !IsOnlyReadAs32Bits(truncate),
            ConvertOperation convert => convert.Operand.Type is SsaType.Int32 or SsaType.Boolean && IsZeroExtended(convert.Operand),
            PhiOperation or SelectOperation => AreAllZeroExtended(value),
            _ => false,
        };
        _zeroExtended[value] = result;
        return result;
    }

    /// <summary>The same of what flows together: it holds when it holds of everything that flows in.</summary>
    private bool AreAllZeroExtended(Value join)
    {
        var seen = new HashSet<Value> { join };
        var work = new Stack<Value>([join]);
        while (work.TryPop(out Value? value))
        {
            var operation = (Operation)value;
            for (int i = operation is SelectOperation ? 1 : 0; i < operation.Operands.Length; i++)
            {
                Value input = operation.Operands[i];
                if (input is PhiOperation or SelectOperation)
                {
                    if (seen.Add(input))
                        work.Push(input);
                }
                else if (!IsZeroExtended(input))
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>Whether a 64-bit value is known to fit into 32 bits.</summary>
    private static bool HoldsOnly32Bits(Value value) => value switch
    {
        Constant constant => constant.Bits <= uint.MaxValue,
        LoadOperation load => load.Size != MemorySize.DoubleWord && !load.IsSigned,
        ConvertOperation { Conversion: Conversion.ZeroExtend } convert => convert.Operand.Type != SsaType.Int64,
        BinaryOperation { Operator: BinaryOperator.And, Right: Constant { Bits: <= uint.MaxValue } } => true,
        BinaryOperation { Operator: BinaryOperator.ShiftRight, Right: Constant { Bits: >= 32 and < 64 } } => true,
        _ => false,
    };

    /// <summary>Whether every user reads the lower half alone, so that what is above does not matter.</summary>
    private bool IsOnlyReadAs32Bits(Value value)
    {
        foreach (Operation user in _uses.Of(value))
        {
            bool reads32 = user switch
            {
                BinaryOperation binary => binary.Type == SsaType.Int32,
                UnaryOperation unary => unary.Type == SsaType.Int32,
                CompareOperation or Switch => Version >= CpuVersion.V3,
                StoreOperation store => store.Size != MemorySize.DoubleWord && store.Address != value,
                _ => false,
            };
            if (!reads32)
                return false;
        }

        return true;
    }
}
