// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>What a descriptor of a pinned map may be used for (<c>BPF_F_RDONLY</c>, <c>BPF_F_WRONLY</c>, linux/bpf.h).</summary>
public enum PinAccess
{
    /// <summary>Reading and writing.</summary>
    ReadWrite = 0,

    /// <summary>Reading only.</summary>
    ReadOnly = 8,

    /// <summary>Writing only.</summary>
    WriteOnly = 16,
}
