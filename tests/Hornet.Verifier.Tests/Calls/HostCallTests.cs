// SPDX-License-Identifier: Apache-2.0
using Hornet.Verification.Programs;

namespace Hornet.Verification.Calls;

/// <summary>Calls of functions that a host in user space defines itself.</summary>
public sealed class HostCallTests
{
    private const int OwnHelper = 5000;

    [Fact]
    public void A_host_may_define_a_helper_that_Linux_does_not_have() =>
        Message($"call {OwnHelper}\nr0 = 0\nexit").ShouldBeEmpty();

    [Fact]
    public void A_host_may_define_a_helper_in_the_place_of_one_of_Linux() =>
        Message("r1 = 7\ncall 1\nr0 = 0\nexit", 1).ShouldBeEmpty();

    [Fact]
    public void Without_such_a_host_there_is_no_such_helper() =>
        Message($"call {OwnHelper}\nr0 = 0\nexit", 1).ShouldBe($"invalid func unknown#{OwnHelper}");

    [Fact]
    public void The_result_is_any_number() =>
        Message($"call {OwnHelper}\nr1 = *(u64 *)(r0 + 0)\nr0 = 0\nexit").ShouldBe("R0 invalid mem access 'scalar'");

    [Fact]
    public void Argument_registers_do_not_survive_the_call() =>
        Message($"r3 = 1\ncall {OwnHelper}\nr0 = r3\nexit").ShouldBe("R3 !read_ok");

    [Fact]
    public void What_lies_behind_a_pointer_to_the_stack_may_be_any_number_afterwards() =>
        Message($"*(u64 *)(r10 - 8) = r1\nr2 = r10\nr2 += -16\ncall {OwnHelper}\nr1 = *(u64 *)(r10 - 8)\nr0 = *(u32 *)(r1 + 0)\nexit")
            .ShouldBe("R1 invalid mem access 'scalar'");

    [Fact]
    public void What_lies_before_a_pointer_to_the_stack_stays() =>
        Message($"*(u64 *)(r10 - 16) = r1\nr2 = r10\nr2 += -8\ncall {OwnHelper}\nr1 = *(u64 *)(r10 - 16)\nr0 = *(u32 *)(r1 + 0)\nexit").ShouldBeEmpty();

    private static string Message(string code, int helper = OwnHelper)
    {
        var options = new VerifierOptions { Host = new HostEnvironment { Helpers = [helper] } };
        Hornet.Objects.BpfObject bpfObject = ProgramText.Object(code);
        return Verifier.Verify(bpfObject, bpfObject.Programs[0], options).Failure?.Message ?? "";
    }
}
