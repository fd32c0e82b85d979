// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Compiler.Ssa;
using Hornet.PacketFilters.Lowering.Flow;
using Hornet.PacketFilters.Lowering.LinkLayers;
using Hornet.PacketFilters.Syntax;

namespace Hornet.PacketFilters.Lowering;

/// <summary>Tests of the link layer that are the same on all link types: addresses, lengths, single bytes, kinds of 802.2 frames.</summary>
internal static class LinkTests
{
    /// <summary><c>ether host</c> and the like; ARCnet's addresses are one byte.</summary>
    public static Fragment Host(Scope scope, LinkHostTest test)
    {
        if (test.Protocol != FilterProtocol.Link)
            throw scope.Error("a link address has a meaning only for the link layer: write 'ether host'");
        if (test.Address.Length == 1 && scope.Link is not ArcnetLink)
            throw scope.Error($"only ARCnet has addresses of one byte, {scope.Link.Describe()} does not");
        return scope.Link.Host(scope, test.Direction, test.Address.AsSpan());
    }

    /// <summary><c>less</c> and <c>greater</c>: the length on the wire, the given one included.</summary>
    public static Fragment Length(Scope scope, LengthTest test)
    {
        Block block = scope.NewBlock();
        PacketLength length = block.Append(new PacketLength(scope.Span));
        return scope.Branch(block, test.IsGreater ? Comparison.GreaterOrEqual : Comparison.LessOrEqual, length, test.Length);
    }

    /// <summary><c>byte</c>. Of the bitwise forms the byte is read before it is combined, which libpcap forgets.</summary>
    public static Fragment Byte(Scope scope, ByteTest test)
    {
        int offset = unchecked((int)test.Offset);
        Comparison? comparison = test.Operator switch
        {
            ByteOperator.Equal => Comparison.Equal,
            ByteOperator.Less => Comparison.Less,
            ByteOperator.Greater => Comparison.Greater,
            _ => null,
        };
        if (comparison is { } relation)
            return scope.Compare(Anchor.LinkHeader, offset, MemorySize.Byte, relation, test.Value);
        Block block = scope.NewBlock();
        Value loaded = scope.Load(block, Anchor.LinkHeader, offset, MemorySize.Byte);
        BinaryOperator combine = test.Operator == ByteOperator.And ? BinaryOperator.And : BinaryOperator.Or;
        return scope.Branch(block, Comparison.NotEqual, scope.Binary(block, combine, loaded, test.Value), 0);
    }

    /// <summary>
    /// <c>llc</c> and its kinds (ISO/IEC 8802-2, control field): 0 in the lowest bit is information, 01 supervisory, 11 unnumbered. The subtype of
    /// an unnumbered frame leaves out the bit for poll and final.
    /// </summary>
    public static Fragment Llc(Scope scope, LlcTest test)
    {
        Fragment isLlc = scope.Link.Llc(scope);
        return test.Kind switch
        {
            LlcKind.Any => isLlc,
            LlcKind.Information => isLlc.And(scope.Compare(Anchor.LinkPayload, 2, MemorySize.Byte, Comparison.AnyBits, 1).Not()),
            LlcKind.Supervisory => isLlc.And(Control(scope, 0x01, 0x03)),
            LlcKind.Unnumbered => isLlc.And(Control(scope, 0x03, 0x03)),
            LlcKind.SupervisorySubtype => isLlc.And(Control(scope, test.Subtype, 0x0f)),
            _ => isLlc.And(Control(scope, test.Subtype, 0xef)),
        };
    }

    private static Fragment Control(Scope scope, uint value, uint mask) => scope.Equal(Anchor.LinkPayload, 2, MemorySize.Byte, value, mask);
}
