// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Packets;

/// <summary>The control bits of a TCP header (RFC 9293 section 3.1).</summary>
[Flags]
public enum TcpFlags : ushort
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The sender has no more data.</summary>
    Fin = 0x01,

    /// <summary>Synchronise sequence numbers: a connection is opened.</summary>
    Syn = 0x02,

    /// <summary>The connection is reset.</summary>
    Reset = 0x04,

    /// <summary>Push the data to the application.</summary>
    Push = 0x08,

    /// <summary>The acknowledgment number is valid.</summary>
    Ack = 0x10,

    /// <summary>The urgent pointer is valid.</summary>
    Urgent = 0x20,

    /// <summary>Congestion was experienced (RFC 3168).</summary>
    CongestionEcho = 0x40,

    /// <summary>The congestion window was reduced (RFC 3168).</summary>
    CongestionWindowReduced = 0x80,

    /// <summary>Accurate congestion notification (RFC 9768).</summary>
    AccurateCongestion = 0x100,
}
