// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Hornet.Bytecode;
using Hornet.Compiler.Passes;
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Tests.Filters;

/// <summary>Runs a function of packet reads, arithmetic and slots on a packet, operation by operation.</summary>
internal sealed class PacketInterpreter(byte[] packet)
{
    private const int StepLimit = 100_000;

    private readonly Dictionary<Value, ulong> _values = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<StackSlot, ulong> _slots = new(ReferenceEqualityComparer.Instance);
    private bool _ended;

    /// <summary>How many branches and look-ups were passed.</summary>
    public int Tests { get; private set; }

    /// <summary>What the function returns for a packet.</summary>
    public static uint Run(Function function, byte[] packet) => new PacketInterpreter(packet).Run(function);

    public uint Run(Function function)
    {
        Block? from = null;
        Block block = function.Entry;
        for (int step = 0; step < StepLimit; step++)
        {
            var phis = block.Operations.TakeWhile(o => o is PhiOperation).Cast<PhiOperation>().Select(p => (p, Get(p.InputFrom(from!)))).ToList();
            foreach ((PhiOperation phi, ulong value) in phis)
                _values[phi] = value;
            foreach (Operation operation in block.Operations.Skip(phis.Count))
            {
                Execute(operation);
                if (_ended)
                    return 0;
            }

            from = block;
            switch (block.Terminator)
            {
                case Return @return:
                    return (uint)Get(@return.Result!);
                case Jump jump:
                    block = jump.Target;
                    break;
                case Branch branch:
                    Tests++;
                    block = Get(branch.Condition) != 0 ? branch.IfTrue : branch.IfFalse;
                    break;
                case Switch @switch:
                    Tests++;
                    int index = @switch.Cases.IndexOf(Get(@switch.Selector));
                    block = index >= 0 ? @switch.Targets[index] : @switch.Otherwise;
                    break;
                default:
                    throw new InvalidOperationException("Control came to a place it never comes to.");
            }
        }

        throw new InvalidOperationException("The function does not end.");
    }

    private ulong Get(Value value) => value is Constant constant ? constant.Bits : _values[value];

    private void Execute(Operation operation)
    {
        switch (operation)
        {
            case StoreOperation { Address: StackSlot slot } store:
                _slots[slot] = Get(store.Stored);
                break;
            case LoadOperation { Address: StackSlot slot }:
                _values[operation] = _slots.GetValueOrDefault(slot);
                break;
            case PacketLoad load:
                uint offset = load.Offset + (load.Index is { } i ? (uint)Get(i) : 0);
                int size = load.Size switch { MemorySize.Byte => 1, MemorySize.HalfWord => 2, _ => 4 };
                if (offset + (ulong)size > (ulong)packet.Length)
                {
                    _ended = true;
                    return;
                }

                ReadOnlySpan<byte> bytes = packet.AsSpan((int)offset);
                _values[operation] = size switch
                {
                    1 => bytes[0],
                    2 => BinaryPrimitives.ReadUInt16BigEndian(bytes),
                    _ => BinaryPrimitives.ReadUInt32BigEndian(bytes),
                };
                break;
            case PacketLength:
                _values[operation] = (uint)packet.Length;
                break;
            case BinaryOperation binary:
                if (Folding.Compute(binary.Operator, binary.Type, Get(binary.Left), Get(binary.Right), binary.IsClassic) is { } result)
                    _values[operation] = result;
                else
                    _ended = true;
                break;
            case UnaryOperation unary:
                _values[operation] = Folding.Compute(unary.Operator, unary.Type, Get(unary.Operand))!.Value;
                break;
            case CompareOperation compare:
                _values[operation] = Folding.Holds(compare.Comparison, compare.Left.Type, Get(compare.Left), Get(compare.Right)) ? 1u : 0u;
                break;
            case Terminator:
                break;
            default:
                throw new NotSupportedException(operation.GetType().Name);
        }
    }
}
