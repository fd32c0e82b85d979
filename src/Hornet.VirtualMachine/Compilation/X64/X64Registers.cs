// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Iced.Intel;

namespace Hornet.VirtualMachines;

/// <summary>Which machine register holds what while a program runs.</summary>
/// <remarks>
/// R0 is where the machine's division, compare-and-exchange and return values are. R6 to R10 and the state are in registers that have no other duty.
/// RCX and RDX stay free, because shifts and divisions insist on them. The first five arguments are, as far as that leaves them, in registers that
/// need no prefix byte.
/// </remarks>
internal static class X64Registers
{
    /// <summary>The state of the run, a <see cref="RunState"/>.</summary>
    public const Register State = Register.R13;

    /// <summary>What is left of <see cref="RunState.Slice"/> while native code runs.</summary>
    public const Register Slice = Register.R11;

    /// <summary>A register for intermediate values: the count of shifts, the number of an exit.</summary>
    public const Register Scratch = Register.RCX;

    /// <summary>Another register for intermediate values: the upper half in divisions.</summary>
    public const Register Scratch2 = Register.RDX;

    /// <summary>R0 to R10.</summary>
    public static ImmutableArray<Register> OfProgram { get; } =
    [
        Register.RAX,
        Register.RDI, Register.RSI, Register.R10, Register.R9, Register.R8,
        Register.RBX, Register.R14, Register.R15, Register.R12,
        Register.RBP,
    ];

    /// <summary>What the platform's calling convention wants back unchanged; RDI and RSI only on Windows.</summary>
    public static ImmutableArray<Register> Preserved { get; } = OperatingSystem.IsWindows()
        ? [Register.RBX, Register.RBP, Register.RDI, Register.RSI, Register.R12, Register.R13, Register.R14, Register.R15]
        : [Register.RBX, Register.RBP, Register.R12, Register.R13, Register.R14, Register.R15];

    /// <summary>Where the platform's calling convention puts the first argument.</summary>
    public static Register FirstArgument => OperatingSystem.IsWindows() ? Register.RCX : Register.RDI;

    /// <summary>Where it puts the second.</summary>
    public static Register SecondArgument => OperatingSystem.IsWindows() ? Register.RDX : Register.RSI;

    /// <summary>The lower half of a 64-bit register.</summary>
    public static Register Low32(this Register register) => register - Register.RAX + Register.EAX;

    /// <summary>The lowest two bytes of a 64-bit register.</summary>
    public static Register Low16(this Register register) => register - Register.RAX + Register.AX;

    /// <summary>The lowest byte of a 64-bit register; never one of AH to BH, which the numbering has in between.</summary>
    public static Register Low8(this Register register) =>
        register < Register.RSP ? register - Register.RAX + Register.AL : register - Register.RSP + Register.SPL;
}
