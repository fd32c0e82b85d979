// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>The machine that a <see cref="VirtualMachine"/> simulates.</summary>
public sealed record VirtualMachineOptions
{
    /// <summary>The default number of instructions a run may execute: as many as the kernel's verifier is ready to follow (<c>BPF_COMPLEXITY_LIMIT_INSNS</c>), a thousandfold, because loops run here instead of being unrolled there.</summary>
    public const long DefaultInstructionBudget = 1_000_000_000;

    /// <summary>
    /// What executes programs. A compiler compiles them when they are loaded; by default the interpreter starts, and programs that it runs often are compiled
    /// meanwhile. <see cref="VirtualProgram.Compile"/> decides for one program.
    /// </summary>
    public Engine Engine { get; init; } = Engine.Auto;

    /// <summary>
    /// Whether programs that were not verified may be compiled too, in checked mode: every access, call and loop is tested while they run, as in the
    /// interpreter. Without it an unverified program is only interpreted, and asking for a compiler is an error.
    /// </summary>
    public bool CompilesUnverified { get; init; }

    /// <summary>
    /// Whether programs are loaded without being verified first. For tests of programs that the verifier refuses, and for programs that are trusted for
    /// another reason: they run with every access checked, and end with an <see cref="ExecutionException"/> where they go wrong.
    /// </summary>
    public bool LoadsUnverified { get; init; }

    /// <summary>Number of possible CPUs: how many values a per-CPU map has for a key. One by default, so that results are the same on every machine.</summary>
    public int CpuCount { get; init; } = 1;

    /// <summary>
    /// Instructions a run, with its tail calls and callbacks, may execute. Counted at backward jumps and calls by the length of what they
    /// repeat, so a program stops within one pass over its code of the limit.
    /// </summary>
    public long InstructionBudget { get; init; } = DefaultInstructionBudget;

    /// <summary>The clock behind <c>bpf_ktime_get_ns</c> and its relatives.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Seed of the random numbers that programs get; null takes a random seed.</summary>
    public ulong? RandomSeed { get; init; }

    /// <summary>The current task.</summary>
    public SimulatedTask Task { get; init; } = new();

    /// <summary>The NUMA node of every CPU.</summary>
    public int NumaNode { get; init; }

    /// <summary>The types that CO-RE relocations are resolved against; null takes the object's own, so that programs see the layouts they were compiled with.</summary>
    public Btf? TargetBtf { get; init; }

    /// <summary>Values of <c>.kconfig</c> variables by name, as in a kernel's configuration (<c>y</c>, <c>n</c>, <c>m</c>, a number, a string); they win over the built-in ones.</summary>
    public ImmutableDictionary<string, string> KernelConfiguration { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The weight up to which the IL back end makes one method of a function (<see cref="IlWeights"/>); tests make it small.</summary>
    internal int LargestMethod { get; init; } = IlWeights.Limit;
}
