// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>What is known of an instruction before, or learned while, its paths are walked.</summary>
internal struct InstructionFacts
{
    /// <summary>Registers that may be read, from here on, before they are written; bit n is Rn.</summary>
    public ushort LiveRegisters;

    /// <summary>States are kept and compared here.</summary>
    public bool IsPrunePoint;

    /// <summary>A state is kept here at every visit: loops of iterators, callbacks and <c>may_goto</c> converge here.</summary>
    public bool IsForcedCheckpoint;

    /// <summary>A call of a helper or kernel function that calls back at once.</summary>
    public bool CallsBack;

    /// <summary>A call of an iterator's next function.</summary>
    public bool IsIteratorNext;

    /// <summary>Whether some path came here.</summary>
    public bool IsReached;

    /// <summary>The loop (strongly connected part of the flow graph) it is in, or 0.</summary>
    public int Loop;

    /// <summary>The kind of pointer that a load, store or atomic goes through; Linux refuses instructions that would need a conversion on one path and not on another.</summary>
    public ValueKind PointerKind;

    /// <summary>What was proven of it so far, joined over the paths.</summary>
    public InstructionProof Proof;
}
