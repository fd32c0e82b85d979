// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>What the result says of an accepted program, for compilers.</summary>
public sealed class ProofTests
{
    [Fact]
    public void Each_instruction_names_the_memory_that_it_touches()
    {
        ProgramProofs proofs = ProofsOf("""
            r2 = *(u32 *)(r1 + 0)
            r3 = *(u32 *)(r1 + 4)
            r4 = r2
            r4 += 14
            r0 = 0
            if r4 > r3 goto end
            r0 = *(u8 *)(r2 + 13)
            *(u64 *)(r10 - 8) = r0
            end:
            exit
            """);
        proofs.Instructions[0].Memory.ShouldBe(MemoryKind.Context);
        proofs.Instructions[2].Memory.ShouldBe(MemoryKind.None);
        proofs.Instructions[6].Memory.ShouldBe(MemoryKind.Packet);
        proofs.Instructions[6].Facts.ShouldBe(ProofFacts.Reached | ProofFacts.InBounds | ProofFacts.Aligned);
        proofs.Instructions[7].Memory.ShouldBe(MemoryKind.Stack);
        proofs.Instructions[7].StackOffset.ShouldBe((short)-8);
        (proofs.Instructions[7].Facts & ProofFacts.FixedStackOffset).ShouldNotBe(ProofFacts.None);
    }

    [Fact]
    public void Jumps_that_always_go_one_way_are_told_and_what_they_skip_is_not_reached()
    {
        ProgramProofs proofs = ProofsOf("""
            r0 = 1
            if r0 == 1 goto end
            r0 = 2
            end:
            r2 = *(u32 *)(r1 + 12)
            if r2 == 7 goto out
            if r0 == 2 goto out
            out:
            exit
            """);
        Has(proofs, 1, ProofFacts.AlwaysTaken).ShouldBeTrue();
        Has(proofs, 2, ProofFacts.Reached).ShouldBeFalse();
        Has(proofs, 4, ProofFacts.AlwaysTaken | ProofFacts.NeverTaken).ShouldBeFalse();
        Has(proofs, 5, ProofFacts.NeverTaken).ShouldBeTrue();
    }

    [Fact]
    public void A_slot_escapes_when_a_helper_gets_its_address()
    {
        ProgramProofs proofs = ProofsOf("""
            r6 = 5
            *(u64 *)(r10 - 8) = r6
            *(u64 *)(r10 - 16) = r6
            *(u64 *)(r10 - 24) = r6
            r1 = r10
            r1 += -24
            r2 = 16
            call 16
            r0 = *(u64 *)(r10 - 8)
            r0 = 0
            exit
            """, ProgramType.Kprobe);
        proofs.Stacks[0].Depth.ShouldBe(24);
        proofs.Stacks[0].NonEscapingSlots.ShouldBe([true, false, false]);
    }

    [Fact]
    public void An_access_of_two_kinds_of_memory_is_mixed()
    {
        ProgramProofs proofs = ProofsOf("""
            r6 = r10
            r6 += -8
            r7 = 0
            *(u64 *)(r10 - 8) = r7
            r2 = *(u32 *)(r1 + 0)
            r3 = *(u32 *)(r1 + 4)
            r4 = r2
            r4 += 8
            r0 = 0
            if r4 > r3 goto use
            r6 = r2
            use:
            r5 = *(u8 *)(r6 + 0)
            exit
            """);
        proofs.Instructions[11].Memory.ShouldBe(MemoryKind.Mixed);
    }

    private static bool Has(ProgramProofs proofs, int instruction, ProofFacts facts) => (proofs.Instructions[instruction].Facts & facts) != 0;

    [Fact]
    public void The_longest_run_is_told_of_loops_that_were_walked_to_their_end()
    {
        ProofsOf("r0 = 0\nloop:\nr0 += 1\nif r0 < 100 goto loop\nexit").LongestRun.ShouldBe(1 + (2 * 100) + 1);
        ProofsOf("r0 = 0\nloop:\nmay_goto end\nr0 += 1\ngoto loop\nend:\nr0 = 0\nexit").LongestRun.ShouldBeNull();
        ProofsOf("call twice\ncall twice\nr0 = 0\nexit\ntwice:\nr0 = 2\nexit").LongestRun.ShouldBeNull();
    }

    private static ProgramProofs ProofsOf(string text, ProgramType type = ProgramType.Xdp)
    {
        var program = new ProgramSpec { Name = "test", Type = type, Instructions = Assembler.Assemble(text).Instructions };
        VerificationResult result = Verifier.Verify(new BpfObject { Programs = [program], License = "GPL" }, program);
        result.Failure.ShouldBeNull(result.Failure?.Message);
        return result.Proofs.ShouldNotBeNull();
    }
}
