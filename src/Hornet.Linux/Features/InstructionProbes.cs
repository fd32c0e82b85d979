// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>Small programs, each with an instruction that a certain CPU version or release brought.</summary>
internal static class InstructionProbes
{
    private const int FetchAdd = 0x01, LoadAcquire = 0x100, StoreRelease = 0x110;

    /// <summary>The probes: name, since when, what it is, the program.</summary>
    public static IEnumerable<(string Name, KernelVersion Since, string Meaning, Instruction[] Program)> All()
    {
        Instruction zero = new(Opcodes.Move64Immediate, Register.R0), exit = new(Opcodes.Exit);
        Instruction store = new(0x7a, Register.R10, offset: -8), one = new(Opcodes.Move64Immediate, Register.R1, immediate: 1);
        yield return ("v1", new KernelVersion(3, 18), "the first instruction set", [zero, exit]);
        yield return ("v2", new KernelVersion(4, 14), "jumps if lower", [zero, new(Opcodes.JumpIfLessThan64Immediate, Register.R0, offset: 0, immediate: 1), exit]);
        yield return ("v3", new KernelVersion(5, 1), "32-bit jumps", [zero, new(0x16, Register.R0, offset: 0, immediate: 1), exit]);
        yield return ("atomics", new KernelVersion(5, 12), "atomic operations with result", [zero, one, store, new(0xdb, Register.R10, Register.R1, -8, FetchAdd), exit]);
        yield return ("v4", new KernelVersion(6, 6), "sign-extending moves", [zero, new(Opcodes.Move64Register, Register.R0, Register.R0, 8), exit]);
        yield return ("gotol", new KernelVersion(6, 6), "long jumps", [zero, new(Opcodes.JumpLong, immediate: 0), exit]);
        yield return ("sdiv", new KernelVersion(6, 6), "signed division", [zero, new(Opcodes.Divide64Immediate, Register.R0, offset: 1, immediate: 2), exit]);
        yield return ("bswap", new KernelVersion(6, 6), "unconditional byte swaps", [zero, new(Opcodes.ByteSwap, Register.R0, immediate: 64), exit]);
        yield return ("ldsx", new KernelVersion(6, 6), "sign-extending loads", [zero, store, new(0x91, Register.R0, Register.R10, -8), zero, exit]);
        yield return ("may_goto", new KernelVersion(6, 9), "loops that the kernel bounds", [zero, new(Opcodes.MayJump), exit]);
        yield return ("load_acquire", new KernelVersion(6, 15), "loads that later ones wait for", [zero, store, new(0xdb, Register.R0, Register.R10, -8, LoadAcquire), zero, exit]);
        yield return ("store_release", new KernelVersion(6, 15), "stores that wait for earlier ones", [zero, one, new(0xdb, Register.R10, Register.R1, -8, StoreRelease), exit]);
        yield return ("bounded_loops", new KernelVersion(5, 3), "loops with a bound", [new(Opcodes.Move64Immediate, Register.R0, immediate: 10), new(Opcodes.Subtract64Immediate, Register.R0, immediate: 1), new(Opcodes.JumpIfNotEqual64Immediate, Register.R0, offset: -2), exit]);
        yield return ("large_insn_limit", new KernelVersion(5, 2), "more than 4,096 instructions", [.. Enumerable.Repeat(zero, 4096), exit]);
    }
}
