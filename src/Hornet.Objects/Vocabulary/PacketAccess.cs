// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Objects;

/// <summary>What a program may do with the bytes between <c>data</c> and <c>data_end</c> of its context.</summary>
public enum PacketAccess
{
    /// <summary>It has no such pointers.</summary>
    None,

    /// <summary>Read them, and have helpers read them.</summary>
    Read,

    /// <summary>Read and write them.</summary>
    ReadAndWrite,
}
