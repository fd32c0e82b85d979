// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Analyses;
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Backends.Extended;

/// <summary>
/// How many bytes every way on reads before it does anything that can be seen: a result other than 0, a store, a call. Where the packet is shorter,
/// all these ways end with 0, so that one comparison may stand for several. Bytes are counted from the start of the packet and from
/// each index.
/// </summary>
internal sealed class PacketNeeds
{
    // Stands for the start of the packet among the indexes.
    public static readonly object Start = new();

    private readonly Dictionary<Block, Needs> _atStart = [];
    private readonly ControlFlowGraph _graph;

    public PacketNeeds(ControlFlowGraph graph)
    {
        _graph = graph;
        bool changed = true;
        while (changed)
        {
            changed = false;
            foreach (Block block in graph.ReversePostOrder.Reverse())
            {
                Needs needs = AtEndOf(block);
                for (int i = block.Operations.Count - 1; i >= 0; i--)
                    needs.StepBack(block.Operations[i]);
                if (_atStart.TryGetValue(block, out Needs? before) && before.SameAs(needs))
                    continue;
                _atStart[block] = needs;
                changed = graph.HasLoops;
            }
        }
    }

    /// <summary>The needs before each operation of a block, in the operations' order.</summary>
    public Needs[] Before(Block block)
    {
        var result = new Needs[block.Operations.Count];
        Needs needs = AtEndOf(block);
        for (int i = result.Length - 1; i >= 0; i--)
        {
            needs.StepBack(block.Operations[i]);
            result[i] = needs.Clone();
        }

        return result;
    }

    private Needs AtEndOf(Block block)
    {
        Needs? joined = null;
        foreach (Block target in block.Terminator.Targets)
        {
            // What is not known yet stands on a way round a loop, and takes nothing away.
            if (_atStart.TryGetValue(target, out Needs? needs))
                joined = joined is null ? needs.Clone() : joined.Join(needs);
        }

        return joined ?? new Needs(isEndless: true);
    }

    /// <summary>A number of bytes for each index; endless where all ways end with 0 or go round for ever.</summary>
    internal sealed class Needs(bool isEndless)
    {
        private bool _isEndless = isEndless;
        private Dictionary<object, uint> _bytes = [];

        public uint Of(object index) => _bytes.GetValueOrDefault(index);

        public Needs Clone() => new(_isEndless) { _bytes = new Dictionary<object, uint>(_bytes) };

        public bool SameAs(Needs other) =>
            _isEndless == other._isEndless && _bytes.Count == other._bytes.Count && _bytes.All(pair => other.Of(pair.Key) == pair.Value);

        public Needs Join(Needs other)
        {
            if (other._isEndless || _isEndless)
            {
                // Ways that end with 0 whatever they read do not hold the others back.
                Needs limiting = _isEndless ? other : this;
                return new Needs(_isEndless && other._isEndless) { _bytes = _isEndless && other._isEndless ? Least(_bytes, other._bytes) : new Dictionary<object, uint>(limiting._bytes) };
            }

            return new Needs(false) { _bytes = Least(_bytes, other._bytes) };
        }

        public void StepBack(Operation operation)
        {
            switch (operation)
            {
                case PacketLoad load:
                    object index = (object?)load.Index ?? Start;
                    _bytes[index] = Math.Max(Of(index), (uint)Math.Min(uint.MaxValue, load.Offset + (ulong)DirectAccess.BytesOf(load.Size)));
                    break;
                case Return { Result: Constant { Bits: 0 } }:
                    (_isEndless, _bytes) = (true, []);
                    break;
                case Return:
                    (_isEndless, _bytes) = (false, []);
                    break;
                case Terminator:
                    break;
                case { HasEffect: true }:
                    (_isEndless, _bytes) = (false, []);
                    break;
            }

            // Before an index is known nothing can be read from it.
            _bytes.Remove(operation);
        }

        private static Dictionary<object, uint> Least(Dictionary<object, uint> left, Dictionary<object, uint> right)
        {
            Dictionary<object, uint> least = [];
            foreach ((object index, uint bytes) in left)
            {
                if (right.TryGetValue(index, out uint other))
                    least.Add(index, Math.Min(bytes, other));
            }

            return least;
        }
    }
}
