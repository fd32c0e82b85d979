// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Runtime;

/// <summary>A value of the kernel's configuration (<c>__kconfig</c>) as programs see it, by the rules of libbpf: <c>y</c>, <c>n</c> and <c>m</c>, numbers and texts.</summary>
public static class ConfigurationValue
{
    /// <summary>Writes a value in the form its variable has.</summary>
    /// <param name="destination">The variable's bytes.</param>
    /// <param name="wanted">The variable.</param>
    /// <param name="value">The value as a configuration file has it, for example <c>y</c>, <c>1000</c>, <c>0x10</c>, <c>"text"</c>.</param>
    /// <param name="btf">The object's types, or null.</param>
    /// <exception cref="BpfException">The value does not fit the variable.</exception>
    public static void Write(Span<byte> destination, ExternSpec wanted, string value, Btf? btf)
    {
        ArgumentNullException.ThrowIfNull(value);
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
