// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Compiler.Backends.Extended;

/// <summary>What extended BPF is generated for.</summary>
public sealed record ExtendedOptions
{
    /// <summary>Version 3, with types and lines.</summary>
    public static ExtendedOptions Default { get; } = new();

    /// <summary>
    /// The version of the instruction set that may be used, as clang's <c>-mcpu</c> numbers them; 3 by default, which Linux runs since 5.1.
    /// What a version has no instruction for is done with several.
    /// </summary>
    public CpuVersion CpuVersion { get; init; } = CpuVersion.V3;

    /// <summary>Whether the object gets types of its functions and the source line of each instruction; so by default.</summary>
    public bool HasDebugInformation { get; init; } = true;
}
