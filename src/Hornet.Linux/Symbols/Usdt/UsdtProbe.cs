// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>One place of a USDT probe in a binary. A probe that is inlined or written in several places has one of these for each.</summary>
public sealed record UsdtProbe
{
    /// <summary>The path of the binary.</summary>
    public required string Path { get; init; }

    /// <summary>The provider, the first word of <c>DTRACE_PROBE(provider, name)</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>The address of the probe's instruction (a <c>nop</c>) as the file's symbols have it.</summary>
    public required ulong Address { get; init; }

    /// <summary>Where the instruction is in the file, bytes: what a uprobe wants.</summary>
    public required ulong FileOffset { get; init; }

    /// <summary>The address of the 16-bit semaphore that counts who watches the probe; 0 for a probe without one.</summary>
    public required ulong SemaphoreAddress { get; init; }

    /// <summary>Where the semaphore is in the file, bytes: the <c>ref_ctr_offset</c> of a uprobe, by which the kernel raises it; 0 for a probe without one.</summary>
    public required ulong SemaphoreFileOffset { get; init; }

    /// <summary>The arguments, in order.</summary>
    public required IReadOnlyList<UsdtArgument> Arguments { get; init; }

    /// <summary>Whether the program may skip computing arguments until the semaphore is raised.</summary>
    public bool HasSemaphore => SemaphoreAddress != 0;

    /// <summary><c>path:provider:name</c>.</summary>
    public override string ToString() => $"{Path}:{Provider}:{Name}";
}
