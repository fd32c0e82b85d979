// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Packets;

/// <summary>What a reader does with a capture that ends inside a record, as one does whose writer was killed.</summary>
public enum TruncationHandling
{
    /// <summary>Throw a <see cref="CaptureFormatException"/> that says where, after all whole packets have been delivered.</summary>
    Throw,

    /// <summary>End as if the partial record were not there; <see cref="CaptureReader.IsTruncated"/> tells.</summary>
    Stop,

    /// <summary>Deliver the bytes of the last packet that are there as a shorter packet, then end.</summary>
    Keep,
}
