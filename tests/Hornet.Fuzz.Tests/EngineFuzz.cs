// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Hornet.Bytecode;
using Hornet.Tests;
using Hornet.VirtualMachines;

namespace Hornet.Fuzz.Tests;

/// <summary>
/// Any instructions, run by a compiler that tests every access: whatever they do, they end in a result or a typed error, the one that the interpreter
/// comes to.
/// </summary>
internal sealed class EngineFuzz(Engine engine)
{
    private const int MemorySize = 64;
    private const int MostInstructions = 2000;

    // Programs that look at addresses do something else wherever the stack lies; so many places, so far from each other, are tried before a difference is one.
    private const int Layouts = 32;
    private const int BlockSize = 100_000;

    // The memory is always at one place.
    private static readonly byte[] Memory = GC.AllocateArray<byte>(MemorySize, pinned: true);

    // What a register holds that nobody wrote is an engine's own business, so all get a number first but R1 and R2, the memory and its length.
    private static readonly Instruction[] Prologue =
        [.. Enumerable.Range(0, 10).Except([1, 2]).Select(register => new Instruction(Opcodes.Move64Immediate, (Register)register, immediate: register * 1000))];

    private static readonly string[] Programs =
    [
        "r0 = *(u64 *)(r1 + 8); r3 = 0; l: r0 += r3; *(u64 *)(r10 - 8) = r0; r3 += 1; if r3 < 9 goto l; r0 = *(u32 *)(r10 - 6); exit",
        "w4 = -7; w5 = 3; w4 s/= w5; r6 = r4; r6 <<= r5; r6 s>>= 3; r7 = (s16)r6; r7 = bswap32 r7; if w7 s> -3 goto l; r6 %= r0; l: r0 = r6; r0 ^= r7; exit",
        "r3 = 5; lock *(u64 *)(r1 + 8) += r3; r3 = atomic_fetch_or((u64 *)(r1 + 16), r3); w3 = xchg32_32(r1 + 24, w3); r0 = cmpxchg_64(r10 - 16, r0, r3); exit",
        "r1 = 1; r2 = 2; call pc+2; r0 += r6; exit; r0 = r1; r0 += r2; r6 = 9; *(u64 *)(r10 - 512) = r0; exit",
        "r3 = r10; r3 += -64; r4 = 7; l: r4 -= 1; r5 = r3; r5 += r4; *(u8 *)(r5 + 0) = r4; if r4 != 0 goto l; r0 = *(u16 *)(r3 + 3); gotol m; r0 = 1; m: exit",
        "r3 = 0; l: may_goto e; r3 += 1; if r3 & 1 goto l; r0 = r3; if r3 > 60 goto e; goto l; e: r0 = r3; exit",
    ];

    /// <summary>The target of an engine.</summary>
    public static FuzzTarget Target(string name, Engine engine)
    {
        byte[][] seeds = [.. Programs.Select(text => BytecodeEncoder.Encode(Assembler.Assemble(text.Replace("; ", "\n", StringComparison.Ordinal)).Instructions.AsSpan()))];
        byte[][] words = [.. seeds.SelectMany(seed => seed.Chunk(Instruction.SizeInBytes)).DistinctBy(Convert.ToHexString)];
        return new FuzzTarget(name, seeds, words, new EngineFuzz(engine).Parse, error => error is ProgramLoadException);
    }

    private void Parse(byte[] input)
    {
        Instruction[] program = [.. Prologue, .. input.Chunk(Instruction.SizeInBytes).Where(chunk => chunk.Length == Instruction.SizeInBytes).Select(chunk => Instruction.Read(chunk))];
        if (program.Length > MostInstructions)
            return;
        using BytecodeRunner interpreted = Make(program, Engine.Interpreter), compiled = Make(program, engine);
        string expected = Run(interpreted), actual = Run(compiled);
        bool isComparable = !program.Any(HasOwnRegisters) && !IsCut(actual) && !IsCut(expected);
        if (isComparable && actual != expected && IsSettled(program, expected))
            throw new InvalidOperationException($"{engine.ToText()}: {actual}, not {expected}\n{new Disassembler().Disassemble(program)}");
    }

    /// <summary>Whether the interpreter does the same wherever the stack lies, and the compiler never does that.</summary>
    private bool IsSettled(Instruction[] program, string expected)
    {
        var runners = new List<BytecodeRunner>();
        var blocks = new List<nint>();
        try
        {
            bool isSettled = true;
            for (int i = 0; i < Layouts && isSettled; i++)
            {
                BytecodeRunner interpreted = Make(program, Engine.Interpreter), compiled = Make(program, engine);
                runners.AddRange([interpreted, compiled]);
                blocks.Add(Marshal.AllocHGlobal(BlockSize));
                isSettled = Run(interpreted) == expected && Run(compiled) != expected;
            }

            return isSettled;
        }
        finally
        {
            runners.ForEach(runner => runner.Dispose());
            blocks.ForEach(Marshal.FreeHGlobal);
        }
    }

    private static BytecodeRunner Make(Instruction[] program, Engine engine) =>
        new(program, new VirtualMachineOptions { Engine = engine, InstructionBudget = 20_000, LoadsUnverified = true, CompilesUnverified = true });

    /// <summary>Whether an instruction leads to where registers hold what nobody wrote: functions.</summary>
    private static bool HasOwnRegisters(Instruction instruction) => instruction.IsCall || instruction.Opcode == Opcodes.CallRegister;

    private static bool IsCut(string outcome) => outcome.StartsWith(nameof(ExecutionError.InstructionBudget), StringComparison.Ordinal);

    private static string Run(BytecodeRunner runner)
    {
        for (int at = 0; at < MemorySize; at++)
            Memory[at] = (byte)(at * 37);
        string outcome;
        try
        {
            outcome = $"R0 0x{runner.Run(Memory):x}";
        }
        catch (ExecutionException error)
        {
            outcome = $"{error.Error} at {error.Instruction}: {ErrorMessage.WithoutPlaces(error.Message)}";
        }

        return $"{outcome}, memory {Convert.ToHexStringLower(Memory)}";
    }
}
