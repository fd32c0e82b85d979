// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace Hornet.Linux;

/// <summary>
/// One argument of a USDT probe: how large it is and where to find it. Forms are those of &lt;sys/sdt.h&gt; ("SIZE@OPERAND", the operand in the assembler's syntax;
/// https://sourceware.org/systemtap/wiki/UserSpaceProbeImplementation).
/// </summary>
public sealed record UsdtArgument
{
    /// <summary>The argument as the note says it, for example <c>-4@-16(%rbp)</c>.</summary>
    public required string Text { get; init; }

    /// <summary>The size of the value: 1, 2, 4 or 8 bytes.</summary>
    public required int Size { get; init; }

    /// <summary>Whether the value is signed, and to be widened so.</summary>
    public required bool IsSigned { get; init; }

    /// <summary>Whether the value is a floating-point number.</summary>
    public bool IsFloatingPoint { get; init; }

    /// <summary>Where the value is.</summary>
    public required UsdtArgumentKind Kind { get; init; }

    /// <summary>The value of a constant.</summary>
    public long Constant { get; init; }

    /// <summary>
    /// The register with the value, or the base register of memory; null where memory has no base: <see cref="Displacement"/> is then an address, as it is in
    /// programs at fixed addresses.
    /// </summary>
    public UsdtRegister? Register { get; init; }

    /// <summary>The index register of indexed memory.</summary>
    public UsdtRegister? Index { get; init; }

    /// <summary>What the index is multiplied by: 1, 2, 4 or 8.</summary>
    public int Scale { get; init; } = 1;

    /// <summary>What is added to the address of memory, bytes.</summary>
    public long Displacement { get; init; }

    /// <summary>The symbol that the address of memory refers to, already part of <see cref="Displacement"/>; otherwise empty.</summary>
    public string Symbol { get; init; } = "";

    /// <summary>Reads one argument.</summary>
    /// <param name="text">The argument, for example <c>8@%rdi</c>.</param>
    /// <param name="machine">The processor of the binary.</param>
    /// <param name="symbolAddress">Gives the address of a symbol of the binary, or null; asked only for arguments that name one.</param>
    /// <param name="location">The address of the probe, for operands that count from it.</param>
    /// <returns>Never an error: what cannot be understood is <see cref="UsdtArgumentKind.Unsupported"/>.</returns>
    public static UsdtArgument Parse(string text, ElfMachine machine, Func<string, ulong?>? symbolAddress = null, ulong location = 0)
    {
        ArgumentNullException.ThrowIfNull(text);
        string operand = text;
        int size = 8;
        bool signed = false, floating = false;
        int at = text.IndexOf('@', StringComparison.Ordinal);
        if (at >= 0)
        {
            operand = text[(at + 1)..];
            string prefix = text[..at];
            floating = prefix.EndsWith('f');
            if (!int.TryParse(floating ? prefix[..^1] : prefix, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
                || number is not (1 or 2 or 4 or 8 or -1 or -2 or -4 or -8))
            {
                return new UsdtArgument { Text = text, Size = 8, IsSigned = false, Kind = UsdtArgumentKind.Unsupported };
            }

            signed = number < 0;
            size = Math.Abs(number);
        }

        var start = new UsdtArgument { Text = text, Size = size, IsSigned = signed, IsFloatingPoint = floating, Kind = UsdtArgumentKind.Unsupported };
        return machine switch
        {
            ElfMachine.X64 or ElfMachine.X86 => new X86UsdtOperand(symbolAddress, location).Parse(start, operand.Trim()),
            ElfMachine.Arm64 => Arm64UsdtOperand.Parse(start, operand.Trim()),
            _ => start,
        };
    }

    /// <summary>Cuts the text of all arguments into one each. They are separated by spaces, which may be inside brackets too (<c>8@[sp, 16]</c>).</summary>
    internal static IReadOnlyList<string> Split(string text)
    {
        List<string> arguments = [];
        StringBuilder current = new();
        int depth = 0;
        foreach (char letter in text)
        {
            depth += letter switch
            {
                '[' or '(' => 1,
                ']' or ')' => -1,
                _ => 0,
            };
            if (letter == ' ' && depth <= 0)
                Flush();
            else
                current.Append(letter);
        }

        Flush();
        return arguments;

        void Flush()
        {
            if (current.Length > 0)
                arguments.Add(current.ToString());
            current.Clear();
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
