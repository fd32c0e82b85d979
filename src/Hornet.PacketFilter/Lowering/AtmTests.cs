// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.PacketFilters.Lowering.Flow;
using Hornet.PacketFilters.Lowering.LinkLayers;
using Hornet.PacketFilters.Syntax;

namespace Hornet.PacketFilters.Lowering;

/// <summary>
/// Tests of ATM: virtual paths and channels, the channels that are reserved on path 0 (ITU-T I.361), the signalling messages that set up and end
/// connections (ITU-T Q.2931). Behind <c>lane</c> they are still about the cell's header.
/// </summary>
internal static class AtmTests
{
    private const uint MetaSignallingChannel = 1;
    private const uint BroadcastChannel = 2;
    private const uint SegmentOamChannel = 3;
    private const uint EndToEndOamChannel = 4;
    private const uint SignallingChannel = 5;
    private const uint IlmiChannel = 16;

    // Type of a signalling message, behind the header of SunATM and five bytes.
    private const int MessageType = SunAtmLink.PacketBegin + 5;
    private const uint Setup = 0x05;
    private const uint CallProceeding = 0x02;
    private const uint Connect = 0x07;
    private const uint ConnectAcknowledge = 0x0f;
    private const uint Release = 0x4d;
    private const uint ReleaseComplete = 0x5a;

    /// <summary>A kind of traffic; <c>lane</c> passes the header of ATM.</summary>
    public static Outcome Kind(Scope scope, AtmKindTest test)
    {
        Anchor cell = Cell(scope);
        if (test.Kind == AtmKind.Lane)
        {
            var link = (SunAtmLink)(scope.State.Carrier ?? scope.Link);
            return Outcome.Of(SunAtmLink.Traffic(scope, cell, SunAtmLink.Lane), scope.State, link.EnterLane());
        }

        Fragment path = scope.Equal(cell, SunAtmLink.VirtualPath, MemorySize.Byte, 0);
        return Outcome.Of(path.And(Channel(scope, cell, test.Kind)), scope.State);
    }

    /// <summary><c>vpi</c> and <c>vci</c>.</summary>
    public static Fragment Field(Scope scope, AtmFieldTest test)
    {
        Anchor cell = Cell(scope);
        (int offset, MemorySize size, uint largest) = test.IsVirtualChannel
            ? (SunAtmLink.VirtualChannel, MemorySize.HalfWord, 0xffffu)
            : (SunAtmLink.VirtualPath, MemorySize.Byte, 0xffu);
        if (test.Value > largest)
            throw scope.Error($"'{(test.IsVirtualChannel ? "vci" : "vpi")}' is at most {largest}, not {test.Value}");
        return scope.Compare(cell, offset, size, Relations.ToComparison(test.Relation), test.Value);
    }

    private static Anchor Cell(Scope scope)
    {
        if (scope.Link is SunAtmLink)
            return Anchor.LinkHeader;
        return scope.State.Carrier is SunAtmLink
            ? Anchor.CarrierHeader
            : throw scope.Error($"only ATM with its cell header (SUNATM) has this, {scope.Link.Describe()} does not");
    }

    private static Fragment Channel(Scope scope, Anchor cell, AtmKind kind)
    {
        Fragment Is(uint channel) => scope.Equal(cell, SunAtmLink.VirtualChannel, MemorySize.HalfWord, channel);
        return kind switch
        {
            AtmKind.MetaSignalling => Is(MetaSignallingChannel),
            AtmKind.BroadcastSignalling => Is(BroadcastChannel),
            AtmKind.SegmentOamF4 => Is(SegmentOamChannel),
            AtmKind.EndToEndOamF4 => Is(EndToEndOamChannel),
            AtmKind.Signalling => Is(SignallingChannel),
            AtmKind.Ilmi => Is(IlmiChannel),
            AtmKind.OamF4 => Is(SegmentOamChannel).Or(Is(EndToEndOamChannel)),
            AtmKind.ConnectMessage => Is(SignallingChannel).And(
                AnyMessage(scope, cell, ReleaseComplete, Release, ConnectAcknowledge, Connect, Setup, CallProceeding)),
            _ => Is(MetaSignallingChannel).And(AnyMessage(scope, cell, ReleaseComplete, Release, Connect, Setup, CallProceeding)),
        };
    }

    private static Fragment AnyMessage(Scope scope, Anchor cell, params ReadOnlySpan<uint> types)
    {
        Fragment? result = null;
        foreach (uint type in types)
        {
            Fragment next = scope.Equal(cell, MessageType, MemorySize.Byte, type);
            result = result is null ? next : result.Or(next);
        }

        return result!;
    }
}
