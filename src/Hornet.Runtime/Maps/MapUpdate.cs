// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Runtime;

/// <summary>What an update of a map expects (<c>BPF_ANY</c> and the rest of linux/bpf.h). Flags combine.</summary>
[Flags]
public enum MapUpdate : ulong
{
    /// <summary>Creates the entry, or replaces it (<c>BPF_ANY</c>).</summary>
    Any = 0,

    /// <summary>Creates the entry; it must not be there (<c>BPF_NOEXIST</c>).</summary>
    NoExist = 1,

    /// <summary>Replaces the entry; it must be there (<c>BPF_EXIST</c>).</summary>
    Exist = 2,

    /// <summary>Copies under the value's spin lock (<c>BPF_F_LOCK</c>).</summary>
    Lock = 4,
}
