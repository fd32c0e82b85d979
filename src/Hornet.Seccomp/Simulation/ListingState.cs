// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode.Classic;

namespace Hornet.Seccomp;

/// <summary>What is known before an instruction.</summary>
/// <param name="Word">The offset of the word of <c>struct seccomp_data</c> that A holds; -1 for anything else.</param>
/// <param name="Architecture">The architecture, where the program has asked for it.</param>
/// <param name="Number">The number of the call, where the program has asked for it.</param>
internal sealed record ListingState(int Word, uint? Architecture, uint? Number)
{
    /// <summary>What is known at the start.</summary>
    public static ListingState Start { get; } = new(-1, null, null);

    /// <summary>What is known of places that are never reached.</summary>
    public static ListingState Nothing => Start;

    /// <summary>What is known behind an instruction that does not jump.</summary>
    public ListingState After(ClassicInstruction instruction) => instruction.Code switch
    {
        ClassicOpcodes.LoadWord => this with { Word = (int)instruction.Operand },
        ClassicOpcodes.Store or ClassicOpcodes.StoreX or ClassicOpcodes.CopyAToX or ClassicOpcodes.LoadXImmediate or ClassicOpcodes.LoadXMemory or ClassicOpcodes.LoadXLength => this,
        _ => this with { Word = -1 },
    };

    /// <summary>What is known where A equals a value.</summary>
    public ListingState Knowing(uint value) => Word switch
    {
        SeccompData.Architecture => this with { Architecture = value },
        SeccompData.Number => this with { Number = value },
        _ => this,
    };

    /// <summary>What is known where two ways meet.</summary>
    public ListingState Join(ListingState other) => new(
        Word == other.Word ? Word : -1, Architecture == other.Architecture ? Architecture : null, Number == other.Number ? Number : null);
}
