// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode;

/// <summary>How the assembler reads text.</summary>
public sealed record AssemblerOptions
{
    /// <summary>
    /// The dialect; null (the default) lets <see cref="Assembler.DetectDialect"/> tell. <see cref="TextDialect.Llvm"/> and
    /// <see cref="TextDialect.Verifier"/> are read alike.
    /// </summary>
    public TextDialect? Dialect { get; init; }

    /// <summary>Numbers of helpers by name (<c>bpf_map_lookup_elem</c> is 1), or null where there is no such helper. Unset leaves names as <see cref="AssembledProgram.References"/>.</summary>
    public Func<string, int?>? HelperNumber { get; init; }
}
