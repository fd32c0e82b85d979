// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Bytecode.Classic;
using Hornet.PacketFilters.Lowering.Flow;
using Hornet.PacketFilters.Lowering.LinkLayers;
using Hornet.PacketFilters.Syntax;

namespace Hornet.PacketFilters.Lowering;

/// <summary>Tests that pass a header: what follows by <c>and</c> is about what the header encloses.</summary>
internal static class EncapsulationTests
{
    private const uint LargestVlan = 0xfff;
    private const uint LargestLabel = 0xfffff;
    private const uint LargestSession = 0xffff;

    /// <summary>
    /// <c>vlan</c>: a tag of four bytes (IEEE 802.1Q) before the type field. Of a live packet the kernel keeps the outermost tag beside the packet,
    /// if it is not in the packet; both ways lead on, each with its own offsets.
    /// </summary>
    public static Outcome Vlan(Scope scope, VlanTest test)
    {
        EncapsulationState state = scope.State;
        if (!scope.Link.CarriesVlan)
            throw scope.Error($"'vlan' is not supported on {scope.Link.Describe()}");
        if (state.LabelDepth > 0)
            throw scope.Error("'vlan' after 'mpls': labels do not say that a tag follows");
        if (test.Id > LargestVlan)
            throw scope.Error($"a VLAN is at most {LargestVlan}, not {test.Id}");

        EncapsulationState beside = state with { VlanDepth = state.VlanDepth + 1 };
        EncapsulationState behind = beside with { LinkType = state.LinkType + 4, LinkPayload = state.LinkPayload + 4 };
        Fragment inPacket = Protocols.Test(scope, LinkProtocol.VlanTag)
            .Or(Protocols.Test(scope, LinkProtocol.ServiceTag))
            .Or(Protocols.Test(scope, LinkProtocol.OuterTag));
        if (test.Id is { } id)
            inPacket = inPacket.And(scope.Equal(Anchor.Network, 0, MemorySize.HalfWord, id, LargestVlan));
        bool isFirst = state is { VlanDepth: 0, IsInGeneve: false, Carrier: null } && scope.Link is EthernetLink;
        if (!scope.Options.IsLive || !isFirst)
            return Outcome.Of(inPacket, state, behind);

        Fragment present = scope.Metadata(ClassicExtension.VlanTagPresent, 1);
        var outcome = new Outcome(present.Entry, state);
        present.False.ConnectTo(inPacket.Entry);
        Edges tagged = present.True;
        if (test.Id is { } number)
        {
            Fragment matches = scope.Metadata(ClassicExtension.VlanTag, number, LargestVlan);
            tagged.ConnectTo(matches.Entry);
            tagged = matches.True;
            outcome.False.Join(matches.False);
        }

        outcome.AddTrue(beside, tagged);
        outcome.AddTrue(behind, inPacket.True);
        outcome.False.Join(inPacket.False);
        return outcome;
    }

    /// <summary><c>mpls</c>: a label of four bytes (RFC 3032); after another label, that one's bit for the bottom of the stack must not be set.</summary>
    public static Outcome Mpls(Scope scope, MplsTest test)
    {
        EncapsulationState state = scope.State;
        if (test.Label > LargestLabel)
            throw scope.Error($"a label of MPLS is at most {LargestLabel}, not {test.Label}");
        Fragment isLabelled = state.LabelDepth > 0
            ? scope.Equal(Anchor.Label, 2, MemorySize.Byte, 0, mask: 1)
            : scope.Link.Protocol(scope, scope.Link.MplsProtocol ?? throw scope.Error($"'mpls' is not supported on {scope.Link.Describe()}"));
        if (test.Label is { } label)
            isLabelled = isLabelled.And(scope.Equal(Anchor.Network, 0, MemorySize.Word, label << 12, 0xfffff000));
        return Outcome.Of(isLabelled, state, state with
        {
            LabelDepth = state.LabelDepth + 1,
            NetworkOffset = state.NetworkOffset + 4,
            NetworkOffsetWithoutSnap = state.NetworkOffsetWithoutSnap + 4,
        });
    }

    /// <summary><c>pppoed</c>.</summary>
    public static Fragment PppoeDiscovery(Scope scope) => Protocols.Test(scope, LinkProtocol.PppoeDiscovery);

    /// <summary><c>pppoes</c>: six bytes of PPPoE (RFC 2516), behind them PPP with nothing but its protocol field.</summary>
    public static Outcome PppoeSession(Scope scope, PppoeSessionTest test)
    {
        if (test.Session > LargestSession)
            throw scope.Error($"a session of PPPoE is at most {LargestSession}, not {test.Session}");
        Fragment isSession = Protocols.Test(scope, LinkProtocol.PppoeSession);
        if (test.Session is { } session)
            isSession = isSession.And(scope.Equal(Anchor.Network, 0, MemorySize.Word, session, LargestSession));
        PacketOffset ppp = scope.Offset(Anchor.Network) + 6;
        return Outcome.Of(isSession, scope.State, new EncapsulationState(PppLink.InSession, ppp, ppp, ppp + 2)
        {
            VlanDepth = scope.State.VlanDepth,
            IsInGeneve = scope.State.IsInGeneve,
        });
    }
}
