// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using Hornet.Bytecode;
using Hornet.VirtualMachines;

namespace Hornet.Fuzz.Tests;

/// <summary>
/// Any instructions, run by a compiler that tests every access: whatever they do, they end in a result or a typed error, the one that the interpreter
/// comes to.
/// </summary>
internal sealed partial class EngineFuzz(Engine engine)
{
    private const int MemorySize = 64;
    private const int MostInstructions = 2000;

    // Programs that look at addresses do not always do the same; so often the interpreter must agree with itself.
    private const int Interpreters = 4;

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
        byte[] start = [.. Enumerable.Range(0, MemorySize).Select(at => (byte)(at * 37))];
        var runners = new List<BytecodeRunner>();
        try
        {
            var options = new VirtualMachineOptions { InstructionBudget = 20_000, LoadsUnverified = true, CompilesUnverified = true };
            for (int i = 0; i < Interpreters; i++)
                runners.Add(new BytecodeRunner(program, options with { Engine = Engine.Interpreter }));
            using var compiled = new BytecodeRunner(program, options with { Engine = engine });
            string actual = Run(compiled, start);
            string[] expected = [.. runners.Select(runner => Run(runner, start)).Distinct(StringComparer.Ordinal)];
            bool isComparable = expected.Length == 1 && !program.Any(HasOwnRegisters) && !IsCut(actual) && !IsCut(expected[0]);
            if (isComparable && actual != expected[0])
                throw new InvalidOperationException($"{engine.ToText()}: {actual}, not {expected[0]}\n{new Disassembler().Disassemble(program)}");
        }
        finally
        {
            foreach (BytecodeRunner runner in runners)
                runner.Dispose();
        }
    }

    /// <summary>Whether an instruction leads to where registers hold what nobody wrote: functions.</summary>
    private static bool HasOwnRegisters(Instruction instruction) => instruction.IsCall || instruction.Opcode == Opcodes.CallRegister;

    private static bool IsCut(string outcome) => outcome.StartsWith(nameof(ExecutionError.InstructionBudget), StringComparison.Ordinal);

    private static string Run(BytecodeRunner runner, byte[] start)
    {
        byte[] memory = [.. start];
        string outcome;
        try
        {
            outcome = $"R0 0x{runner.Run(memory):x}";
        }
        catch (ExecutionException error)
        {
            outcome = $"{error.Error} at {error.Instruction}: {Address().Replace(error.Message, "0x…")}";
        }

        return $"{outcome}, memory {Convert.ToHexStringLower(memory)}";
    }

    [GeneratedRegex("0x[0-9a-f]{6,}")]
    private static partial Regex Address();
}
