// SPDX-License-Identifier: Apache-2.0
using System.Collections.Frozen;
using Hornet.Bytecode;
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.VirtualMachines;

/// <summary>Fills the <c>.kconfig</c> map with the simulated kernel's configuration, by the rules of libbpf: <c>y</c>, <c>n</c> and <c>m</c>, numbers and strings.</summary>
internal static class KernelConfiguration
{
    /// <summary>What the simulated kernel says unless the caller says otherwise; an option that is not here is not set.</summary>
    private static readonly FrozenDictionary<string, string> Defaults = new Dictionary<string, string>
    {
        ["LINUX_KERNEL_VERSION"] = "0x061200",
        ["LINUX_HAS_BPF_COOKIE"] = "y",
        ["LINUX_HAS_SYSCALL_WRAPPER"] = "y",
        ["CONFIG_64BIT"] = "y",
        ["CONFIG_BPF"] = "y",
        ["CONFIG_BPF_JIT"] = "y",
        ["CONFIG_BPF_SYSCALL"] = "y",
        ["CONFIG_CGROUPS"] = "y",
        ["CONFIG_CGROUP_BPF"] = "y",
        ["CONFIG_DEBUG_INFO_BTF"] = "y",
        ["CONFIG_HZ"] = "1000",
        ["CONFIG_INET"] = "y",
        ["CONFIG_IPV6"] = "y",
        ["CONFIG_LOCALVERSION"] = "\"\"",
        ["CONFIG_MEMCG"] = "y",
        ["CONFIG_MODULES"] = "y",
        ["CONFIG_NET"] = "y",
        ["CONFIG_NR_CPUS"] = "8192",
        ["CONFIG_PGTABLE_LEVELS"] = "4",
        ["CONFIG_SMP"] = "y",
        ["CONFIG_XDP_SOCKETS"] = "y",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Writes every configuration value an object asks for into its section.</summary>
    /// <param name="bpfObject">The object.</param>
    /// <param name="settings">What the caller says about the configuration.</param>
    /// <param name="section">The bytes of <c>.kconfig</c>.</param>
    /// <exception cref="BpfException">A value does not fit its variable.</exception>
    public static void Fill(BpfObject bpfObject, IReadOnlyDictionary<string, string> settings, Span<byte> section)
    {
        foreach (ExternSpec wanted in bpfObject.Externs)
        {
            if (wanted.Kind != ExternKind.Configuration || wanted.Size <= 0 || wanted.Offset < 0 || wanted.Offset + (long)wanted.Size > section.Length)
            {
                continue;
            }

            if (settings.TryGetValue(wanted.Name, out string? value) || Defaults.TryGetValue(wanted.Name, out value))
            {
                ConfigurationValue.Write(section.Slice(wanted.Offset, wanted.Size), wanted, value, bpfObject.Btf);
            }
        }
    }
}
