// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Runtime;

/// <summary>What a map operation answers; the values are Linux's errno numbers, and both hosts answer with the same one.</summary>
public enum MapError
{
    /// <summary>Done.</summary>
    None = 0,

    /// <summary>EPERM: the map is frozen, or its flags forbid the operation to this side.</summary>
    NotPermitted = 1,

    /// <summary>ENOENT: there is no such entry, or none left.</summary>
    NoEntry = 2,

    /// <summary>E2BIG: the map is full, or the index is past its end.</summary>
    TooBig = 7,

    /// <summary>EBADF: the value does not name a map or program.</summary>
    BadDescriptor = 9,

    /// <summary>EAGAIN: try again.</summary>
    Again = 11,

    /// <summary>ENOMEM: no memory.</summary>
    NoMemory = 12,

    /// <summary>EACCES: access denied.</summary>
    AccessDenied = 13,

    /// <summary>EFAULT: bad address.</summary>
    Fault = 14,

    /// <summary>EBUSY: in use.</summary>
    Busy = 16,

    /// <summary>EEXIST: the entry is there already.</summary>
    Exists = 17,

    /// <summary>ENODEV: no such device.</summary>
    NoDevice = 19,

    /// <summary>EINVAL: the arguments make no sense for this map.</summary>
    Invalid = 22,

    /// <summary>ENOSPC: no space left.</summary>
    NoSpace = 28,

    /// <summary>EOVERFLOW: too large for what is to hold it.</summary>
    Overflow = 75,

    /// <summary>EOPNOTSUPP: this kind of map does not have the operation.</summary>
    NotSupported = 95,

    /// <summary>ENOTSUPP: this kind of map does not have the operation (the kernel's internal number, which some map kinds let through).</summary>
    NotSupportedInternally = 524,
}
