// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>Instructions by hand, for tests that need an exact encoding.</summary>
internal static class Code
{
    /// <summary>For programs that the verifier refuses: what they do wrong is then found while they run.</summary>
    public static VirtualMachineOptions Unverified { get; } = new() { LoadsUnverified = true };

    public static Instruction Of(byte opcode, int destination = 0, int source = 0, int offset = 0, int immediate = 0) =>
        new(opcode, (Register)destination, (Register)source, (short)offset, immediate);

    public static Instruction Move(int destination, int immediate) => Of(0xb7, destination, 0, 0, immediate);

    public static Instruction Copy(int destination, int source) => Of(0xbf, destination, source);

    public static Instruction Add(int destination, int immediate) => Of(0x07, destination, 0, 0, immediate);

    public static Instruction AddRegister(int destination, int source) => Of(0x0f, destination, source);

    public static Instruction Load32(int destination, int source, int offset) => Of(0x61, destination, source, offset);

    public static Instruction Load64(int destination, int source, int offset) => Of(0x79, destination, source, offset);

    public static Instruction Load8(int destination, int source, int offset) => Of(0x71, destination, source, offset);

    public static Instruction Store32(int destination, int offset, int source) => Of(0x63, destination, source, offset);

    public static Instruction Store8(int destination, int offset, int source) => Of(0x73, destination, source, offset);

    public static Instruction Call(int helper) => Of(0x85, 0, 0, 0, helper);

    public static Instruction CallLocal(int distance) => Of(0x85, 0, 1, 0, distance);

    public static Instruction JumpGreater(int destination, int source, int distance) => Of(0x2d, destination, source, distance);

    public static Instruction Exit => Of(0x95);

    /// <summary>A wide load of the address of a function of the program.</summary>
    public static Instruction[] FunctionAddress(int destination, int distance) => [Of(0x18, destination, 4, 0, distance), Of(0)];

    /// <summary>A wide load.</summary>
    public static Instruction[] Wide(int destination, ulong value) => [Of(0x18, destination, 0, 0, (int)value), Of(0, 0, 0, 0, (int)(value >> 32))];

    public static ProgramSpec Program(ProgramType type, params ReadOnlySpan<Instruction> instructions) =>
        new() { Name = "test", Type = type, Instructions = [.. instructions] };

    public static BpfObject Object(params ReadOnlySpan<ProgramSpec> programs) => new() { Name = "test", Programs = [.. programs] };

    public static BpfObject Object(ProgramType type, params ReadOnlySpan<Instruction> instructions) => Object(Program(type, instructions));
}
