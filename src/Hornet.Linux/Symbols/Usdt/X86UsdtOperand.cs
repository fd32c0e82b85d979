// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Hornet.Linux;

/// <summary>
/// Operands in the AT&amp;T syntax of x86: <c>$5</c>, <c>%eax</c>, <c>-16(%rbp)</c>, <c>(%rdi,%rsi,8)</c>, <c>global(%rip)</c>, <c>global+4</c>. Programs of
/// 32 bits use the same registers of the kernel's <c>struct pt_regs</c> (arch/x86/include/asm/ptrace.h).
/// </summary>
internal sealed class X86UsdtOperand(Func<string, ulong?>? symbolAddress, ulong location)
{
    private static readonly UsdtRegister InstructionPointer = new("ip", 128);

    private static readonly Dictionary<string, UsdtRegister> Registers = MakeRegisters();

    /// <summary>Completes an argument by its operand.</summary>
    public UsdtArgument Parse(UsdtArgument argument, string operand)
    {
        if (operand.StartsWith('$'))
            return TryExpression(operand.AsSpan(1), out long constant, out string symbol) ? Constant(argument, constant, symbol) : argument;
        if (operand.StartsWith('%'))
            return TryRegister(operand, out UsdtRegister register) ? argument with { Kind = UsdtArgumentKind.Register, Register = register } : argument;

        int open = operand.LastIndexOf('(');
        // A parenthesis may also be part of the displacement.
        if (open < 0 || !operand.EndsWith(')') || !operand.AsSpan(open).ContainsAny('%', ','))
            return TryExpression(operand, out long address, out string name) ? Fixed(argument, address, name) : argument;
        return ParseMemory(argument, operand.AsSpan(0, open), operand[(open + 1)..^1].Split(','));
    }

    private static UsdtArgument Constant(UsdtArgument argument, long value, string symbol) =>
        // The address of a symbol is not constant: the loader adds where it put the file.
        symbol.Length == 0 ? argument with { Kind = UsdtArgumentKind.Constant, Constant = value } : argument;

    /// <summary>Memory at an address that is part of the instruction, which only programs at fixed addresses can have.</summary>
    private static UsdtArgument Fixed(UsdtArgument argument, long address, string symbol) =>
        argument with { Kind = UsdtArgumentKind.Memory, Displacement = address, Symbol = symbol };

    private UsdtArgument ParseMemory(UsdtArgument argument, ReadOnlySpan<char> displacement, string[] parts)
    {
        long offset = 0;
        string symbol = "";
        if (parts.Length > 3 || (!displacement.IsWhiteSpace() && !TryExpression(displacement, out offset, out symbol)))
            return argument;
        string baseName = parts[0].Trim();
        if (baseName is "%rip" or "%eip")
        {
            // The probe's own address is in ip when it runs, so the distance is known here. Without a symbol nobody can say from where it counts.
            if (symbol.Length == 0 || parts.Length > 1)
                return argument;
            return argument with { Kind = UsdtArgumentKind.Memory, Register = InstructionPointer, Displacement = unchecked(offset - (long)location), Symbol = symbol };
        }

        UsdtRegister register = default;
        if (baseName.Length > 0 && (!TryRegister(baseName, out register) || register.Shift != 0))
            return argument;
        UsdtArgument memory = argument with
        {
            Kind = UsdtArgumentKind.Memory, Register = baseName.Length > 0 ? register : null, Displacement = offset, Symbol = symbol,
        };
        string indexName = parts.Length > 1 ? parts[1].Trim() : "";
        if (indexName.Length == 0)
            return baseName.Length == 0 ? argument : memory;

        int scale = 1;
        if (!TryRegister(indexName, out UsdtRegister index) || index.Shift != 0
            || (parts.Length > 2 && !int.TryParse(parts[2], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out scale))
            || scale is not (1 or 2 or 4 or 8))
        {
            return argument;
        }

        return memory with { Kind = UsdtArgumentKind.IndexedMemory, Index = index, Scale = scale };
    }

    /// <summary>A sum of numbers and at most one symbol, which is counted with its address: <c>-4</c>, <c>0x10+8</c>, <c>global+4</c>.</summary>
    private bool TryExpression(ReadOnlySpan<char> text, out long value, out string symbol)
    {
        value = 0;
        symbol = "";
        text = text.Trim();
        if (text.StartsWith("(") && text.EndsWith(")"))
            text = text[1..^1].Trim();
        bool any = false;
        while (!text.IsEmpty)
        {
            bool negative = text[0] == '-';
            if (text[0] is '+' or '-')
                text = text[1..].TrimStart();
            else if (any)
                return false;
            int end = text.IndexOfAny('+', '-');
            ReadOnlySpan<char> term = (end < 0 ? text : text[..end]).Trim();
            text = end < 0 ? default : text[end..];
            if (TryNumber(term, out long number))
            {
                value = unchecked(negative ? value - number : value + number);
            }
            else
            {
                if (symbol.Length > 0 || negative || !IsSymbol(term) || symbolAddress?.Invoke(term.ToString()) is not { } address)
                    return false;
                symbol = term.ToString();
                value = unchecked(value + (long)address);
            }

            any = true;
        }

        return any;
    }

    private static bool IsSymbol(ReadOnlySpan<char> text) =>
        !text.IsEmpty && !char.IsAsciiDigit(text[0]) && text.IndexOfAnyExcept(SymbolLetters) < 0;

    private static readonly System.Buffers.SearchValues<char> SymbolLetters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.$");

    private static bool TryNumber(ReadOnlySpan<char> text, out long number)
    {
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            bool isHexadecimal = ulong.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong bits);
            number = unchecked((long)bits);
            return isHexadecimal;
        }

        // Numbers above the largest signed one are addresses and unsigned constants.
        bool isDecimal = ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value);
        number = unchecked((long)value);
        return isDecimal;
    }

    private static bool TryRegister(string text, out UsdtRegister register) => Registers.TryGetValue(text, out register);

    private static Dictionary<string, UsdtRegister> MakeRegisters()
    {
        (string Name, int Offset, string[] Aliases)[] fields =
        [
            ("r15", 0, ["r15", "r15d", "r15w", "r15b"]),
            ("r14", 8, ["r14", "r14d", "r14w", "r14b"]),
            ("r13", 16, ["r13", "r13d", "r13w", "r13b"]),
            ("r12", 24, ["r12", "r12d", "r12w", "r12b"]),
            ("bp", 32, ["rbp", "ebp", "bp", "bpl"]),
            ("bx", 40, ["rbx", "ebx", "bx", "bl"]),
            ("r11", 48, ["r11", "r11d", "r11w", "r11b"]),
            ("r10", 56, ["r10", "r10d", "r10w", "r10b"]),
            ("r9", 64, ["r9", "r9d", "r9w", "r9b"]),
            ("r8", 72, ["r8", "r8d", "r8w", "r8b"]),
            ("ax", 80, ["rax", "eax", "ax", "al"]),
            ("cx", 88, ["rcx", "ecx", "cx", "cl"]),
            ("dx", 96, ["rdx", "edx", "dx", "dl"]),
            ("si", 104, ["rsi", "esi", "si", "sil"]),
            ("di", 112, ["rdi", "edi", "di", "dil"]),
            ("ip", 128, ["rip", "eip"]),
            ("sp", 152, ["rsp", "esp", "sp", "spl"]),
        ];
        Dictionary<string, UsdtRegister> registers = [];
        foreach ((string name, int offset, string[] aliases) in fields)
        {
            foreach (string alias in aliases)
                registers["%" + alias] = new UsdtRegister(name, offset);
            if (name.Length == 2 && name[1] == 'x')
                registers[$"%{name[0]}h"] = new UsdtRegister(name, offset, Shift: 8);
        }

        return registers;
    }
}
