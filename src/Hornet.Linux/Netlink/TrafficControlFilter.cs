// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Net;

namespace Hornet.Linux;

/// <summary>A filter with a BPF program on a queueing discipline (rtnetlink's <c>RTM_NEWTFILTER</c>, kind <c>bpf</c>).</summary>
public sealed record TrafficControlFilter
{
    /// <summary>Where filters of arriving packets hang: <c>ffff:fff2</c>, on a clsact or ingress discipline.</summary>
    public const uint IngressParent = 0xFFFF_FFF2;

    /// <summary>Where filters of leaving packets hang: <c>ffff:fff3</c>, on a clsact discipline.</summary>
    public const uint EgressParent = 0xFFFF_FFF3;

    internal TrafficControlFilter()
    {
    }

    /// <summary>The number of the interface.</summary>
    public int InterfaceIndex { get; init; }

    /// <summary>What the filter hangs on: <see cref="IngressParent"/>, <see cref="EgressParent"/>, or a discipline or class.</summary>
    public uint Parent { get; init; }

    /// <summary>The chain of filters it is in, 0 unless one was chosen.</summary>
    public uint Chain { get; init; }

    /// <summary>Its place in the order, lower ones first.</summary>
    public int Priority { get; init; }

    /// <summary>Which packets it sees (<c>ETH_P_*</c>, in the machine's byte order): 3 is all.</summary>
    public int Protocol { get; init; }

    /// <summary>Its number among those of the same priority.</summary>
    public uint Handle { get; init; }

    /// <summary>The name it was given, usually <c>object.o:[section]</c> or the program's.</summary>
    public string Name { get; init; } = "";

    /// <summary>The number of the program.</summary>
    public uint ProgramId { get; init; }

    /// <summary>The program's tag, the eight bytes as they lie in memory.</summary>
    public ulong Tag { get; init; }

    /// <summary>Whether what the program returns is what happens to the packet, rather than a class for it.</summary>
    public bool IsDirectAction { get; init; }

    /// <summary>The class that matching packets go to, 0 for none.</summary>
    public uint ClassId { get; init; }

    /// <summary>Whether the card runs it (<c>TCA_CLS_FLAGS_IN_HW</c>).</summary>
    public bool IsInHardware { get; init; }

    /// <summary>Reads a filter; null for other kinds, and for the entry that stands for a priority as a whole.</summary>
    internal static TrafficControlFilter? Read(NetlinkMessage message)
    {
        const uint InHardware = 4;
        if (message.Type != NetlinkMessageTypes.NewFilter)
            return null;
        TrafficControlMessage body = message.Body<TrafficControlMessage>();
        NetlinkAttributes attributes = message.Attributes<TrafficControlMessage>();
        if (body.Handle == 0
            || !attributes.TryFind(TrafficControlAttributes.Kind, out NetlinkAttribute kind) || kind.Text != "bpf"
            || !attributes.TryFind(TrafficControlAttributes.Options, out NetlinkAttribute options))
            return null;
        var filter = new TrafficControlFilter
        {
            InterfaceIndex = body.Index,
            Parent = body.Parent,
            Handle = body.Handle,
            Priority = (int)(body.Info >> 16),
            Protocol = (ushort)IPAddress.NetworkToHostOrder((short)body.Info),
            Chain = attributes.TryFind(TrafficControlAttributes.Chain, out NetlinkAttribute chain) ? chain.Read<uint>() : 0,
        };
        foreach (NetlinkAttribute option in options.Nested)
        {
            filter = option.Type switch
            {
                TrafficControlAttributes.ProgramName => filter with { Name = option.Text },
                TrafficControlAttributes.ProgramId => filter with { ProgramId = option.Read<uint>() },
                TrafficControlAttributes.Tag => filter with { Tag = option.Read<ulong>() },
                TrafficControlAttributes.ClassId => filter with { ClassId = option.Read<uint>() },
                TrafficControlAttributes.Flags => filter with { IsDirectAction = (option.Read<uint>() & TrafficControlAttributes.DirectAction) != 0 },
                TrafficControlAttributes.HardwareFlags => filter with { IsInHardware = (option.Read<uint>() & InHardware) != 0 },
                _ => filter,
            };
        }

        return filter;
    }

    /// <summary>A handle or parent in the notation of <c>tc</c>: major and minor number, hexadecimal.</summary>
    internal static string Format(uint handle) => string.Create(CultureInfo.InvariantCulture, $"{handle >> 16:x}:{handle & 0xFFFF:x}");
}
