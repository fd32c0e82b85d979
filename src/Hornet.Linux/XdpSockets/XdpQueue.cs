// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>
/// A queue of an interface that sockets of one memory are bound to. The kernel has one fill and one completion ring for it, whichever socket they are
/// reached through; each end has one user at a time, which the gate sees to.
/// </summary>
internal sealed class XdpQueue(XdpQueueKey key, ushort id, int fillRingSize, int completionRingSize)
{
    /// <summary>Which queue it is.</summary>
    public XdpQueueKey Key { get; } = key;

    /// <summary>A number for it among those of its memory; not 0.</summary>
    public ushort Id { get; } = id;

    /// <summary>The number of entries of the fill ring.</summary>
    public int FillRingSize { get; } = fillRingSize;

    /// <summary>The number of entries of the completion ring.</summary>
    public int CompletionRingSize { get; } = completionRingSize;

    /// <summary>Held by who uses the fill or completion ring.</summary>
    public Lock Gate { get; } = new();

    /// <summary>How many frames the kernel is to have to receive into.</summary>
    public int Target { get; set; }

    /// <summary>How many frames the kernel has to receive into, received ones that nobody looked at included.</summary>
    public int Outstanding { get; set; }
}
