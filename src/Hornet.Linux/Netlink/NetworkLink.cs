// SPDX-License-Identifier: Apache-2.0
using System.Net.NetworkInformation;

namespace Hornet.Linux;

/// <summary>A network interface as the kernel described it at one moment (rtnetlink's <c>RTM_NEWLINK</c>).</summary>
public sealed record NetworkLink
{
    private NetworkLink()
    {
    }

    /// <summary>Its number in its network namespace.</summary>
    public int Index { get; private init; }

    /// <summary>Its name, at most 15 bytes.</summary>
    public string Name { get; private init; } = "";

    /// <summary>Further names that find it (<c>ip link property add altname</c>).</summary>
    public IReadOnlyList<string> AlternativeNames { get; private init; } = [];

    /// <summary>What it is when software makes it: <c>veth</c>, <c>bridge</c>, <c>netkit</c>, …; empty for a device and for <c>lo</c>.</summary>
    public string Kind { get; private init; } = "";

    /// <summary>The kind of its hardware (<c>ARPHRD_*</c>, linux/if_arp.h): 1 is Ethernet, 772 loopback, 65534 none.</summary>
    public int HardwareType { get; private init; }

    /// <summary>Its hardware address, empty where it has none.</summary>
    public PhysicalAddress Address { get; private init; } = PhysicalAddress.None;

    /// <summary>The largest packet in bytes, without the link's own header.</summary>
    public int Mtu { get; private init; }

    /// <summary>Its state and abilities.</summary>
    public NetworkLinkFlags Flags { get; private init; }

    /// <summary>The number of the bridge, bond or VRF it belongs to, 0 for none.</summary>
    public int MasterIndex { get; private init; }

    /// <summary>The number of the interface it goes over (a VLAN's), or of its other end (a veth's, there in that end's namespace); 0 for none.</summary>
    public int PeerIndex { get; private init; }

    /// <summary>How many queues it receives with.</summary>
    public int ReceiveQueues { get; private init; }

    /// <summary>How many queues it transmits with.</summary>
    public int TransmitQueues { get; private init; }

    /// <summary>An administrator's note, or empty.</summary>
    public string Alias { get; private init; } = "";

    /// <summary>Its XDP programs, those attached by links included.</summary>
    public XdpAttachment Xdp { get; private init; } = XdpAttachment.None;

    /// <summary>Whether it was set up.</summary>
    public bool IsUp => (Flags & NetworkLinkFlags.Up) != 0;

    /// <summary>Reads a description; null when the message is something else.</summary>
    internal static NetworkLink? Read(NetlinkMessage message)
    {
        if (message.Type != NetlinkMessageTypes.NewLink)
            return null;
        InterfaceMessage body = message.Body<InterfaceMessage>();
        var link = new NetworkLink { Index = body.Index, HardwareType = body.HardwareType, Flags = (NetworkLinkFlags)body.Flags };
        foreach (NetlinkAttribute attribute in message.Attributes<InterfaceMessage>())
            link = link.With(attribute);
        return link;
    }

    private NetworkLink With(NetlinkAttribute attribute) => attribute.Type switch
    {
        LinkAttributes.Address => this with { Address = new PhysicalAddress(attribute.Value.ToArray()) },
        LinkAttributes.Name => this with { Name = attribute.Text },
        LinkAttributes.Mtu => this with { Mtu = (int)attribute.Read<uint>() },
        LinkAttributes.Peer => this with { PeerIndex = attribute.Read<int>() },
        LinkAttributes.Master => this with { MasterIndex = attribute.Read<int>() },
        LinkAttributes.Alias => this with { Alias = attribute.Text },
        LinkAttributes.TransmitQueues => this with { TransmitQueues = (int)attribute.Read<uint>() },
        LinkAttributes.ReceiveQueues => this with { ReceiveQueues = (int)attribute.Read<uint>() },
        LinkAttributes.Information => this with { Kind = attribute.Nested.TryFind(LinkAttributes.Kind, out NetlinkAttribute kind) ? kind.Text : "" },
        LinkAttributes.Properties => this with { AlternativeNames = ReadNames(attribute.Nested) },
        LinkAttributes.Xdp => this with { Xdp = ReadXdp(attribute.Nested) },
        _ => this,
    };

    private static List<string> ReadNames(NetlinkAttributes properties)
    {
        var names = new List<string>();
        foreach (NetlinkAttribute property in properties)
        {
            if (property.Type == LinkAttributes.AlternativeName)
                names.Add(property.Text);
        }

        return names;
    }

    private static XdpAttachment ReadXdp(NetlinkAttributes attributes)
    {
        const byte Native = 1, Generic = 2, Offload = 3;
        XdpAttachment xdp = XdpAttachment.None;
        byte mode = 0;
        uint single = 0;
        foreach (NetlinkAttribute attribute in attributes)
        {
            switch (attribute.Type)
            {
                case XdpAttributes.Attached:
                    mode = attribute.Read<byte>();
                    break;
                case XdpAttributes.ProgramId:
                    single = attribute.Read<uint>();
                    break;
                case XdpAttributes.NativeProgramId:
                    xdp = xdp with { NativeProgramId = attribute.Read<uint>() };
                    break;
                case XdpAttributes.GenericProgramId:
                    xdp = xdp with { GenericProgramId = attribute.Read<uint>() };
                    break;
                case XdpAttributes.OffloadProgramId:
                    xdp = xdp with { OffloadProgramId = attribute.Read<uint>() };
                    break;
            }
        }

        // Kernels before 4.19 tell one number, and the mode apart from it.
        return xdp.IsAttached ? xdp : mode switch
        {
            Native => xdp with { NativeProgramId = single },
            Generic => xdp with { GenericProgramId = single },
            Offload => xdp with { OffloadProgramId = single },
            _ => xdp,
        };
    }
}
