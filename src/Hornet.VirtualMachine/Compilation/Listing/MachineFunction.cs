// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.VirtualMachines;

/// <summary>Machine code of a program, or of a part of it that was compiled by itself.</summary>
public sealed record MachineFunction
{
    /// <summary>The index of the first instruction of the program that it has; 0 for the program's entry.</summary>
    public required int Instruction { get; init; }

    /// <summary>Where the code is in this process, as long as the program is loaded.</summary>
    public required ulong Address { get; init; }

    /// <summary>The machine code.</summary>
    public required ImmutableArray<byte> Code { get; init; }

    /// <summary>Where the code of instructions starts, by offset; for all instructions, or only for those where the compiler leaves a trace (<see cref="IsExact"/>).</summary>
    public ImmutableArray<MachineCodeLine> Lines { get; init; } = [];

    /// <summary>Whether <see cref="Lines"/> has every instruction that has code.</summary>
    public bool IsExact { get; init; }
}

/// <summary>Where the machine code of an instruction starts.</summary>
/// <param name="Offset">The offset in the machine code, in bytes.</param>
/// <param name="Instruction">The index of the instruction.</param>
public readonly record struct MachineCodeLine(int Offset, int Instruction);
