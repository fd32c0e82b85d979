// SPDX-License-Identifier: Apache-2.0
namespace Hornet.PacketFilters.Syntax;

/// <summary>Which of a packet's addresses or ports a primitive is about.</summary>
public enum FilterDirection
{
    /// <summary>None given: source or destination.</summary>
    Default,

    /// <summary><c>src</c>.</summary>
    Source,

    /// <summary><c>dst</c>.</summary>
    Destination,

    /// <summary><c>src or dst</c>.</summary>
    SourceOrDestination,

    /// <summary><c>src and dst</c>.</summary>
    SourceAndDestination,

    /// <summary><c>addr1</c> of a wireless frame.</summary>
    Address1,

    /// <summary><c>addr2</c>.</summary>
    Address2,

    /// <summary><c>addr3</c>.</summary>
    Address3,

    /// <summary><c>addr4</c>.</summary>
    Address4,

    /// <summary><c>ra</c>: the receiver.</summary>
    Receiver,

    /// <summary><c>ta</c>: the transmitter.</summary>
    Transmitter,
}
