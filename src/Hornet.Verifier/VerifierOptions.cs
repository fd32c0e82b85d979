// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>What a program is verified for, and how strictly.</summary>
public sealed record VerifierOptions
{
    /// <summary>The defaults: a privileged program on a machine whose kernel types are not known.</summary>
    public static VerifierOptions Default { get; } = new();

    /// <summary>
    /// The types of the kernel that the program is for, against which CO-RE relocations are applied and BTF-typed pointers and kernel
    /// functions are checked; null where there is none (the object's own types then stand in for it in CO-RE).
    /// </summary>
    public Btf? KernelBtf { get; init; }

    /// <summary>The types of the kernel's modules, each split on <see cref="KernelBtf"/>.</summary>
    public ImmutableArray<CoreModule> Modules { get; init; } = [];

    /// <summary>Whether to apply the rules for programs loaded without <c>CAP_BPF</c> and <c>CAP_PERFMON</c>.</summary>
    public bool IsUnprivileged { get; init; }

    /// <summary>Whether accesses must be aligned also on machines that do without (<c>BPF_F_STRICT_ALIGNMENT</c>).</summary>
    public bool StrictAlignment { get; init; }

    /// <summary>
    /// Processors that the machine may have, present or not, which bounds the number of the one that a program runs on; null takes this machine's.
    /// </summary>
    public int? Processors { get; init; }

    /// <summary>Instructions that may be processed in all; the kernel's limit is a million.</summary>
    public int InstructionLimit { get; init; } = 1_000_000;

    /// <summary>What goes into the log: 0 nothing, 1 the path to the fault, 2 every instruction with its state.</summary>
    public int LogLevel { get; init; }

    /// <summary>The program's type, where its section name tells none; null takes the object's.</summary>
    public ProgramType? ProgramType { get; init; }

    /// <summary>The object that holds the program which a <c>freplace</c>, or <c>fentry</c> of a program, attaches to; null for the kernel.</summary>
    public BpfObject? AttachObject { get; init; }

    /// <summary>What a host in user space offers in the place of a kernel; null verifies for Linux.</summary>
    public HostEnvironment? Host { get; init; }

    /// <summary>Initial values of global variables by name, as a load would set them: they decide what read-only data holds.</summary>
    public ImmutableDictionary<string, ImmutableArray<byte>> Variables { get; init; } = ImmutableDictionary<string, ImmutableArray<byte>>.Empty;

    /// <summary>Capacities of maps by name, as a load would set them.</summary>
    public ImmutableDictionary<string, uint> MaxEntries { get; init; } = ImmutableDictionary<string, uint>.Empty;
}
