// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification.Programs;

/// <summary>The stack that functions which call each other need together.</summary>
public sealed class StackDepthTests
{
    private const string TwoFunctions = "call work\nexit\nwork:\nr0 = 0\nexit";

    [Theory]
    [InlineData(256, 256, null)]
    [InlineData(256, 257, "combined stack size of 2 calls is 528. Too large")]
    [InlineData(512, 0, null)]
    [InlineData(512, 1, "combined stack size of 2 calls is 528. Too large")]
    public void A_chain_of_calls_has_512_bytes(int first, int second, string? message) => Check(TwoFunctions, "tc", [first, second], message);

    [Theory]
    [InlineData(512, 512, null)]
    [InlineData(48, 512, null)]
    public void Programs_that_do_not_run_twice_at_a_time_have_stacks_for_large_functions(int first, int second, string? message) =>
        Check(TwoFunctions, "kprobe", [first, second], message);

    [Fact]
    public void Calls_go_eight_functions_deep()
    {
        string calls = string.Concat(Enumerable.Range(1, 7).Select(i => $"f{i}:\ncall f{i + 1}\nexit\n"));
        Check($"call f1\nexit\n{calls}f8:\nr0 = 0\nexit", "tc", new int[9], "the call stack of 8 frames is too deep !");
    }

    [Fact]
    public void Recursion_ends_too()
    {
        Check("call work\nexit\nwork:\nif r1 == 0 goto end\ncall work\nend:\nr0 = 0\nexit", "tc", [0, 0], "the call stack of 8 frames is too deep !");
    }

    [Fact]
    public void A_function_that_is_called_later_has_a_stack_of_its_own()
    {
        VerifiedProgram program = ProgramText.Object(TwoFunctions, "tc").Resolve();
        program.Subprograms[0].StackDepth = 8;
        program.Subprograms[1].StackDepth = 520;
        program.Subprograms[1].IsAsyncCallback = true;
        Should.Throw<Refusal>(() => StackDepths.Check(program)).Message.ShouldBe("combined stack size of 1 calls is 528. Too large");
    }

    private static void Check(string code, string section, int[] depths, string? message)
    {
        VerifiedProgram program = ProgramText.Object(code, section).Resolve();
        for (int i = 0; i < depths.Length; i++)
            program.Subprograms[i].StackDepth = depths[i];
        Action check = () => StackDepths.Check(program);
        if (message is null)
            check.ShouldNotThrow();
        else
            check.ShouldThrow<Refusal>().Message.ShouldBe(message);
    }
}
