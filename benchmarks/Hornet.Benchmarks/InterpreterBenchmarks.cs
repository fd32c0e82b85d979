// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using Hornet.Bytecode;
using Hornet.VirtualMachines;

namespace Hornet.Benchmarks;

/// <summary>
/// The checked interpreter on bare bytecode. Each program tells how many instructions it executes, so that the figures are nanoseconds an
/// instruction; ubpf's interpreter needs about 5 on the same class of machine.
/// </summary>
[MemoryDiagnoser]
public class InterpreterBenchmarks
{
    private const int LoopTurns = 10_000;
    private const int LoopInstructions = 8 * LoopTurns;
    private const int StackTurns = 5_000;
    private const int StackInstructions = 10 * StackTurns;

    private readonly byte[] _memory = new byte[1500];
    private BytecodeRunner _loop = null!;
    private BytecodeRunner _stack = null!;

    [GlobalSetup]
    public void Setup()
    {
        _loop = new BytecodeRunner(AluLoop().AsSpan());
        _stack = new BytecodeRunner(StackLoop().AsSpan());
        new Random(1).NextBytes(_memory);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _loop.Dispose();
        _stack.Dispose();
    }

    [Benchmark(OperationsPerInvoke = LoopInstructions, Description = "ALU loop, ns an instruction")]
    public ulong Alu() => _loop.Run(_memory);

    [Benchmark(OperationsPerInvoke = StackInstructions, Description = "stack loop, ns an instruction")]
    public ulong Stack() => _stack.Run(_memory);

    private static ImmutableArray<Instruction> AluLoop() => Assembler.Assemble($"""
        r0 = 1
        r6 = {LoopTurns}
        loop:
        r0 *= 31
        r0 += r6
        r3 = r0
        r3 >>= 7
        r0 ^= r3
        w0 += 5
        r6 += -1
        if r6 != 0 goto loop
        exit
        """).Instructions;

    private static ImmutableArray<Instruction> StackLoop() => Assembler.Assemble($"""
        r0 = 0
        *(u64 *)(r10 - 8) = r0
        *(u64 *)(r10 - 16) = r0
        r6 = {StackTurns}
        loop:
        r3 = *(u64 *)(r10 - 8)
        r3 += 1
        *(u64 *)(r10 - 8) = r3
        r4 = *(u64 *)(r10 - 16)
        r4 += r3
        *(u64 *)(r10 - 16) = r4
        r5 = *(u32 *)(r10 - 16)
        r0 ^= r5
        r6 += -1
        if r6 != 0 goto loop
        exit
        """).Instructions;
}
