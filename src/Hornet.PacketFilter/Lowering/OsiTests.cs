// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.PacketFilters.Lowering.Flow;
using Hornet.PacketFilters.Syntax;

namespace Hornet.PacketFilters.Lowering;

/// <summary>The protocols of OSI's network layer (ISO/IEC TR 9577) and the packets of IS-IS (ISO/IEC 10589).</summary>
internal static class OsiTests
{
    private const uint Clnp = 0x81;
    private const uint EsIs = 0x82;
    private const uint IsIs = 0x83;

    // Types of IS-IS packets.
    private const uint HelloLevel1 = 15;
    private const uint HelloLevel2 = 16;
    private const uint HelloPointToPoint = 17;
    private const uint LinkStateLevel1 = 18;
    private const uint LinkStateLevel2 = 20;
    private const uint CompleteSequenceLevel1 = 24;
    private const uint CompleteSequenceLevel2 = 25;
    private const uint PartialSequenceLevel1 = 26;
    private const uint PartialSequenceLevel2 = 27;

    /// <summary>A protocol or a kind of packet by its keyword.</summary>
    public static Fragment Named(Scope scope, FilterProtocol protocol) => protocol switch
    {
        FilterProtocol.Clnp => scope.Link.IsoProtocol(scope, Clnp),
        FilterProtocol.EsIs => scope.Link.IsoProtocol(scope, EsIs),
        FilterProtocol.IsIs => scope.Link.IsoProtocol(scope, IsIs),
        FilterProtocol.IsIsL1 => AnyType(scope, PartialSequenceLevel1, CompleteSequenceLevel1, LinkStateLevel1, HelloLevel1, HelloPointToPoint),
        FilterProtocol.IsIsL2 => AnyType(scope, PartialSequenceLevel2, CompleteSequenceLevel2, LinkStateLevel2, HelloLevel2, HelloPointToPoint),
        FilterProtocol.IsIsIih => AnyType(scope, HelloPointToPoint, HelloLevel1, HelloLevel2),
        FilterProtocol.IsIsLsp => AnyType(scope, LinkStateLevel1, LinkStateLevel2),
        FilterProtocol.IsIsSnp => AnyType(scope, PartialSequenceLevel2, PartialSequenceLevel1, CompleteSequenceLevel1, CompleteSequenceLevel2),
        FilterProtocol.IsIsCsnp => AnyType(scope, CompleteSequenceLevel1, CompleteSequenceLevel2),
        FilterProtocol.IsIsPsnp => AnyType(scope, PartialSequenceLevel1, PartialSequenceLevel2),
        _ => throw new ArgumentOutOfRangeException(nameof(protocol), protocol, "Not a protocol of OSI."),
    };

    /// <summary>Whether the packet is IS-IS of a type; the three bits above the type are reserved.</summary>
    public static Fragment IsIsType(Scope scope, uint type)
    {
        Fragment isIsIs = scope.Link.IsoProtocol(scope, IsIs);
        return isIsIs.And(scope.Equal(Anchor.NetworkWithoutSnap, 4, MemorySize.Byte, type));
    }

    private static Fragment AnyType(Scope scope, params ReadOnlySpan<uint> types)
    {
        Fragment result = IsIsType(scope, types[0]);
        foreach (uint type in types[1..])
            result = result.Or(IsIsType(scope, type));
        return result;
    }
}
