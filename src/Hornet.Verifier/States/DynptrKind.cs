// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>What memory a dynptr stands for.</summary>
internal enum DynptrKind : byte
{
    /// <summary>Not a dynptr, or one of unknown kind.</summary>
    None,

    /// <summary>Memory of the program.</summary>
    Local,

    /// <summary>A ring buffer record.</summary>
    RingBuffer,

    /// <summary>A socket buffer.</summary>
    Skb,

    /// <summary>An XDP packet.</summary>
    Xdp,

    /// <summary>The metadata of a socket buffer.</summary>
    SkbMeta,

    /// <summary>A file.</summary>
    File,
}
