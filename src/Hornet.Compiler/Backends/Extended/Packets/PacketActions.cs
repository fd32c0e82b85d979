// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Compiler.Backends.Extended;

/// <summary>What a filter returns as a program of a kind whose return value is an action.</summary>
/// <param name="Match">The action for a packet that the filter accepts: where it returns anything but 0.</param>
/// <param name="Otherwise">The action for a packet that it refuses, reads outside the packet included.</param>
public sealed record PacketActions(uint Match, uint Otherwise)
{
    /// <summary>XDP: what matches is passed on, the rest dropped, as a socket filter does with what it returns.</summary>
    public static PacketActions Xdp { get; } = new((uint)XdpAction.Pass, (uint)XdpAction.Drop);

    /// <summary>tc with direct action: what matches is passed on (<c>TC_ACT_OK</c>), the rest dropped (<c>TC_ACT_SHOT</c>).</summary>
    public static PacketActions TrafficControl { get; } = new((uint)TrafficControlAction.Ok, (uint)TrafficControlAction.Shot);

    /// <summary>1 for a match and 0 for the rest, whatever the kind of program.</summary>
    public static PacketActions Decision { get; } = new(1, 0);
}
