// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Hornet.Linux;

/// <summary>
/// Operands in the syntax of arm64: <c>5</c>, <c>#5</c>, <c>x0</c>, <c>w0</c>, <c>[sp]</c>, <c>[x29, -16]</c>, <c>[x0, x1]</c>, <c>[x0, x1, lsl 3]</c>. Registers are those of
/// <c>struct user_pt_regs</c> (arch/arm64/include/uapi/asm/ptrace.h).
/// </summary>
internal static class Arm64UsdtOperand
{
    private const int StackPointer = 31;

    /// <summary>Completes an argument by its operand.</summary>
    public static UsdtArgument Parse(UsdtArgument argument, string operand)
    {
        if (TryNumber(operand, out long constant))
            return argument with { Kind = UsdtArgumentKind.Constant, Constant = constant };
        if (operand is "xzr" or "wzr")
            return argument with { Kind = UsdtArgumentKind.Constant };
        if (TryRegister(operand, out UsdtRegister register))
            return argument with { Kind = UsdtArgumentKind.Register, Register = register };
        if (operand.Length < 3 || operand[0] != '[' || operand[^1] != ']')
            return argument;

        string[] parts = operand[1..^1].Split(',', StringSplitOptions.TrimEntries);
        if (parts.Length > 3 || !TryRegister(parts[0], out UsdtRegister start))
            return argument;
        UsdtArgument memory = argument with { Kind = UsdtArgumentKind.Memory, Register = start };
        if (parts.Length == 1)
            return memory;
        if (parts.Length == 2 && TryNumber(parts[1], out long displacement))
            return memory with { Displacement = displacement };
        // Only whole registers as indices: a part of one would have to be cut and widened first.
        if (!parts[1].StartsWith('x') || !TryRegister(parts[1], out UsdtRegister index))
            return argument;
        int shift = 0;
        if (parts.Length == 3 && !TryShift(parts[2], out shift))
            return argument;
        return memory with { Kind = UsdtArgumentKind.IndexedMemory, Index = index, Scale = 1 << shift };
    }

    /// <summary>The number of <c>x0</c> to <c>x30</c> and <c>w0</c> to <c>w30</c>, or -1.</summary>
    private static int Numbered(string text) =>
        text.Length is 2 or 3 && text[0] is 'x' or 'w'
        && int.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < StackPointer ? number : -1;

    private static bool TryShift(string text, out int shift)
    {
        shift = 0;
        return text.StartsWith("lsl", StringComparison.Ordinal)
            && TryNumber(text[3..].Trim(), out long number) && number is >= 0 and <= 3 && (shift = (int)number) >= 0;
    }

    private static bool TryNumber(string text, out long number)
    {
        string digits = text.TrimStart('#');
        bool negative = digits.StartsWith('-');
        if (negative)
            digits = digits[1..];
        bool isHexadecimal = digits.StartsWith("0x", StringComparison.Ordinal);
        bool isNumber = ulong.TryParse(
            isHexadecimal ? digits[2..] : digits, isHexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out ulong value);
        number = unchecked(negative ? -(long)value : (long)value);
        return isNumber;
    }

    private static bool TryRegister(string text, out UsdtRegister register)
    {
        int number = text switch
        {
            "sp" or "wsp" => StackPointer,
            "fp" => 29,
            "lr" => 30,
            _ => Numbered(text),
        };
        register = number == StackPointer
            ? new UsdtRegister("sp", StackPointer * 8)
            : new UsdtRegister(string.Create(CultureInfo.InvariantCulture, $"regs[{number}]"), number * 8);
        return number >= 0;
    }
}
