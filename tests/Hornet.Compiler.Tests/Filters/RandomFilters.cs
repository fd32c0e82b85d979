// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Tests.Filters;

/// <summary>
/// Makes functions as front ends of packet filters do: blocks that read a packet, compute through slots or not, and branch forward. Few offsets and few constants, so that
/// tests decide one another; packets with the same constants, cut anywhere.
/// </summary>
internal sealed class RandomFilters(int seed)
{
    private static readonly uint[] Constants = [0, 1, 2, 3, 0x0f, 0x10, 0xff];
    private static readonly Comparison[] Comparisons =
    [
        Comparison.Equal, Comparison.Equal, Comparison.Equal, Comparison.NotEqual, Comparison.Greater, Comparison.GreaterOrEqual, Comparison.Less,
        Comparison.LessOrEqual, Comparison.AnyBits,
    ];

    private static readonly BinaryOperator[] Operators =
    [
        BinaryOperator.Add, BinaryOperator.Subtract, BinaryOperator.And, BinaryOperator.And, BinaryOperator.Or, BinaryOperator.Xor, BinaryOperator.Multiply,
        BinaryOperator.ShiftLeft, BinaryOperator.ShiftRight, BinaryOperator.DivideUnsigned, BinaryOperator.RemainderUnsigned,
    ];

    private readonly Random _random = new(seed);
    private Function _function = null!;
    private Block _block = null!;

    public Function NextFunction()
    {
        _function = new Function("filter", SsaType.Int32, ("context", SsaType.Pointer));
        for (int i = 0; i < 3; i++)
            _function.AddSlot(4, 4, $"m{i}");
        int count = _random.Next(2, 24);
        Block[] blocks = [.. Enumerable.Range(0, count).Select(_ => _function.AddBlock())];
        blocks[count - 1].Append(new Return(new Constant(SsaType.Int32, 0)));
        blocks[count - 2].Append(new Return(new Constant(SsaType.Int32, 0xffff)));
        for (int i = 0; i < count - 2; i++)
        {
            _block = blocks[i];
            // Next to near blocks mostly, sometimes to the ends.
            Block Target() => blocks[_random.Next(3) == 0 ? count - 1 - _random.Next(2) : _random.Next(i + 1, Math.Min(count, i + 4))];
            Fill(Target(), Target());
        }

        return _function;
    }

    public byte[] NextPacket()
    {
        byte[] packet = new byte[_random.Next(0, 12)];
        for (int i = 0; i < packet.Length; i++)
            packet[i] = _random.Next(8) == 0 ? (byte)_random.Next(256) : (byte)Constants[_random.Next(Constants.Length)];
        return packet;
    }

    private void Fill(Block ifTrue, Block ifFalse)
    {
        if (_random.Next(8) == 0)
        {
            NextNumber(1);
            _block.Append(new Jump(ifTrue));
            return;
        }

        for (int i = _random.Next(4) == 0 ? 1 : 0; i > 0; i--)
            _block.Append(new StoreOperation(MemorySize.Word, NextSlot(), 0, NextNumber(2)));
        Value left = NextNumber(_random.Next(4) == 0 ? 2 : 1);
        Value right = _random.Next(6) == 0 ? NextNumber(1) : NextConstant();
        CompareOperation compare = _block.Append(new CompareOperation(Comparisons[_random.Next(Comparisons.Length)], left, right));
        _block.Append(new Branch(compare, ifTrue, ifFalse));
    }

    private Value NextNumber(int depth)
    {
        switch (depth == 0 ? 0 : _random.Next(10))
        {
            case < 4:
                MemorySize size = _random.Next(3) switch { 0 => MemorySize.Byte, 1 => MemorySize.HalfWord, _ => MemorySize.Word };
                return _block.Append(new PacketLoad(_random.Next(2) == 0 ? MemorySize.Byte : size, (uint)_random.Next(8)));
            case 4:
                return _block.Append(new LoadOperation(SsaType.Int32, MemorySize.Word, NextSlot()));
            case 5:
                return _block.Append(new PacketLength());
            case 6:
                return _block.Append(new PacketLoad(MemorySize.Byte, (uint)_random.Next(3), NextNumber(depth - 1)));
            default:
                Value left = NextNumber(depth - 1);
                Value right = _random.Next(4) == 0 ? NextNumber(depth - 1) : NextConstant();
                return _block.Append(new BinaryOperation(Operators[_random.Next(Operators.Length)], left, right) { IsClassic = true });
        }
    }

    private StackSlot NextSlot() => _function.Slots[_random.Next(_function.Slots.Count)];

    private Constant NextConstant() => new(SsaType.Int32, Constants[_random.Next(Constants.Length)]);
}
