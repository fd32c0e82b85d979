// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Runtime;

/// <summary>A map refused an operation.</summary>
public sealed class MapException : BpfException
{
    /// <summary>Creates the error.</summary>
    /// <param name="operation">What was being done, as a gerund: <c>Updating</c>.</param>
    /// <param name="map">The map's name.</param>
    /// <param name="error">The map's answer.</param>
    /// <param name="reason">What exactly is wrong, as a clause, where more is known than the answer tells.</param>
    public MapException(string operation, string map, MapError error, string? reason = null)
        : base($"{operation} the map '{map}': {(reason is null ? "" : reason + "; ")}{Describe(error)}.")
    {
        Map = map;
        Error = error;
    }

    /// <summary>The map's name.</summary>
    public string Map { get; }

    /// <summary>The map's answer.</summary>
    public MapError Error { get; }

    private static string Describe(MapError error) => error switch
    {
        MapError.NotPermitted => "not permitted, because the map is frozen or its flags forbid it (EPERM)",
        MapError.NoEntry => "there is no such entry (ENOENT)",
        MapError.TooBig => "the map is full, or the index is past its end (E2BIG)",
        MapError.BadDescriptor => "the value does not name a map or program (EBADF)",
        MapError.Again => "not possible at the moment (EAGAIN)",
        MapError.NoMemory => "out of memory (ENOMEM)",
        MapError.AccessDenied => "access denied (EACCES)",
        MapError.Fault => "bad address (EFAULT)",
        MapError.NoDevice => "no such device (ENODEV)",
        MapError.Overflow => "too large (EOVERFLOW)",
        MapError.Busy => "in use (EBUSY)",
        MapError.Exists => "the entry exists already (EEXIST)",
        MapError.Invalid => "the arguments make no sense for this kind of map (EINVAL)",
        MapError.NoSpace => "no space left (ENOSPC)",
        MapError.NotSupported or MapError.NotSupportedInternally => "this kind of map does not have the operation (EOPNOTSUPP)",
        _ => $"errno {(int)error}",
    };
}
