// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Globalization;
using System.IO.Compression;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>What decides whether the kernel lets this thread use bpf(2). Read from the system, or made up by a test.</summary>
internal sealed record KernelEnvironment
{
    private static readonly Lazy<ImmutableDictionary<string, string>?> RunningConfig = new(ReadConfig);

    /// <summary>The running kernel's release.</summary>
    public required KernelVersion Release { get; init; }

    /// <summary>The thread's effective capabilities, a bit each.</summary>
    public required ulong Capabilities { get; init; }

    /// <summary>Whether the thread is in the machine's own user namespace; capabilities of another do not count for bpf(2).</summary>
    public bool IsInitialUserNamespace { get; init; } = true;

    /// <summary>Whether a seccomp filter decides about the thread's system calls.</summary>
    public bool HasSeccompFilter { get; init; }

    /// <summary><c>kernel.unprivileged_bpf_disabled</c>: 0 allows, 1 and 2 forbid; null where it cannot be read.</summary>
    public int? UnprivilegedDisabled { get; init; }

    /// <summary>The kernel's lockdown.</summary>
    public Lockdown Lockdown { get; init; }

    /// <summary>How much memory the process may lock, in bytes; null for no limit.</summary>
    public ulong? LockedMemoryLimit { get; init; }

    /// <summary>The kernel's options (<c>CONFIG_BPF_LSM</c>: <c>y</c>), or null where the kernel does not give them.</summary>
    public ImmutableDictionary<string, string>? Config { get; init; }

    /// <summary>Reads all of it for the calling thread.</summary>
    public static KernelEnvironment Read()
    {
        DescriptorInfo status = DescriptorInfo.Parse(ReadText("/proc/thread-self/status"));
        return new KernelEnvironment
        {
            Release = RunningRelease,
            Capabilities = ulong.TryParse(status.Text("CapEff"), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong capabilities) ? capabilities : 0,
            HasSeccompFilter = status.Number("Seccomp") == 2,
            IsInitialUserNamespace = IsWholeRange(ReadText("/proc/thread-self/uid_map")),
            UnprivilegedDisabled = int.TryParse(ReadText("/proc/sys/kernel/unprivileged_bpf_disabled"), CultureInfo.InvariantCulture, out int disabled) ? disabled : null,
            Lockdown = ParseLockdown(ReadText("/sys/kernel/security/lockdown")),
            LockedMemoryLimit = ParseLimit(ReadText("/proc/thread-self/limits")),
            Config = RunningConfig.Value,
        };
    }

    /// <summary>The release that <c>uname -r</c> tells.</summary>
    public static KernelVersion RunningRelease { get; } = new(Environment.OSVersion.Version.Major, Environment.OSVersion.Version.Minor);

    /// <summary>Whether the thread has a capability that counts; CAP_SYS_ADMIN includes those split off from it (Linux 5.8).</summary>
    public bool Has(Capability capability) => IsInitialUserNamespace
        && (HasBit(capability) || (capability is Capability.Bpf or Capability.PerformanceMonitoring or Capability.NetworkAdministration && HasBit(Capability.SystemAdministration)));

    /// <summary>An option's value, <c>n</c> where it is not set, or null where the kernel does not give its options.</summary>
    public string? Option(string name) => Config is null ? null : Config.GetValueOrDefault(name, "n");

    /// <summary>Reads the line of /sys/kernel/security/lockdown: all levels, the one in force in brackets.</summary>
    internal static Lockdown ParseLockdown(string line) => line switch
    {
        _ when line.Contains("[none]", StringComparison.Ordinal) => Lockdown.None,
        _ when line.Contains("[integrity]", StringComparison.Ordinal) => Lockdown.Integrity,
        _ when line.Contains("[confidentiality]", StringComparison.Ordinal) => Lockdown.Confidentiality,
        _ => Lockdown.Unknown,
    };

    /// <summary>Reads the options in the form of a <c>.config</c> file.</summary>
    internal static ImmutableDictionary<string, string> ParseConfig(IEnumerable<string> lines)
    {
        var options = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (string line in lines)
        {
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && line.StartsWith("CONFIG_", StringComparison.Ordinal))
                options[line[..equals]] = line[(equals + 1)..].Trim('"');
        }

        return options.ToImmutable();
    }

    private static ulong? ParseLimit(string limits)
    {
        string? line = limits.Split('\n').FirstOrDefault(candidate => candidate.StartsWith("Max locked memory", StringComparison.Ordinal));
        return line?["Max locked memory".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var soft, ..]
            && ulong.TryParse(soft, CultureInfo.InvariantCulture, out ulong limit) ? limit : null;
    }

    // In the machine's own namespace all identities map to themselves.
    private static bool IsWholeRange(string map) => map.Length == 0 || map.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is ["0", "0", "4294967295"];

    private static ImmutableDictionary<string, string>? ReadConfig()
    {
        if (File.Exists("/proc/config.gz"))
        {
            using var reader = new StreamReader(new GZipStream(File.OpenRead("/proc/config.gz"), CompressionMode.Decompress));
            return ParseConfig(reader.ReadToEnd().Split('\n'));
        }

        string path = "/boot/config-" + ReadText("/proc/sys/kernel/osrelease");
        return File.Exists(path) ? ParseConfig(File.ReadLines(path)) : null;
    }

    // What cannot be read is not known; that is no reason for another error in the middle of one.
    private static string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private bool HasBit(Capability capability) => (Capabilities & (1ul << (int)capability)) != 0;
}
