// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

public sealed class AccessProofsTests
{
    private const ProofFacts Access = ProofFacts.InBounds | ProofFacts.Aligned;

    [Fact]
    public void The_first_path_says_all()
    {
        InstructionProof known = new(MemoryKind.None, ProofFacts.Reached);

        AccessProofs.Record(ref known, new InstructionProof(MemoryKind.Stack, Access | ProofFacts.FixedStackOffset, -8));

        known.ShouldBe(new InstructionProof(MemoryKind.Stack, Access | ProofFacts.FixedStackOffset | ProofFacts.Reached, -8));
    }

    [Fact]
    public void Another_place_of_the_stack_leaves_none_fixed()
    {
        InstructionProof known = new(MemoryKind.Stack, Access | ProofFacts.FixedStackOffset, -8);

        AccessProofs.Record(ref known, new InstructionProof(MemoryKind.Stack, Access | ProofFacts.FixedStackOffset, -16));
        AccessProofs.Record(ref known, new InstructionProof(MemoryKind.Stack, Access | ProofFacts.FixedStackOffset, -8));

        known.ShouldBe(new InstructionProof(MemoryKind.Stack, Access));
    }

    [Fact]
    public void Another_kind_of_memory_makes_it_mixed()
    {
        InstructionProof known = new(MemoryKind.Stack, Access | ProofFacts.FixedStackOffset, -8);

        AccessProofs.Record(ref known, new InstructionProof(MemoryKind.MapValue, ProofFacts.InBounds));

        known.ShouldBe(new InstructionProof(MemoryKind.Mixed, ProofFacts.InBounds));
    }

    [Fact]
    public void A_fault_on_one_path_is_a_fault()
    {
        InstructionProof known = new(MemoryKind.KernelObject, Access);

        AccessProofs.Record(ref known, new InstructionProof(MemoryKind.KernelObject, Access | ProofFacts.MayFault));
        AccessProofs.Record(ref known, new InstructionProof(MemoryKind.KernelObject, Access));

        known.Facts.ShouldBe(Access | ProofFacts.MayFault);
    }
}
