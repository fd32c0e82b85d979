// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Compiler.Analyses;
using Hornet.Compiler.Passes;
using Hornet.Compiler.Ssa;
using Hornet.Objects;

namespace Hornet.Compiler.Backends.Extended;

/// <summary>Turns packet reads into loads through the context's pointers, after comparisons that show the verifier that they are inside.</summary>
internal sealed class DirectAccess
{
    // MAX_PACKET_OFF of the verifier: what lies further it takes for outside.
    private const uint MaximumOffset = 0xffff;

    // The bound that an index without one gets: the same for reads of all sizes, since they may come to share the address made after the first.
    private const uint MaximumIndex = MaximumOffset - sizeof(uint);

    private readonly Function _function;
    private readonly ProgramType _type;
    private readonly ControlFlowGraph _graph;
    private readonly Dominators _dominators;
    private readonly BlockSplitter _splitter;
    private readonly Replacement _replacement = new();
    private readonly Dictionary<object, Value> _bases = [];
    private readonly Dictionary<Block, Dictionary<object, uint>> _provenAtEnd = [];
    private Value _end = null!;

    private DirectAccess(Function function, ProgramType type)
    {
        _function = function;
        _type = type;
        _graph = new ControlFlowGraph(function);
        _dominators = new Dominators(_graph);
        _splitter = new BlockSplitter(function);
    }

    public static void Lower(Function function, ProgramType type, bool isLinear)
    {
        PacketLoad[] loads = [.. function.Blocks.SelectMany(block => block.Operations).OfType<PacketLoad>()];
        if (loads.Length == 0)
            return;
        var access = new DirectAccess(function, type);
        var needs = new PacketNeeds(access._graph);
        Block[] order = [.. access._graph.ReversePostOrder];
        Dictionary<Block, PacketNeeds.Needs[]> before = order.ToDictionary(block => block, needs.Before);
        (Value start, access._end) = PacketBounds.Load(function, type, (uint)loads.Max(Furthest), isLinear);
        access._bases.Add(PacketNeeds.Start, start);
        foreach (Block block in order)
            access.LowerBlock(block, before[block]);
        access._replacement.Apply(function);
        ByteOrderFolding.Run(function);
    }

    public static int BytesOf(MemorySize size) => size switch
    {
        MemorySize.Byte => 1,
        MemorySize.HalfWord => 2,
        _ => 4,
    };

    // The place after the last byte that a read may reach.
    private static ulong Furthest(PacketLoad load) => Math.Min(MaximumOffset, UpperBound.Of(load.Index) + load.Offset + (ulong)BytesOf(load.Size));

    private void LowerBlock(Block block, PacketNeeds.Needs[] needs)
    {
        Dictionary<object, uint> proven = ProvenAtStart(block);
        Block current = block;
        Operation[] operations = [.. block.Operations];
        for (int i = 0; i < operations.Length; i++)
        {
            if (operations[i] is PacketLoad load)
                current = LowerLoad(current, load, needs[i], proven);
            // The value of an index is another each time round a loop.
            proven.Remove(operations[i]);
        }

        _provenAtEnd[block] = proven;
    }

    /// <summary>
    /// What is proven on all ways to a block. The ways round a loop pass its head first, so they prove what the head does and need no look.
    /// </summary>
    private Dictionary<object, uint> ProvenAtStart(Block block)
    {
        Dictionary<object, uint>? joined = null;
        foreach (Block predecessor in _graph.Predecessors(block))
        {
            if (_dominators.Dominates(block, predecessor))
                continue;
            if (!_provenAtEnd.TryGetValue(predecessor, out Dictionary<object, uint>? proven))
                return [];
            joined = joined is null
                ? new Dictionary<object, uint>(proven)
                : joined.Where(pair => proven.ContainsKey(pair.Key)).ToDictionary(pair => pair.Key, pair => Math.Min(pair.Value, proven[pair.Key]));
        }

        return joined ?? [];
    }

    private Block LowerLoad(Block block, PacketLoad load, PacketNeeds.Needs needs, Dictionary<object, uint> proven)
    {
        ulong end = load.Offset + (ulong)BytesOf(load.Size);
        ulong furthest = UpperBound.Of(load.Index) + end;
        if (load.Index is null && end > MaximumOffset)
            return Refuse(block, load);
        if (load.Index is not null && furthest > MaximumOffset)
            return LowerUnbounded(block, load);
        object index = (object?)load.Index ?? PacketNeeds.Start;
        Value start = load.Index is null ? _bases[index] : BaseOf(load.Index);
        if (proven.GetValueOrDefault(index) < end)
        {
            // As much as all ways on need, if the verifier can follow that far.
            uint length = needs.Of(index);
            if (length < end || UpperBound.Of(load.Index) + length > MaximumOffset)
                length = (uint)end;
            block = Check(block, load, start, length);
            proven[index] = length;
        }

        Read(block, load, start, load.Offset);
        return block;
    }

    /// <summary>A read outside of what the verifier can follow never is inside the packet.</summary>
    private Block Refuse(Block block, PacketLoad load)
    {
        Block rest = _splitter.RefuseBefore(block, PlaceOf(block, load), new Constant(SsaType.Boolean, 1), load.Location);
        _replacement.Add(load, new Constant(SsaType.Int32, 0));
        rest.RemoveAt(0);
        return rest;
    }

    /// <summary>The verifier knows no bound of the index: it gets one first.</summary>
    private Block LowerUnbounded(Block block, PacketLoad load)
    {
        uint size = (uint)BytesOf(load.Size);
        int at = PlaceOf(block, load);
        Value position = load.Index!;
        if (load.Offset != 0)
            position = block.Insert(at++, new BinaryOperation(BinaryOperator.Add, position, new Constant(SsaType.Int32, load.Offset), load.Location));
        var isFar = block.Insert(at++, new CompareOperation(Comparison.Greater, position, new Constant(SsaType.Int32, MaximumIndex), load.Location));
        block = _splitter.RefuseBefore(block, at, isFar, load.Location);
        var wide = block.Insert(0, new ConvertOperation(Conversion.ZeroExtend, position, SsaType.Int64, load.Location));
        var start = block.Insert(1, new BinaryOperation(BinaryOperator.Add, _bases[PacketNeeds.Start], wide, load.Location));
        block = Check(block, load, start, size);
        Read(block, load, start, 0);
        return block;
    }

    /// <summary>The address that an index leads to, made once: what the verifier learns of a copy it knows of all.</summary>
    private Value BaseOf(Value index)
    {
        if (_bases.TryGetValue(index, out Value? known))
            return known;
        // The index may have been a read itself.
        Value value = _replacement.Resolve(index);
        var packet = (Operation)_bases[PacketNeeds.Start];
        var wide = new ConvertOperation(Conversion.ZeroExtend, value, SsaType.Int64, index.Location);
        var start = new BinaryOperation(BinaryOperator.Add, packet, wide, index.Location);
        (Block block, int at) = value is Operation { Block: { } defining } operation
            ? (defining, AfterPhis(defining, PlaceOf(defining, operation) + 1))
            : (packet.Block!, packet.Block!.Operations.Count - 1);
        block.Insert(at, wide);
        block.Insert(at + 1, start);
        _bases.Add(index, start);
        return start;
    }

    private static int AfterPhis(Block block, int at)
    {
        while (block.Operations[at] is PhiOperation)
            at++;
        return at;
    }

    private Block Check(Block block, PacketLoad load, Value start, uint length)
    {
        int at = PlaceOf(block, load);
        var last = block.Insert(at, new BinaryOperation(BinaryOperator.Add, start, new Constant(SsaType.Int64, length), load.Location));
        var isOutside = block.Insert(at + 1, new CompareOperation(Comparison.Greater, last, _end, load.Location));
        return _splitter.RefuseBefore(block, at + 2, isOutside, load.Location);
    }

    private void Read(Block block, PacketLoad load, Value start, uint offset)
    {
        int at = PlaceOf(block, load);
        block.RemoveAt(at);
        Operation value = block.Insert(at, new LoadOperation(SsaType.Int32, load.Size, start, (int)offset, location: load.Location));
        if (load.Size != MemorySize.Byte)
        {
            UnaryOperator order = load.Size == MemorySize.HalfWord ? UnaryOperator.NetworkOrder16 : UnaryOperator.NetworkOrder32;
            value = block.Insert(at + 1, new UnaryOperation(order, value, load.Location));
        }

        _replacement.Add(load, value);
    }

    private static int PlaceOf(Block block, Operation operation)
    {
        for (int i = 0; i < block.Operations.Count; i++)
        {
            if (block.Operations[i] == operation)
                return i;
        }

        throw new ArgumentException("The operation stands in another block.", nameof(operation));
    }
}
