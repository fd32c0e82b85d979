// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode.Classic;
using Hornet.Compiler.Analyses;
using Hornet.Compiler.Ssa;
using Hornet.Objects;

namespace Hornet.Compiler.Passes;

/// <summary>
/// Computes once what is computed again on the way from the entry (global value numbering over the dominator tree). A packet read that another one
/// before it has done succeeds and gives the same, so it goes as well, unless something on the way may change the packet.
/// </summary>
public static class NumberValues
{
    /// <summary>Runs the pass.</summary>
    /// <param name="function">The function.</param>
    /// <returns>Whether anything changed.</returns>
    public static bool Run(Function function)
    {
        ArgumentNullException.ThrowIfNull(function);
        var graph = new ControlFlowGraph(function);
        return new Walk(new Dominators(graph), !function.Blocks.SelectMany(b => b.Operations).Any(MayChangePacket)).Run(function);
    }

    private static bool MayChangePacket(Operation operation) => operation switch
    {
        CallOperation { Target: HelperTarget target } => !Helpers.IsKnown(target.Helper) || Helpers.Get(target.Helper).ChangesPacketData,
        CallOperation => true,
        StoreOperation store => store.Address is not (StackSlot or Parameter),
        AtomicAccess => true,
        _ => false,
    };

    /// <summary>What an operation computes, but for where it stands.</summary>
    private readonly record struct Key(Type Kind, int Detail, long Number, Value? First, Value? Second, Value? Third);

    private sealed class Walk(Dominators dominators, bool isPacketFixed)
    {
        private readonly Dictionary<Key, Operation> _known = [];
        private readonly Dictionary<(SsaType Type, ulong Bits), Constant> _constants = [];
        private readonly Replacement _replacement = new();
        private bool _changed;

        public bool Run(Function function)
        {
            var path = new Stack<(IEnumerator<Block> Children, List<Key> Added)>();
            Enter(function.Entry);
            while (path.TryPeek(out (IEnumerator<Block> Children, List<Key> Added) at))
            {
                if (at.Children.MoveNext())
                {
                    Enter(at.Children.Current);
                    continue;
                }

                // What a block computes is known below it alone.
                foreach (Key key in at.Added)
                    _known.Remove(key);
                path.Pop();
            }

            _replacement.Apply(function);
            return _changed;

            void Enter(Block block)
            {
                List<Key> added = [];
                Visit(block, added);
                path.Push((dominators.Children(block).GetEnumerator(), added));
            }
        }

        private void Visit(Block block, List<Key> added)
        {
            for (int i = 0; i < block.Operations.Count; i++)
            {
                Operation operation = block.Operations[i];
                _replacement.Apply(operation);
                if (KeyOf(operation) is not { } key)
                    continue;
                if (_known.TryGetValue(key, out Operation? same))
                {
                    _replacement.Add(operation, same);
                    block.RemoveAt(i--);
                    _changed = true;
                    continue;
                }

                _known.Add(key, operation);
                added.Add(key);
            }
        }

        private Key? KeyOf(Operation operation) => operation switch
        {
            BinaryOperation o => Ordered(new Key(typeof(BinaryOperation), ((int)o.Operator << 1) | (o.IsClassic ? 1 : 0), (long)o.Type, Of(o.Left), Of(o.Right), null), IsCommutative(o.Operator)),
            CompareOperation o => Ordered(new Key(typeof(CompareOperation), (int)o.Comparison, 0, Of(o.Left), Of(o.Right), null), o.Comparison is Comparison.Equal or Comparison.NotEqual or Comparison.AnyBits),
            UnaryOperation o => new Key(typeof(UnaryOperation), (int)o.Operator, (long)o.Type, Of(o.Operand), null, null),
            ConvertOperation o => new Key(typeof(ConvertOperation), (int)o.Conversion, (long)o.Type, Of(o.Operand), null, null),
            SelectOperation o => new Key(typeof(SelectOperation), 0, (long)o.Type, Of(o.Condition), Of(o.IfTrue), Of(o.IfFalse)),
            PacketLoad o when isPacketFixed => new Key(typeof(PacketLoad), (int)o.Size, o.Offset, o.Index is null ? null : Of(o.Index), null, null),
            PacketLength when isPacketFixed => new Key(typeof(PacketLength), 0, 0, null, null, null),
            PacketMetadata { Extension: not ClassicExtension.Random } o => new Key(typeof(PacketMetadata), (int)o.Extension, 0, null, null, null),
            _ => null,
        };

        /// <summary>An operand; equal constants become one.</summary>
        private Value Of(Value value)
        {
            if (value is not Constant constant)
                return value;
            (SsaType, ulong) key = (constant.Type, constant.Bits);
            if (!_constants.TryGetValue(key, out Constant? same))
                _constants.Add(key, same = constant);
            return same;
        }

        private static Key Ordered(Key key, bool isCommutative) =>
            isCommutative && key.First!.GetHashCode() > key.Second!.GetHashCode() ? key with { First = key.Second, Second = key.First } : key;

        private static bool IsCommutative(BinaryOperator @operator) =>
            @operator is BinaryOperator.Add or BinaryOperator.Multiply or BinaryOperator.And or BinaryOperator.Or or BinaryOperator.Xor;
    }
}
