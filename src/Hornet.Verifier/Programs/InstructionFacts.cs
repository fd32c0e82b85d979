// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Verification;

/// <summary>What is known of an instruction before, or learned while, its paths are walked.</summary>
internal struct InstructionFacts
{
    /// <summary>Registers that may be read, from here on, before they are written; bit n is Rn.</summary>
    public ushort LiveRegisters;

    /// <summary>Its fields are not right, which is a fault once a path comes here: <see cref="InstructionRules.Fault"/> says which.</summary>
    public bool IsMalformed;

    /// <summary>States are kept and compared here.</summary>
    public bool IsPrunePoint;

    /// <summary>A state is kept here at every visit: loops of iterators, callbacks and <c>may_goto</c> converge here.</summary>
    public bool IsForcedCheckpoint;

    /// <summary>A call of a helper or kernel function that calls back at once.</summary>
    public bool CallsBack;

    /// <summary>A call of an iterator's next function.</summary>
    public bool IsIteratorNext;

    /// <summary>A spill or fill around a call that keeps the register anyway; see <see cref="FastCalls"/>.</summary>
    public bool IsFastCallSpill;

    /// <summary>Whether some path came here.</summary>
    public bool IsReached;

    /// <summary>Whether some path takes this conditional jump.</summary>
    public bool IsTaken;

    /// <summary>Whether some path falls through this conditional jump.</summary>
    public bool FallsThrough;

    /// <summary>The loop (strongly connected part of the flow graph) it is in, or 0.</summary>
    public int Loop;

    /// <summary>The kind of pointer that a load, store or atomic goes through; Linux refuses instructions that would need a conversion on one path and not on another.</summary>
    public ValueKind PointerKind;

    /// <summary>What more is known of that pointer.</summary>
    public ValueFlags PointerFlags;

    /// <summary>What was proven of it so far, joined over the paths.</summary>
    public InstructionProof Proof;

    /// <summary>Notes which way a path went at this conditional jump.</summary>
    public void NoteOutcome(bool isTaken)
    {
        IsTaken |= isTaken;
        FallsThrough |= !isTaken;
    }

    /// <summary>What was proven of the instruction, once all paths are walked.</summary>
    public readonly InstructionProof ToProof(Instruction instruction)
    {
        ProofFacts facts = Proof.Facts & ~ProofFacts.Reached;
        if (IsReached)
            facts |= ProofFacts.Reached;
        if (IsTaken && !FallsThrough)
            facts |= ProofFacts.AlwaysTaken;
        if (FallsThrough && !IsTaken)
            facts |= ProofFacts.NeverTaken;
        return Proof with { Facts = facts };
    }
}
