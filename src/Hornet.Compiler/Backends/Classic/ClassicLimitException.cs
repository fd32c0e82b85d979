// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Bytecode.Classic;

namespace Hornet.Compiler.Backends.Classic;

/// <summary>A program needs more than classic BPF has: more instructions than the kernel takes, or more scratch memory.</summary>
public sealed class ClassicLimitException : BpfException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What was being done, what is lacking and what would work.</param>
    /// <param name="needed">How many instructions or words are needed.</param>
    /// <param name="limit">How many there may be.</param>
    public ClassicLimitException(string message, int needed, int limit)
        : base(message)
    {
        Needed = needed;
        Limit = limit;
    }

    /// <summary>How many instructions, or words of scratch memory, the program needs.</summary>
    public int Needed { get; }

    /// <summary>How many there may be.</summary>
    public int Limit { get; }

    internal static ClassicLimitException Instructions(int needed) => new(
        $"generating classic BPF: the program needs {needed} instructions, and the kernel takes at most {ClassicOpcodes.MaximumInstructions}. "
        + "Extended BPF has room for it.",
        needed,
        ClassicOpcodes.MaximumInstructions);

    internal static ClassicLimitException Memory(int needed) => new(
        $"generating classic BPF: the program needs {needed} words of scratch memory, and there are {ClassicOpcodes.MemoryWords}. "
        + "Simpler arithmetic or extended BPF would do.",
        needed,
        ClassicOpcodes.MemoryWords);
}
