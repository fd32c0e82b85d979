// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>What the user-space virtual machine makes of a helper.</summary>
internal enum HelperSupport
{
    /// <summary>A program that calls it is not loaded.</summary>
    Refused,

    /// <summary>It does what the kernel's does.</summary>
    Works,

    /// <summary>It works on a simulated kernel: tasks, sockets, routes and symbols are those the caller describes.</summary>
    Simulated,

    /// <summary>It checks its arguments as the kernel does; the effect is recorded for the caller instead of carried out.</summary>
    Recorded,
}
