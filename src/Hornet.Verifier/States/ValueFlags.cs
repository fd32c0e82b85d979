// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>What more is known of a pointer.</summary>
[Flags]
internal enum ValueFlags : ushort
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>May be NULL; not tested yet.</summary>
    MaybeNull = 1 << 0,

    /// <summary>The memory may only be read.</summary>
    ReadOnly = 1 << 1,

    /// <summary>A record of a ring buffer.</summary>
    RingBuffer = 1 << 2,

    /// <summary>Memory of user space.</summary>
    User = 1 << 3,

    /// <summary>A per-CPU object: this is not the address of any one CPU's.</summary>
    PerCpu = 1 << 4,

    /// <summary>Known to point to a live object.</summary>
    Trusted = 1 << 5,

    /// <summary>May point to anything; loads through it fault to zero.</summary>
    Untrusted = 1 << 6,

    /// <summary>Lives as long as the RCU read section.</summary>
    Rcu = 1 << 7,

    /// <summary>An object of the program's own making (<c>bpf_obj_new</c>).</summary>
    Allocated = 1 << 8,

    /// <summary>A reference without ownership: the object is in a collection.</summary>
    NonOwning = 1 << 9,

    /// <summary>Memory that need not be initialised, as an argument.</summary>
    Uninitialized = 1 << 10,
}
