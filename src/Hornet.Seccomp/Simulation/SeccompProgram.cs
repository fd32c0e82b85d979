// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode.Classic;

namespace Hornet.Seccomp;

/// <summary>A checked program of classic BPF that answers system calls. It may be shared among threads; running it allocates nothing.</summary>
public sealed class SeccompProgram
{
    private readonly ClassicFilter _filter;

    /// <summary>Checks a program.</summary>
    /// <param name="instructions">The instructions.</param>
    /// <exception cref="ClassicProgramException">It is no valid classic program.</exception>
    /// <exception cref="SeccompProgramException">It does what the kernel forbids filters of system calls.</exception>
    public SeccompProgram(ImmutableArray<ClassicInstruction> instructions)
    {
        _filter = new ClassicFilter(instructions.AsSpan());
        SeccompValidator.Validate(instructions.AsSpan());
        Instructions = instructions;
    }

    /// <summary>The instructions.</summary>
    public ImmutableArray<ClassicInstruction> Instructions { get; }

    /// <summary>What the program answers a call.</summary>
    /// <param name="call">The call.</param>
    public SeccompVerdict Run(in SeccompCall call)
    {
        Span<byte> data = stackalloc byte[SeccompCall.Size];
        call.Write(data);
        return SeccompVerdict.FromReturnValue(_filter.Run(data));
    }
}
