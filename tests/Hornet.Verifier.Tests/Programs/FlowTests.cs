// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification.Programs;

/// <summary>What is known of the flow of a program: what follows what, where states are kept, loops, functions.</summary>
public sealed class FlowTests
{
    [Fact]
    public void Instructions_follow_each_other_and_jumps()
    {
        VerifiedProgram program = ProgramText.Object("r1 = 5 ll\nif r1 == 0 goto end\ncall 7\nend:\nr0 = 0\nexit").Resolve();
        program.Successors(0).ShouldBe((2, -1));
        program.Successors(2).ShouldBe((3, 4));
        program.Successors(3).ShouldBe((4, -1));
        program.Successors(5).ShouldBe((-1, -1));
        program.Predecessors(4).ToArray().ShouldBe([2, 3], ignoreOrder: true);
        program.Predecessors(0).ToArray().ShouldBeEmpty();
    }

    [Fact]
    public void An_order_puts_each_instruction_behind_what_follows_it()
    {
        VerifiedProgram program = ProgramText.Object("r0 = 0\nif r1 == 0 goto end\nr0 = 1\nend:\nexit").Resolve();
        program.PostOrder.ShouldBe([3, 2, 1, 0]);
    }

    [Fact]
    public void States_are_kept_where_paths_meet_and_behind_calls()
    {
        VerifiedProgram program = ProgramText.Object("r0 = 0\nif r1 == 0 goto end\nr0 = 1\ncall 7\nr0 = 2\nend:\nexit").Resolve();
        Enumerable.Range(0, 6).Where(i => program.Facts[i].IsPrunePoint).ShouldBe([1, 4, 5]);
    }

    [Fact]
    public void A_state_is_kept_at_every_may_goto()
    {
        VerifiedProgram program = ProgramText.Object("r0 = 0\nagain:\nmay_goto end\nr0 += 1\ngoto again\nend:\nexit").Resolve();
        program.Facts[1].IsForcedCheckpoint.ShouldBeTrue();
        program.Facts[2].IsForcedCheckpoint.ShouldBeFalse();
    }

    [Fact]
    public void Loops_have_numbers_of_their_own()
    {
        VerifiedProgram program = ProgramText.Object("r0 = 0\none:\nr0 += 1\nif r0 < 5 goto one\ntwo:\nr0 += 1\nif r0 < 9 goto two\nexit").Resolve();
        int[] loops = [.. program.Facts.Select(facts => facts.Loop)];
        loops[0].ShouldBe(0);
        loops[5].ShouldBe(0);
        loops[1].ShouldNotBe(0);
        loops[2].ShouldBe(loops[1]);
        loops[4].ShouldBe(loops[3]);
        loops[3].ShouldNotBe(loops[1]);
    }

    [Fact]
    public void Functions_are_found_by_calls()
    {
        VerifiedProgram program = ProgramText.Object("r6 = r1\ncall second\ncall first\nexit\nfirst:\nr0 = 1\nexit\nsecond:\nr0 = 2\nexit").Resolve();
        program.Subprograms.Select(function => (function.Start, function.End)).ShouldBe([(0, 4), (4, 6), (6, 8)]);
        program.Subprograms[0].Callees.ShouldBe([1, 2]);
        program.SubprogramAt(5).Index.ShouldBe(1);
        program.SubprogramStartingAt(5).ShouldBeNull();
    }

    [Fact]
    public void What_a_function_does_its_callers_do()
    {
        VerifiedProgram program = ProgramText.Object("call work\nexit\nwork:\nr1 = r6\nr2 = 0\ncall skb_pull_data\nr0 = 0\nexit", "tc").Resolve();
        program.Subprograms[1].ChangesPacketData.ShouldBeTrue();
        program.Subprograms[0].ChangesPacketData.ShouldBeTrue();
        program.Subprograms[0].MightSleep.ShouldBeFalse();
    }

    [Fact]
    public void Registers_live_from_where_they_are_written_to_where_they_are_read()
    {
        VerifiedProgram program = ProgramText.Object("r2 = 1\nr0 = r2\nif r1 == 0 goto end\nr0 += r3\nend:\nexit").Resolve();
        program.Facts.Select(facts => (int)facts.LiveRegisters).ShouldBe([0b1010, 0b1110, 0b1011, 0b1001, 0b0001]);
    }

    [Fact]
    public void A_helper_reads_the_arguments_that_it_has()
    {
        VerifiedProgram program = ProgramText.Object("call ktime_get_ns\nexit").Resolve();
        program.Facts[0].LiveRegisters.ShouldBe((ushort)0);
    }
}
