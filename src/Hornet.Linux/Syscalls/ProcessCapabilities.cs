// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Hornet.Linux;

/// <summary>The capabilities of this process (capabilities(7)), for telling a missing privilege from a kernel that forbids something to everybody.</summary>
internal static class ProcessCapabilities
{
    /// <summary>Bits of linux/capability.h.</summary>
    private const ulong NetworkAdministration = 1UL << 12, SystemAdministration = 1UL << 21, PerformanceMonitoring = 1UL << 38, Bpf = 1UL << 39;

    /// <summary>Whether the process has every capability that loading a program of any type may take.</summary>
    public static bool AllowPrograms => Effective is { } effective && Allow(effective);

    private static ulong? Effective
    {
        get
        {
            const string Field = "CapEff:";
            string? line = File.Exists("/proc/self/status") ? File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(Field, StringComparison.Ordinal)) : null;
            return ulong.TryParse(line.AsSpan(line is null ? 0 : Field.Length).Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong bits) ? bits : null;
        }
    }

    /// <summary>Whether a set of capabilities has them.</summary>
    internal static bool Allow(ulong capabilities) => (capabilities & NetworkAdministration) != 0
        && ((capabilities & SystemAdministration) != 0 || (capabilities & (Bpf | PerformanceMonitoring)) == (Bpf | PerformanceMonitoring));
}
