// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Hornet.Bytecode;
using Hornet.Objects;

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
                Write(section.Slice(wanted.Offset, wanted.Size), wanted, value, bpfObject.Btf);
            }
        }
    }

    private static void Write(Span<byte> destination, ExternSpec wanted, string value, Btf? btf)
    {
        if (value is "y" or "n" or "m")
        {
            WriteTristate(destination, wanted, value[0], btf);
        }
        else if (value.Length >= 2 && value[0] == '"' && value[^1] == '"')
        {
            // As libbpf: cut to what fits, always with a terminator.
            byte[] text = Encoding.UTF8.GetBytes(value[1..^1]);
            destination.Clear();
            text.AsSpan(0, Math.Min(text.Length, destination.Length - 1)).CopyTo(destination);
        }
        else if (TryParseNumber(value, out long number) && Fits(number, destination.Length))
        {
            Span<byte> bytes = stackalloc byte[8];
            if (BitConverter.IsLittleEndian)
            {
                BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
                bytes[..destination.Length].CopyTo(destination);
            }
            else
            {
                BinaryPrimitives.WriteInt64BigEndian(bytes, number);
                bytes[^destination.Length..].CopyTo(destination);
            }
        }
        else
        {
            throw new BpfException($"Setting the kernel configuration value {wanted.Name}: '{value}' does not fit a variable of {wanted.Size} bytes.");
        }
    }

    private static void WriteTristate(Span<byte> destination, ExternSpec wanted, char value, Btf? btf)
    {
        uint type = btf is null ? 0 : btf.SkipModifiers(wanted.TypeId);
        BtfType? described = type == 0 ? null : btf![type];
        destination.Clear();
        ref byte low = ref destination[BitConverter.IsLittleEndian ? 0 : ^1];
        low = described switch
        {
            // enum libbpf_tristate: TRI_NO 0, TRI_YES 1, TRI_MODULE 2.
            BtfEnum => value switch { 'y' => 1, 'm' => 2, _ => 0 },
            BtfInt { IsBool: true } when value != 'm' => (byte)(value == 'y' ? 1 : 0),
            BtfInt { Size: 1, IsBool: false } => (byte)value,
            null => (byte)(value == 'y' ? 1 : 0),
            _ => throw new BpfException($"Setting the kernel configuration value {wanted.Name}: '{value}' does not fit its type."),
        };
    }

    private static bool TryParseNumber(string text, out long number)
    {
        bool isNegative = text.StartsWith('-');
        ReadOnlySpan<char> digits = text.AsSpan(isNegative ? 1 : 0);
        bool isHexadecimal = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        bool isValid = isHexadecimal
            ? ulong.TryParse(digits[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong magnitude)
            : ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out magnitude);
        number = isNegative ? -(long)magnitude : (long)magnitude;
        return isValid;
    }

    private static bool Fits(long number, int size) => size switch
    {
        1 => number is >= sbyte.MinValue and <= byte.MaxValue,
        2 => number is >= short.MinValue and <= ushort.MaxValue,
        4 => number is >= int.MinValue and <= uint.MaxValue,
        8 => true,
        _ => false,
    };
}
