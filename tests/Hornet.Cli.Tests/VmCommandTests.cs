// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Cli.Tests;

public sealed class VmCommandTests
{
    private const string LoadFirstByte = "71 10 00 00 00 00 00 00  95 00 00 00 00 00 00 00";

    [Fact]
    public void Prints_R0_in_hexadecimal() =>
        CommandLine.RunWithInput("b7 00 00 00 2a 00 00 00\n95 00 00 00 00 00 00 00\n", "vm").Text.ShouldBe($"2a{Environment.NewLine}");

    [Fact]
    public void R1_points_to_the_memory() => CommandLine.RunWithInput(LoadFirstByte, "vm", "aa bb").Text.Trim().ShouldBe("aa");

    [Fact]
    public void R2_is_the_length_of_the_memory() => CommandLine.RunWithInput("bf2000000000000095000000 00000000", "vm", "0011223344").Text.Trim().ShouldBe("5");

    [Fact]
    public void Helper_5_ends_the_program_when_it_returns_0() =>
        CommandLine.RunWithInput("b701000000000000 8500000005000000 b700000001000000 9500000000000000", "vm").Text.Trim().ShouldBe("0");

    [Fact]
    public void Helper_5_returns_its_argument() =>
        CommandLine.RunWithInput("b701000007000000 8500000005000000 9500000000000000", "vm").Text.Trim().ShouldBe("7");

    [Theory]
    [InlineData("71 10 08 00 00 00 00 00  95 00 00 00 00 00 00 00", "00", "invalid read of 1 byte")]
    [InlineData("ff 00 00 00 00 00 00 00", "", "opcode")]
    [InlineData("95 00 00", "", "8-byte slots")]
    [InlineData("9g", "", "only one digit")]
    [InlineData("9", "", "only one digit")]
    [InlineData("95 00 00 00 00 00 00 00", "zz", "memory")]
    [InlineData("05 00 ff ff 00 00 00 00", "", "budget")]
    public void Says_what_is_wrong_and_fails(string program, string memory, string expected)
    {
        CommandLine.Result result = CommandLine.RunWithInput(program, "vm", memory);
        result.ExitCode.ShouldBe(1);
        result.Output.ShouldBeEmpty();
        result.Errors.ShouldContain(expected, Case.Insensitive);
    }

    [Fact]
    public void Unknown_arguments_are_refused() => CommandLine.Run("vm", "00", "--nonsense").ExitCode.ShouldBe(2);
}
