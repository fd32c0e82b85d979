// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>The capabilities that bpf(2) asks for (linux/capability.h); the values are bit numbers.</summary>
internal enum Capability
{
    /// <summary><c>CAP_NET_ADMIN</c>.</summary>
    NetworkAdministration = 12,

    /// <summary><c>CAP_SYS_ADMIN</c>, which includes the others.</summary>
    SystemAdministration = 21,

    /// <summary><c>CAP_SYS_RESOURCE</c>: limits may be raised.</summary>
    SystemResource = 24,

    /// <summary><c>CAP_PERFMON</c>.</summary>
    PerformanceMonitoring = 38,

    /// <summary><c>CAP_BPF</c>.</summary>
    Bpf = 39,
}
