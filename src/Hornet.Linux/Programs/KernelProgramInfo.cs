// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>What the kernel says about a program (<c>struct bpf_prog_info</c>).</summary>
/// <param name="Id">Its number in this kernel.</param>
/// <param name="Type">What it is.</param>
/// <param name="Name">Its name, at most 15 characters.</param>
/// <param name="Tag">A hash of its instructions, as the eight bytes lie in memory.</param>
/// <param name="TranslatedLength">Size of the verifier's rewritten instructions in bytes.</param>
/// <param name="JitedLength">Size of its machine code in bytes.</param>
/// <param name="IsGplCompatible">Whether its licence is GPL-compatible.</param>
/// <param name="RunTimeNanoseconds">Time spent in it, while statistics are on.</param>
/// <param name="RunCount">How often it ran, while statistics are on.</param>
/// <param name="VerifiedInstructions">How many instructions the verifier walked.</param>
public sealed record KernelProgramInfo(uint Id, ProgramType Type, string Name, ulong Tag, int TranslatedLength, int JitedLength,
    bool IsGplCompatible, long RunTimeNanoseconds, long RunCount, int VerifiedInstructions);
