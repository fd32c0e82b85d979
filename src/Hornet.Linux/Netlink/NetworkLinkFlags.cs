// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>The state and abilities of a network interface (<c>IFF_*</c>, linux/if.h).</summary>
[Flags]
public enum NetworkLinkFlags : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Set up by an administrator.</summary>
    Up = 1,

    /// <summary>Has a broadcast address.</summary>
    Broadcast = 2,

    /// <summary>Debugging is on.</summary>
    Debug = 4,

    /// <summary>What is sent comes back.</summary>
    Loopback = 8,

    /// <summary>Has one other end.</summary>
    PointToPoint = 0x10,

    /// <summary>Ready to carry packets.</summary>
    Running = 0x40,

    /// <summary>Does not ask for neighbours' addresses.</summary>
    NoArp = 0x80,

    /// <summary>Takes every frame it sees.</summary>
    Promiscuous = 0x100,

    /// <summary>Takes every multicast frame.</summary>
    AllMulticast = 0x200,

    /// <summary>Leads a group of interfaces that balance load.</summary>
    Master = 0x400,

    /// <summary>Belongs to such a group.</summary>
    Slave = 0x800,

    /// <summary>Can do multicast.</summary>
    Multicast = 0x1000,

    /// <summary>Can choose its medium.</summary>
    PortSelect = 0x2000,

    /// <summary>Chose its medium.</summary>
    AutomaticMedia = 0x4000,

    /// <summary>Loses its addresses when it goes down.</summary>
    Dynamic = 0x8000,

    /// <summary>There is a carrier: a cable, or an other end that is up.</summary>
    LowerUp = 0x10000,

    /// <summary>Waits for something outside, such as an authentication.</summary>
    Dormant = 0x20000,

    /// <summary>Sent frames come back (CAN).</summary>
    Echo = 0x40000,
}
