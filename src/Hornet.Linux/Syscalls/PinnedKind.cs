// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>What is pinned under a path of a BPF file system.</summary>
public enum PinnedKind
{
    /// <summary>Something that this library does not know.</summary>
    Unknown = 0,

    /// <summary>A map.</summary>
    Map,

    /// <summary>A program.</summary>
    Program,

    /// <summary>A link.</summary>
    Link,
}
