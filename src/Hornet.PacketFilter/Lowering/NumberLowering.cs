// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Compiler.Ssa;
using Hornet.PacketFilters.Lowering.Flow;
using Hornet.PacketFilters.Lowering.LinkLayers;
using Hornet.PacketFilters.Syntax;

namespace Hornet.PacketFilters.Lowering;

/// <summary>
/// Computes the numbers of a relation, one operation after the other in one block, each value in a word. What the numbers need of the packet (that it
/// is of a protocol) is tested before the block, by <see cref="Guard"/>.
/// </summary>
internal sealed class NumberLowering
{
    private readonly Scope _scope;
    private readonly IPFamily _family;
    private readonly Dictionary<FilterProtocol, OffsetVariable> _upperLayers = [];
    private FilterProtocol? _walked;

    public NumberLowering(Scope scope, IPFamily family)
    {
        _scope = scope;
        _family = family;
        Block = scope.NewBlock();
    }

    /// <summary>Where the operations go.</summary>
    public Block Block { get; }

    private ScratchWords Words => _scope.Builder.Words;

    /// <summary>Computes a number.</summary>
    public Result Lower(NumberNode number)
    {
        // Sums of thousands of terms lean to the left.
        var chain = new Stack<NumberNode>();
        while (true)
        {
            NumberNode? left = number switch
            {
                NumberOperation operation => operation.Left,
                NumberNegation negation => negation.Operand,
                _ => null,
            };
            if (left is null)
                break;
            chain.Push(number);
            number = left;
        }

        Result result = LowerLeaf(number);
        while (chain.TryPop(out NumberNode? parent))
            result = parent is NumberOperation operation ? Combine(result, operation) : Negate(result, (NumberNegation)parent);
        return result;
    }

    /// <summary>The test with what its numbers need before it.</summary>
    public Fragment Guard(IEnumerable<Need> needs, Fragment test)
    {
        Fragment? before = null;
        foreach (Need need in needs)
        {
            if (need.Test is { } fragment)
                before = before is null ? fragment : before.And(fragment);
        }

        foreach (OffsetVariable place in _upperLayers.Values)
            Words.Release(place.Slot!);
        return before is null ? test : before.And(test);
    }

    private Result LowerLeaf(NumberNode number) => number switch
    {
        NumberLiteral literal => Keep(At(literal).Number(literal.Value), []),
        LengthNumber length => Keep(Block.Append(new PacketLength(length.Span)), []),
        FieldNumber field => LowerField(field),
        _ => throw new ArgumentOutOfRangeException(nameof(number), number, "Not a number."),
    };

    private Scope At(NumberNode number) => _scope with { Span = number.Span };

    private Result Keep(Value value, List<Need> needs)
    {
        StackSlot word = Words.Take();
        _scope.Write(Block, word, value);
        return new Result(word, needs);
    }

    private Result Negate(Result operand, NumberNegation negation)
    {
        Value value = _scope.Read(Block, operand.Word);
        _scope.Write(Block, operand.Word, Block.Append(new UnaryOperation(UnaryOperator.Negate, value, negation.Span)));
        return operand;
    }

    private Result Combine(Result left, NumberOperation operation)
    {
        Scope scope = At(operation);
        if (operation.Right is NumberLiteral literal)
            Check(scope, operation.Operator, literal.Value);
        Result right = Lower(operation.Right);
        Value rightValue = scope.Read(Block, right.Word);
        Value leftValue = scope.Read(Block, left.Word);
        Value value = scope.Binary(Block, Operator(operation.Operator), leftValue, rightValue);
        Words.Release(left.Word);
        Words.Release(right.Word);

        // The left side's tests hold for the right side too; libpcap forgets those that only the right side needs.
        left.Needs.AddRange(right.Needs.Where(need => !left.Needs.Exists(n => n.Protocol == need.Protocol)).ToList());
        return Keep(value, left.Needs);
    }

    private static void Check(Scope scope, NumberOperator @operator, uint right)
    {
        if (@operator is NumberOperator.Divide or NumberOperator.Modulo && right == 0)
            throw scope.Error("division by 0: the filter could never match");
        if (@operator is NumberOperator.ShiftLeft or NumberOperator.ShiftRight && right > 31)
            throw scope.Error("a shift by more than 31 bits");
    }

    private static BinaryOperator Operator(NumberOperator @operator) => @operator switch
    {
        NumberOperator.Add => BinaryOperator.Add,
        NumberOperator.Subtract => BinaryOperator.Subtract,
        NumberOperator.Multiply => BinaryOperator.Multiply,
        NumberOperator.Divide => BinaryOperator.DivideUnsigned,
        NumberOperator.Modulo => BinaryOperator.RemainderUnsigned,
        NumberOperator.And => BinaryOperator.And,
        NumberOperator.Or => BinaryOperator.Or,
        NumberOperator.Xor => BinaryOperator.Xor,
        NumberOperator.ShiftLeft => BinaryOperator.ShiftLeft,
        _ => BinaryOperator.ShiftRight,
    };

    private Result LowerField(FieldNumber field)
    {
        Scope scope = At(field);
        if (field.Size is not (1 or 2 or 4))
            throw scope.Error("a field has 1, 2 or 4 bytes");
        Result offset = Lower(field.Offset);
        StackSlot word = Words.Take();
        Words.Release(offset.Word);

        // libpcap tests first for ICMPv6 and computes the place first for all else; the words of variable offsets are numbered by it.
        bool isTestedFirst = field.Protocol == FilterProtocol.Icmp6 && scope.Builder.Target == FilterTarget.Classic;
        Fragment? test = isTestedFirst ? Test(field.Protocol) : null;
        (PacketOffset place, Value index) = Place(scope, field.Protocol, offset.Word);
        MemorySize size = Scope.SizeOf(field.Size);
        PacketLoad value = Block.Append(new PacketLoad(size, unchecked((uint)place.Constant), index, scope.Span));
        scope.Write(Block, word, value);

        List<Need> needs = offset.Needs;
        if (field.Protocol is not (FilterProtocol.Link or FilterProtocol.Radio))
            needs.Add(new Need(field.Protocol, isTestedFirst ? test : Test(field.Protocol)));
        return new Result(word, needs);
    }

    /// <summary>Where a field's header is, and the index that its offset and the variable part of the place make.</summary>
    private (PacketOffset Place, Value Index) Place(Scope scope, FilterProtocol protocol, StackSlot offset)
    {
        switch (protocol)
        {
            case FilterProtocol.Radio:
                if (!scope.Link.HasRadioHeader)
                    throw scope.Error($"'radio' needs a radio header, which {scope.Link.Describe()} does not have");
                return (default, scope.Read(Block, offset));
            case FilterProtocol.Link:
                return Indexed(scope, scope.Offset(Anchor.LinkHeader), offset);
            case FilterProtocol.Icmp6:
                return Transport(scope, protocol, offset);
            case FilterProtocol.Icmp or FilterProtocol.Igmp or FilterProtocol.Igrp or FilterProtocol.Vrrp or FilterProtocol.Carp:
                return TransportIPv4(scope, offset);
            case var either when FieldFamilies.IsOfEither(either):
                return _family == IPFamily.IPv6 ? Transport(scope, protocol, offset) : TransportIPv4(scope, offset);
            case FilterProtocol.Ip or FilterProtocol.Ip6 or FilterProtocol.Arp or FilterProtocol.Rarp or FilterProtocol.AppleTalk or FilterProtocol.Decnet
                or FilterProtocol.Lat or FilterProtocol.Sca or FilterProtocol.MopDl or FilterProtocol.MopRc:
                return Indexed(scope, scope.Offset(Anchor.Network), offset);
            default:
                throw scope.Error($"'{FilterPrinter.Keyword(protocol)}' has no header that fields could be read from");
        }
    }

    private (PacketOffset Place, Value Index) Indexed(Scope scope, PacketOffset place, StackSlot offset)
    {
        if (place.Variable is null)
            return (place, scope.Read(Block, offset));
        Value variable = scope.Variable(Block, place)!;
        return (place, scope.Binary(Block, BinaryOperator.Add, scope.Read(Block, offset), variable));
    }

    private (PacketOffset Place, Value Index) TransportIPv4(Scope scope, StackSlot offset)
    {
        Value length = scope.HeaderLength(Block);
        return (scope.Offset(Anchor.Network), scope.Binary(Block, BinaryOperator.Add, scope.Read(Block, offset), length));
    }

    /// <summary>The header of the upper layer in IPv6: behind the fixed header, or for extended BPF where the chain of headers led.</summary>
    private (PacketOffset Place, Value Index) Transport(Scope scope, FilterProtocol protocol, StackSlot offset)
    {
        if (scope.Builder.Target == FilterTarget.Classic)
            return Indexed(scope, scope.Offset(Anchor.TransportIPv6), offset);
        if (!_upperLayers.TryGetValue(protocol, out OffsetVariable? chain))
            _upperLayers.Add(protocol, chain = new OffsetVariable($"{protocol} in IPv6") { Slot = Words.Take() });
        return Indexed(scope, new PacketOffset(chain, 0), offset);
    }

    /// <summary>The test that a packet has a protocol's header, whole or at least its beginning; null where the path says so already.</summary>
    private Fragment? Test(FilterProtocol protocol)
    {
        switch (protocol)
        {
            case FilterProtocol.Icmp6:
                Fragment? family = _family == IPFamily.IPv6 ? null : Protocols.Test(_scope, LinkProtocol.IPv6);
                Fragment header = InIPv6(protocol);
                return family is null ? header : family.And(header);
            case FilterProtocol.Icmp or FilterProtocol.Igmp or FilterProtocol.Igrp or FilterProtocol.Vrrp or FilterProtocol.Carp:
                if (_family == IPFamily.IPv4)
                    return InIPv4(protocol);
                Fragment ip = Protocols.Test(_scope, LinkProtocol.IPv4);
                Fragment carried = Protocols.Named(_scope, protocol);
                return ip.And(carried.And(PortTests.IsFirstFragment(_scope)));
            case FilterProtocol.Ip when _family == IPFamily.IPv4:
            case FilterProtocol.Ip6 when _family == IPFamily.IPv6:
                return null;
            case var either when FieldFamilies.IsOfEither(either):
                return _family == IPFamily.IPv6 ? InIPv6(either) : InIPv4(either);
            default:
                return Protocols.Named(_scope, protocol);
        }
    }

    private Fragment InIPv4(FilterProtocol protocol)
    {
        Fragment carried = _scope.Equal(Anchor.Network, 9, MemorySize.Byte, Protocols.Transport(protocol).Number);
        return carried.And(PortTests.IsFirstFragment(_scope));
    }

    private Fragment InIPv6(FilterProtocol protocol)
    {
        uint number = Protocols.Transport(protocol).Number;
        if (!_upperLayers.TryGetValue(protocol, out OffsetVariable? place))
            return _scope.Equal(Anchor.Network, 6, MemorySize.Byte, number);

        // A chain ends at one upper layer. It is walked once; another one that is asked for as well is not there, which no byte need be read to see.
        if (_walked is { } walked)
            return walked == protocol ? _scope.Always() : _scope.Never();
        _walked = protocol;
        return ExtensionHeaders.Find(_scope, number, place);
    }

    /// <summary>What a number needs of the packet.</summary>
    /// <param name="Protocol">The protocol whose header it is read from.</param>
    /// <param name="Test">The test, which may be used once; null where there is nothing to test.</param>
    public readonly record struct Need(FilterProtocol Protocol, Fragment? Test);

    /// <summary>A number that was computed.</summary>
    /// <param name="Word">Where it is.</param>
    /// <param name="Needs">What it needs of the packet, in the order of reading.</param>
    public readonly record struct Result(StackSlot Word, List<Need> Needs);
}
