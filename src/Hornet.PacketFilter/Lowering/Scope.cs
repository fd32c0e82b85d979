// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Bytecode.Classic;
using Hornet.Compiler.Ssa;
using Hornet.PacketFilters.Lowering.Flow;
using Hornet.PacketFilters.Lowering.LinkLayers;

namespace Hornet.PacketFilters.Lowering;

/// <summary>Where a test is lowered: in which function, after which headers, for which part of the expression. It makes the tests of one comparison.</summary>
/// <param name="Builder">The function.</param>
/// <param name="State">The headers passed.</param>
/// <param name="Span">The part of the expression.</param>
internal readonly record struct Scope(FilterBuilder Builder, EncapsulationState State, SourceSpan Span)
{
    public LinkLayer Link => State.Link;

    public PacketFilterOptions Options => Builder.Options;

    public PacketFilterException Error(string reason) => new(reason, Span);

    public Block NewBlock() => Builder.NewBlock(Span);

    /// <summary>A test that always holds.</summary>
    public Fragment Always() => Constant(0);

    /// <summary>A test that never holds.</summary>
    public Fragment Never() => Constant(1);

    /// <summary>Whether bytes equal a number.</summary>
    public Fragment Equal(Anchor anchor, int offset, MemorySize size, uint value, uint mask = uint.MaxValue) =>
        Compare(anchor, offset, size, Comparison.Equal, value, mask);

    /// <summary>Compares bytes, of which a mask may leave only some bits, with a number.</summary>
    public Fragment Compare(Anchor anchor, int offset, MemorySize size, Comparison comparison, uint value, uint mask = uint.MaxValue)
    {
        Block block = NewBlock();
        Value loaded = Load(block, anchor, offset, size);
        if (mask != uint.MaxValue)
            loaded = Binary(block, BinaryOperator.And, loaded, mask);
        return Branch(block, comparison, loaded, value);
    }

    /// <summary>Whether bytes equal others; four from the end are compared first, as libpcap does.</summary>
    public Fragment Bytes(Anchor anchor, int offset, ReadOnlySpan<byte> bytes)
    {
        Fragment? result = null;
        for (int end = bytes.Length; end > 0;)
        {
            int size = end >= 4 ? 4 : end >= 2 ? 2 : 1;
            end -= size;
            uint value = 0;
            foreach (byte part in bytes.Slice(end, size))
                value = value << 8 | part;
            Fragment test = Equal(anchor, offset + end, SizeOf(size), value);
            result = result is null ? test : result.And(test);
        }

        return result ?? Always();
    }

    /// <summary>Whether what the kernel knows beside the packet equals a number.</summary>
    public Fragment Metadata(ClassicExtension extension, uint value, uint mask = uint.MaxValue)
    {
        Block block = NewBlock();
        Value loaded = block.Append(new PacketMetadata(extension, Span));
        if (mask != uint.MaxValue)
            loaded = Binary(block, BinaryOperator.And, loaded, mask);
        return Branch(block, Comparison.Equal, loaded, value);
    }

    /// <summary>Ends a block by a comparison with a constant.</summary>
    public Fragment Branch(Block block, Comparison comparison, Value left, uint right) => Branch(block, comparison, left, Number(right));

    /// <summary>
    /// Ends a block by a comparison. Classic BPF has four of them; the others are these with the ways out exchanged, and that is how they are made.
    /// </summary>
    public Fragment Branch(Block block, Comparison comparison, Value left, Value right)
    {
        (Comparison direct, bool turned) = comparison switch
        {
            Comparison.NotEqual => (Comparison.Equal, true),
            Comparison.Less => (Comparison.GreaterOrEqual, true),
            Comparison.LessOrEqual => (Comparison.Greater, true),
            _ => (comparison, false),
        };
        CompareOperation condition = block.Append(new CompareOperation(direct, left, right, Span));
        var branch = new Branch(condition, Builder.Pending, Builder.Pending, Span);
        block.Append(branch);
        var fragment = new Fragment(block, Edges.Of(branch, 0), Edges.Of(branch, 1));
        return turned ? fragment.Not() : fragment;
    }

    /// <summary>Reads bytes of a header.</summary>
    public Value Load(Block block, Anchor anchor, int offset, MemorySize size)
    {
        if (anchor != Anchor.TransportIPv4)
            return Load(block, Offset(anchor) + offset, size);
        Value length = HeaderLength(block);
        return block.Append(new PacketLoad(size, unchecked((uint)(Offset(Anchor.Network).Constant + offset)), length, Span));
    }

    /// <summary>Reads bytes at a place.</summary>
    public Value Load(Block block, PacketOffset place, MemorySize size) =>
        block.Append(new PacketLoad(size, unchecked((uint)place.Constant), Variable(block, place), Span));

    /// <summary>
    /// The variable part of the transport header's place: the length of the IPv4 header (RFC 791: the lower half of its first byte counts words),
    /// and where the network header's place is variable, that as well.
    /// </summary>
    public Value HeaderLength(Block block)
    {
        PacketOffset network = Offset(Anchor.Network);
        Value? variable = Variable(block, network);
        Value first = block.Append(new PacketLoad(MemorySize.Byte, unchecked((uint)network.Constant), variable, Span));
        Value length = Binary(block, BinaryOperator.ShiftLeft, Binary(block, BinaryOperator.And, first, 0xf), 2);
        return variable is null ? length : Binary(block, BinaryOperator.Add, length, variable);
    }

    /// <summary>The variable part of a place, or null.</summary>
    public Value? Variable(Block block, PacketOffset place) => place.Variable is null ? null : Read(block, Builder.WordOf(place.Variable));

    /// <summary>Where a header is.</summary>
    public PacketOffset Offset(Anchor anchor) => anchor switch
    {
        Anchor.Packet => default,
        Anchor.LinkHeader => State.LinkHeader,
        Anchor.CarrierHeader => State.CarrierHeader,
        Anchor.LinkType => State.LinkType ?? throw Error($"{Link.Describe()} has no type field"),
        Anchor.LinkPayload => Payload(),
        Anchor.Network => Payload() + State.NetworkOffset,
        Anchor.NetworkWithoutSnap => Payload() + State.NetworkOffsetWithoutSnap,
        Anchor.Label => Payload() + (State.NetworkOffset - 4),
        Anchor.TransportIPv6 => Payload() + (State.NetworkOffset + 40),
        _ => throw new ArgumentOutOfRangeException(nameof(anchor)),
    };

    public Constant Number(uint value) => new(SsaType.Int32, value, Span);

    public Value Binary(Block block, BinaryOperator @operator, Value left, uint right) => Binary(block, @operator, left, Number(right));

    public Value Binary(Block block, BinaryOperator @operator, Value left, Value right) =>
        block.Append(new BinaryOperation(@operator, left, right, Span) { IsClassic = true });

    public Value Read(Block block, StackSlot word) =>
        block.Append(new LoadOperation(SsaType.Int32, MemorySize.Word, word, location: Span));

    public void Write(Block block, StackSlot word, Value value) =>
        block.Append(new StoreOperation(MemorySize.Word, word, 0, value, Span));

    /// <summary>Ends a block; the way out is for the caller to connect.</summary>
    public Edges Leave(Block block) => Edges.Of(block.Append(new Jump(Builder.Pending, Span)), 0);

    public static MemorySize SizeOf(int bytes) => bytes switch
    {
        1 => MemorySize.Byte,
        2 => MemorySize.HalfWord,
        4 => MemorySize.Word,
        _ => throw new ArgumentOutOfRangeException(nameof(bytes)),
    };

    private PacketOffset Payload() => Link.HasPayload
        ? State.LinkPayload
        : throw Error($"{Link.Describe()} does not say where the network header begins: only the link layer, lengths and bytes can be tested");

    private Fragment Constant(uint value) => Branch(NewBlock(), Comparison.Equal, Number(value), 0);
}
