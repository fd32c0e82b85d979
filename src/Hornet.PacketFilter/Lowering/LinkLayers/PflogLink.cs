// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Compiler.Ssa;
using Hornet.PacketFilters.Lowering.Flow;
using Hornet.Packets;

namespace Hornet.PacketFilters.Lowering.LinkLayers;

/// <summary>OpenBSD's pflog(4): a header that begins with its own length, padded to four bytes, then IP of the address family at 1.</summary>
internal sealed class PflogLink() : LinkLayer(LinkType.Pflog)
{
    private const uint FamilyIPv4 = 2;

    // Linux's number, as libpcap compiled there has it; OpenBSD itself writes 24.
    private const uint FamilyIPv6 = 10;
    private const uint Inbound = 1;
    private const uint Outbound = 2;

    public override EncapsulationState Begin() => new(this, default, null, new PacketOffset(new OffsetVariable("pflog header"), 0));

    public override Fragment Protocol(Scope scope, uint protocol) => protocol switch
    {
        LinkProtocol.IPv4 => scope.Equal(Anchor.LinkHeader, 1, MemorySize.Byte, FamilyIPv4),
        LinkProtocol.IPv6 => scope.Equal(Anchor.LinkHeader, 1, MemorySize.Byte, FamilyIPv6),
        _ => scope.Never(),
    };

    public override Fragment Direction(Scope scope, bool isOutbound) =>
        scope.Equal(Anchor.LinkHeader, 60, MemorySize.Byte, isOutbound ? Outbound : Inbound);

    public override Fragment? Prepare(Scope scope)
    {
        if (scope.State.LinkPayload.Variable!.Slot is not { } word)
            return null;
        Block block = scope.NewBlock();
        Value length = scope.Binary(block, BinaryOperator.Add, scope.Load(block, Anchor.Packet, 0, MemorySize.Byte), 3);
        scope.Write(block, word, scope.Binary(block, BinaryOperator.And, length, 0xfffffffc));
        return new Fragment(block, scope.Leave(block), new Edges());
    }
}
