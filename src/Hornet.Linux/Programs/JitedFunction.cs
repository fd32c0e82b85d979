// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.Linux;

/// <summary>A function of a program as machine code.</summary>
/// <param name="Address">Where it is in the kernel.</param>
/// <param name="Code">Its machine code.</param>
/// <param name="Tag">The hash of its instructions, which is part of its name in kallsyms (where the first function has the tag of the whole program).</param>
public sealed record JitedFunction(ulong Address, ImmutableArray<byte> Code, ulong Tag)
{
    /// <summary>The tag as kallsyms prints it: 16 hexadecimal digits.</summary>
    public string TagText => KernelProgramInfo.FormatTag(Tag);
}
