// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>Types of messages (linux/netlink.h, linux/rtnetlink.h).</summary>
internal static class NetlinkMessageTypes
{
    public const ushort Error = 2, Done = 3, NewLink = 16, GetLink = 18, SetLink = 19, NewAddress = 20, GetAddress = 22, NewRoute = 24, DeleteRoute = 25,
        NewQueueing = 36, DeleteQueueing = 37, GetQueueing = 38, NewClass = 40, GetClass = 42, NewFilter = 44, DeleteFilter = 45, GetFilter = 46;

    /// <summary>The name of a request, for messages to people.</summary>
    public static string Name(ushort type) => type switch
    {
        NewLink => "RTM_NEWLINK",
        GetLink => "RTM_GETLINK",
        SetLink => "RTM_SETLINK",
        GetAddress => "RTM_GETADDR",
        NewRoute => "RTM_NEWROUTE",
        DeleteRoute => "RTM_DELROUTE",
        NewQueueing => "RTM_NEWQDISC",
        DeleteQueueing => "RTM_DELQDISC",
        GetQueueing => "RTM_GETQDISC",
        GetClass => "RTM_GETTCLASS",
        NewFilter => "RTM_NEWTFILTER",
        DeleteFilter => "RTM_DELTFILTER",
        GetFilter => "RTM_GETTFILTER",
        _ => $"message {type}",
    };
}

/// <summary>Attributes of an extended acknowledgement (<c>NLMSGERR_ATTR_*</c>).</summary>
internal static class AcknowledgementAttributes
{
    public const ushort Message = 1, Offset = 2, MissingType = 5;
}

/// <summary>Attributes of an interface (<c>IFLA_*</c>, linux/if_link.h).</summary>
internal static class LinkAttributes
{
    public const ushort Address = 1, Name = 3, Mtu = 4, Peer = 5, Master = 10, Information = 18, Alias = 20, ExtendedMask = 29, TransmitQueues = 31,
        ReceiveQueues = 32, Xdp = 43, Properties = 52, AlternativeName = 53;

    /// <summary>Inside <see cref="Information"/>: the kind of a software interface.</summary>
    public const ushort Kind = 1;

    /// <summary>Of <see cref="ExtendedMask"/>: no statistics, please.</summary>
    public const uint SkipStatistics = 8;
}

/// <summary>Attributes inside <c>IFLA_XDP</c>, and flags of its <c>IFLA_XDP_FLAGS</c>.</summary>
internal static class XdpAttributes
{
    public const ushort ProgramFd = 1, Attached = 2, Flags = 3, ProgramId = 4, NativeProgramId = 5, GenericProgramId = 6, OffloadProgramId = 7,
        ExpectedFd = 8;

    public const uint OnlyIfNone = 1, GenericMode = 2, NativeMode = 4, OffloadMode = 8, ReplaceExpected = 16;
}

/// <summary>Attributes of an address (<c>IFA_*</c>, linux/if_addr.h).</summary>
internal static class AddressAttributes
{
    public const ushort Address = 1, Local = 2, Label = 3;
}

/// <summary>Attributes of a queueing discipline or filter (<c>TCA_*</c>), and of the bpf classifier (<c>TCA_BPF_*</c>, linux/pkt_cls.h).</summary>
internal static class TrafficControlAttributes
{
    public const ushort Kind = 1, Options = 2, Chain = 11;

    public const ushort ClassId = 3, ProgramFd = 6, ProgramName = 7, Flags = 8, HardwareFlags = 9, Tag = 10, ProgramId = 11;

    public const uint DirectAction = 1;
}

/// <summary>Attributes of a route (<c>RTA_*</c>), its constants, and attributes of its tunnel (linux/lwtunnel.h, linux/seg6_local.h).</summary>
internal static class RouteAttributes
{
    public const ushort Destination = 1, OutputInterface = 4, Gateway = 5, Priority = 6, Table = 15, EncapsulationType = 21, Encapsulation = 22;

    public const byte MainTable = 254, StaticProtocol = 4, Unicast = 1, UniverseScope = 0, LinkScope = 253, NowhereScope = 255;

    public const ushort EncapsulationBpf = 6, EncapsulationSegmentLocal = 7;

    public const ushort BpfIn = 1, BpfOut = 2, BpfTransmit = 3, BpfTransmitHeadroom = 4, BpfProgramFd = 1, BpfProgramName = 2;

    public const ushort SegmentLocalAction = 1, SegmentLocalBpf = 8, SegmentLocalProgramFd = 1, SegmentLocalProgramName = 2;

    /// <summary><c>SEG6_LOCAL_ACTION_END_BPF</c>.</summary>
    public const uint EndBpf = 15;
}
