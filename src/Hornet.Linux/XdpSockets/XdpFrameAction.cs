// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>What happens to a received frame after its handler.</summary>
public enum XdpFrameAction
{
    /// <summary>The kernel gets it back to receive into.</summary>
    Release,

    /// <summary>The socket sends it as it is now, without copying. It is released when the transmit ring is full.</summary>
    Transmit,
}
