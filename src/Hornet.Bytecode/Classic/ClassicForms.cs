// SPDX-License-Identifier: Apache-2.0
using System.Collections.Frozen;

namespace Hornet.Bytecode.Classic;

/// <summary>How the operand of an instruction is written.</summary>
internal enum ClassicOperandForm
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary><c>[k]</c>, or an extension's name.</summary>
    Absolute,

    /// <summary><c>[x + k]</c>.</summary>
    Indirect,

    /// <summary><c>M[k]</c>.</summary>
    Memory,

    /// <summary><c>#k</c>, listed in hexadecimal.</summary>
    Hexadecimal,

    /// <summary><c>#k</c>, listed as a signed decimal number.</summary>
    Decimal,

    /// <summary><c>x</c>.</summary>
    X,

    /// <summary><c>a</c>.</summary>
    A,

    /// <summary><c>len</c>, listed as <c>#pktlen</c>.</summary>
    Length,

    /// <summary><c>4*([k]&amp;0xf)</c>.</summary>
    HeaderLength,

    /// <summary>A jump target.</summary>
    Target,
}

/// <summary>One instruction's texts: its mnemonic and the form of its operand.</summary>
/// <param name="Code">The code.</param>
/// <param name="Mnemonic">The mnemonic.</param>
/// <param name="Operand">The form of the operand.</param>
internal readonly record struct ClassicForm(ushort Code, string Mnemonic, ClassicOperandForm Operand);

/// <summary>The instructions and how they are written; the one table that assembler, listings and validator share.</summary>
internal static class ClassicForms
{
    private static readonly ClassicForm[] All =
    [
        new(ClassicOpcodes.LoadImmediate, "ld", ClassicOperandForm.Hexadecimal),
        new(ClassicOpcodes.LoadWord, "ld", ClassicOperandForm.Absolute),
        new(ClassicOpcodes.LoadHalfWord, "ldh", ClassicOperandForm.Absolute),
        new(ClassicOpcodes.LoadByte, "ldb", ClassicOperandForm.Absolute),
        new(ClassicOpcodes.LoadWordIndirect, "ld", ClassicOperandForm.Indirect),
        new(ClassicOpcodes.LoadHalfWordIndirect, "ldh", ClassicOperandForm.Indirect),
        new(ClassicOpcodes.LoadByteIndirect, "ldb", ClassicOperandForm.Indirect),
        new(ClassicOpcodes.LoadMemory, "ld", ClassicOperandForm.Memory),
        new(ClassicOpcodes.LoadLength, "ld", ClassicOperandForm.Length),
        new(ClassicOpcodes.LoadXImmediate, "ldx", ClassicOperandForm.Hexadecimal),
        new(ClassicOpcodes.LoadXMemory, "ldx", ClassicOperandForm.Memory),
        new(ClassicOpcodes.LoadXLength, "ldx", ClassicOperandForm.Length),
        new(ClassicOpcodes.LoadXHeaderLength, "ldxb", ClassicOperandForm.HeaderLength),
        new(ClassicOpcodes.Store, "st", ClassicOperandForm.Memory),
        new(ClassicOpcodes.StoreX, "stx", ClassicOperandForm.Memory),
        new(ClassicOpcodes.Add, "add", ClassicOperandForm.Decimal),
        new(ClassicOpcodes.AddX, "add", ClassicOperandForm.X),
        new(ClassicOpcodes.Subtract, "sub", ClassicOperandForm.Decimal),
        new(ClassicOpcodes.SubtractX, "sub", ClassicOperandForm.X),
        new(ClassicOpcodes.Multiply, "mul", ClassicOperandForm.Decimal),
        new(ClassicOpcodes.MultiplyX, "mul", ClassicOperandForm.X),
        new(ClassicOpcodes.Divide, "div", ClassicOperandForm.Decimal),
        new(ClassicOpcodes.DivideX, "div", ClassicOperandForm.X),
        new(ClassicOpcodes.Or, "or", ClassicOperandForm.Hexadecimal),
        new(ClassicOpcodes.OrX, "or", ClassicOperandForm.X),
        new(ClassicOpcodes.And, "and", ClassicOperandForm.Hexadecimal),
        new(ClassicOpcodes.AndX, "and", ClassicOperandForm.X),
        new(ClassicOpcodes.ShiftLeft, "lsh", ClassicOperandForm.Decimal),
        new(ClassicOpcodes.ShiftLeftX, "lsh", ClassicOperandForm.X),
        new(ClassicOpcodes.ShiftRight, "rsh", ClassicOperandForm.Decimal),
        new(ClassicOpcodes.ShiftRightX, "rsh", ClassicOperandForm.X),
        new(ClassicOpcodes.Negate, "neg", ClassicOperandForm.None),
        new(ClassicOpcodes.Modulo, "mod", ClassicOperandForm.Decimal),
        new(ClassicOpcodes.ModuloX, "mod", ClassicOperandForm.X),
        new(ClassicOpcodes.Xor, "xor", ClassicOperandForm.Hexadecimal),
        new(ClassicOpcodes.XorX, "xor", ClassicOperandForm.X),
        new(ClassicOpcodes.Jump, "ja", ClassicOperandForm.Target),
        new(ClassicOpcodes.JumpIfEqual, "jeq", ClassicOperandForm.Hexadecimal),
        new(ClassicOpcodes.JumpIfEqualX, "jeq", ClassicOperandForm.X),
        new(ClassicOpcodes.JumpIfGreater, "jgt", ClassicOperandForm.Hexadecimal),
        new(ClassicOpcodes.JumpIfGreaterX, "jgt", ClassicOperandForm.X),
        new(ClassicOpcodes.JumpIfGreaterOrEqual, "jge", ClassicOperandForm.Hexadecimal),
        new(ClassicOpcodes.JumpIfGreaterOrEqualX, "jge", ClassicOperandForm.X),
        new(ClassicOpcodes.JumpIfSet, "jset", ClassicOperandForm.Hexadecimal),
        new(ClassicOpcodes.JumpIfSetX, "jset", ClassicOperandForm.X),
        new(ClassicOpcodes.Return, "ret", ClassicOperandForm.Decimal),
        new(ClassicOpcodes.ReturnA, "ret", ClassicOperandForm.A),
        new(ClassicOpcodes.ReturnX, "ret", ClassicOperandForm.X),
        new(ClassicOpcodes.CopyAToX, "tax", ClassicOperandForm.None),
        new(ClassicOpcodes.CopyXToA, "txa", ClassicOperandForm.None),
    ];

    private static readonly FrozenDictionary<ushort, ClassicForm> ByCode = All.ToFrozenDictionary(form => form.Code);

    private static readonly FrozenSet<string> Mnemonics = All.Select(form => form.Mnemonic).ToFrozenSet(StringComparer.Ordinal);

    public static bool TryGet(ushort code, out ClassicForm form) => ByCode.TryGetValue(code, out form);

    /// <summary>Whether Linux and libpcap run the instruction. <c>ret x</c> is in the grammar only.</summary>
    public static bool IsAccepted(ushort code) => code != ClassicOpcodes.ReturnX && ByCode.ContainsKey(code);

    public static bool IsMnemonic(string mnemonic) => Mnemonics.Contains(mnemonic);

    /// <summary>The code of a mnemonic with an operand that was read; a number in either base counts as the same form.</summary>
    public static bool TryFind(string mnemonic, ClassicOperandForm operand, out ushort code)
    {
        foreach (ClassicForm form in All)
        {
            bool same = form.Operand == operand || (operand == ClassicOperandForm.Decimal && form.Operand == ClassicOperandForm.Hexadecimal);
            if (same && form.Mnemonic == mnemonic)
            {
                code = form.Code;
                return true;
            }
        }

        code = 0;
        return false;
    }
}
