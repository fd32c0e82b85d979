// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Hornet.Bytecode;
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Tests.Extended;

/// <summary>Runs functions operation by operation: what generated code must compute. An address is a region's number above 32 bits of offset.</summary>
internal sealed class SsaInterpreter
{
    private readonly List<byte[]> _regions = [[]];

    /// <summary>Makes memory known; gives its address.</summary>
    public ulong Map(byte[] memory)
    {
        _regions.Add(memory);
        return (ulong)(_regions.Count - 1) << 32;
    }

    public ulong Run(Function function, params ulong[] arguments)
    {
        var values = new Dictionary<Value, ulong>(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < arguments.Length; i++)
            values[function.Parameters[i]] = Narrow(function.Parameters[i].Type, arguments[i]);
        foreach (StackSlot slot in function.Slots)
            values[slot] = Map(new byte[slot.Size]);
        Block? previous = null;
        Block block = function.Entry;
        while (true)
        {
            ulong[] joined = [.. block.Operations.OfType<PhiOperation>().Select(phi => Get(phi.InputFrom(previous!)))];
            int phis = 0;
            foreach (Operation operation in block.Operations)
            {
                if (operation is PhiOperation phi)
                    values[phi] = joined[phis++];
                else if (operation is not Terminator)
                    values[operation] = Narrow(operation.Type, Compute(operation));
            }

            previous = block;
            switch (block.Terminator)
            {
                case Jump jump:
                    block = jump.Target;
                    break;
                case Branch branch:
                    block = Get(branch.Condition) != 0 ? branch.IfTrue : branch.IfFalse;
                    break;
                case Switch @switch:
                    int at = @switch.Cases.IndexOf(Get(@switch.Selector));
                    block = at >= 0 ? @switch.Targets[at] : @switch.Otherwise;
                    break;
                case Return @return:
                    return @return.Result is null ? 0 : Get(@return.Result);
                default:
                    throw new InvalidOperationException("Control came to a place it never comes to.");
            }
        }

        ulong Get(Value value) => value is Constant constant ? constant.Bits : values[value];

        ulong Compute(Operation operation) => operation switch
        {
            BinaryOperation o => Passes.Folding.Compute(o.Operator, o.Type, Get(o.Left), Get(o.Right), o.IsClassic)!.Value,
            UnaryOperation o => Turn(o, Get(o.Operand)),
            ConvertOperation { Conversion: Conversion.SignExtend } o => (ulong)(int)Get(o.Operand),
            ConvertOperation o => Get(o.Operand),
            CompareOperation o => Passes.Folding.Holds(o.Comparison, o.Left.Type, Get(o.Left), Get(o.Right)) ? 1u : 0u,
            SelectOperation o => Get(o.Condition) != 0 ? Get(o.IfTrue) : Get(o.IfFalse),
            LoadOperation o => Load(Get(o.Address), o.Offset, o.Size, o.IsSigned),
            StoreOperation o => Store(Get(o.Address), o.Offset, o.Size, Get(o.Stored)),
            AtomicAccess o => Atomic(o, Get(o.Address), Get(o.Argument), o.Expected is null ? 0 : Get(o.Expected)),
            CallOperation { Target: FunctionTarget target } o => Run(target.Function, [.. o.Operands.ToArray().Select(Get)]),
            _ => throw new NotSupportedException(operation.GetType().Name),
        };
    }

    private static ulong Turn(UnaryOperation operation, ulong value) => operation.Operator switch
    {
        UnaryOperator.NetworkOrder16 => BinaryPrimitives.ReverseEndianness((ushort)value),
        UnaryOperator.NetworkOrder32 => BinaryPrimitives.ReverseEndianness((uint)value),
        UnaryOperator.NetworkOrder64 => BinaryPrimitives.ReverseEndianness(value),
        _ => Passes.Folding.Compute(operation.Operator, operation.Type, value)!.Value,
    };

    private static ulong Narrow(SsaType type, ulong value) => type switch
    {
        SsaType.Int32 => (uint)value,
        SsaType.Boolean => value & 1,
        _ => value,
    };

    private ulong Load(ulong address, int offset, MemorySize size, bool signed)
    {
        Span<byte> bytes = At(address, offset);
        return (size, signed) switch
        {
            (MemorySize.Byte, false) => bytes[0],
            (MemorySize.Byte, true) => (ulong)(sbyte)bytes[0],
            (MemorySize.HalfWord, false) => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            (MemorySize.HalfWord, true) => (ulong)BinaryPrimitives.ReadInt16LittleEndian(bytes),
            (MemorySize.Word, false) => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            (MemorySize.Word, true) => (ulong)BinaryPrimitives.ReadInt32LittleEndian(bytes),
            _ => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        };
    }

    private ulong Store(ulong address, int offset, MemorySize size, ulong value)
    {
        Span<byte> bytes = At(address, offset);
        switch (size)
        {
            case MemorySize.Byte:
                bytes[0] = (byte)value;
                break;
            case MemorySize.HalfWord:
                BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)value);
                break;
            case MemorySize.Word:
                BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)value);
                break;
            default:
                BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
                break;
        }

        return 0;
    }

    private ulong Atomic(AtomicAccess atomic, ulong address, ulong argument, ulong expected)
    {
        ulong old = Load(address, atomic.Offset, atomic.Size, signed: false);
        ulong? stored = atomic.Operator switch
        {
            AtomicOperation.Add or AtomicOperation.FetchAdd => old + argument,
            AtomicOperation.Or or AtomicOperation.FetchOr => old | argument,
            AtomicOperation.And or AtomicOperation.FetchAnd => old & argument,
            AtomicOperation.Xor or AtomicOperation.FetchXor => old ^ argument,
            AtomicOperation.Exchange => argument,
            AtomicOperation.CompareExchange => old == expected ? argument : null,
            _ => throw new NotSupportedException(atomic.Operator.ToString()),
        };
        if (stored is { } value)
            Store(address, atomic.Offset, atomic.Size, value);
        return old;
    }

    private Span<byte> At(ulong address, int offset) => _regions[(int)(address >> 32)].AsSpan((int)(uint)address + offset);
}
