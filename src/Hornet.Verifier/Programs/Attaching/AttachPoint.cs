// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>What a program attaches to, where that is known when it is loaded: a function or type in BTF, which tells its arguments and result.</summary>
internal sealed class AttachPoint
{
    /// <summary>The name of the function, tracepoint, LSM hook (as <c>bpf_lsm_…</c>), iterator or member; as the kernel's messages have it.</summary>
    public required string Name { get; init; }

    /// <summary>The BTF that the types are in.</summary>
    public required short BtfIndex { get; init; }

    /// <summary>The function (<c>FUNC</c>), for a tracepoint its <c>btf_trace_</c> typedef, for a structure of operations the structure.</summary>
    public required uint TypeId { get; init; }

    /// <summary>The arguments and result (<c>FUNC_PROTO</c>).</summary>
    public required uint PrototypeId { get; init; }

    /// <summary>The parameter that is the first word of the context: tracepoints have one before it that programs do not get.</summary>
    public int FirstParameter { get; init; }

    /// <summary>For a structure of operations: its name; otherwise null.</summary>
    public string? StructureName { get; init; }

    /// <summary>For a structure of operations: the member, by its position.</summary>
    public int Member { get; init; }

    /// <summary>The program that is replaced or traced, with its object; null where the kernel is attached to.</summary>
    public TargetProgram? Target { get; init; }

    /// <summary>The arguments and result.</summary>
    /// <exception cref="Refusal">The types are damaged.</exception>
    public BtfFunctionPrototype Prototype(BtfSet btfs) => btfs[BtfIndex][PrototypeId] as BtfFunctionPrototype
        ?? throw new Refusal($"the type of '{Name}' is not that of a function (EINVAL)", FailureKind.Structure, null);
}
