// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Hornet.Tests;

namespace Hornet.Cli.Tests;

/// <summary><c>hornet seccomp</c> in process; what runs programs is in Hornet.Seccomp.Tests.</summary>
public sealed class SeccompCommandTests : IDisposable
{
    private const string Policy = "default errno(EPERM)\narchitectures x86_64\nallow read, write, exit_group\nallow socket when family == AF_UNIX\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("hornet-seccomp-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Compile_lists_the_program_in_words() =>
        Run("compile").Text.ShouldBe(
            """
            0000: 20 00 00 00000004  A = architecture
            0001: 15 00 0d c000003e  if A != x86_64 goto 0015                     ; 0xc000003e
            0002: 20 00 00 00000000  A = number
            0003: 35 00 03 0000002a  if !(A >= connect) goto 0007                 ; 42
            0004: 35 00 01 000000e8  if !(A >= epoll_wait) goto 0006              ; 232
            0005: 35 09 07 40000000  if A >= x32 goto 0015 else 0013              ; 0x40000000
            0006: 15 07 06 000000e7  if A == exit_group goto 0014 else 0013       ; 231
            0007: 35 00 06 00000002  if !(A >= open) goto 0014                    ; 2
            0008: 15 00 04 00000029  if A != socket goto 0013                     ; 41
            0009: 20 00 00 00000014  A = arg0 socket.family (high)
            0010: 15 00 02 00000000  if A != 0x0 goto 0013
            0011: 20 00 00 00000010  A = arg0 socket.family (low)
            0012: 15 01 00 00000001  if A == 0x1 goto 0014
            0013: 06 00 00 00050001  return errno(EPERM)
            0014: 06 00 00 7fff0000  return allow
            0015: 06 00 00 80000000  return kill-process

            """);

    [Theory]
    [InlineData("-d", "(000) ld       [4]\n")]
    [InlineData("-dd", "{ 0x20, 0, 0, 0x00000004 },\n")]
    public void Compile_prints_the_forms_of_tcpdump(string option, string start) => Run("compile", option).Text.ShouldStartWith(start);

    [Fact]
    public void Programs_come_back_through_every_form()
    {
        string words = Run("compile").Text;
        foreach (string form in (string[])["-d", "-dd", "-ddd"])
            CommandLine.RunWithInput(Run("compile", form).Text, "seccomp", "dump", "-", "--architecture", "x86_64").Text.ShouldBe(words);
        string raw = Path.Combine(_folder, "raw");
        File.WriteAllBytes(raw, Run("compile", "--raw").RawOutput);
        CommandLine.Run("seccomp", "dump", raw, "--architecture", "x86_64").Text.ShouldBe(words);
    }

    [Fact]
    public void Json_has_every_instruction()
    {
        using JsonDocument json = JsonDocument.Parse(Run("compile", "--json").Text);
        JsonElement first = json.RootElement[0].GetProperty("instructions")[0];
        first.GetProperty("code").GetInt32().ShouldBe(0x20);
        first.GetProperty("text").GetString().ShouldBe("A = architecture");
    }

    [Theory]
    [InlineData("allow", 0, "socket", "AF_UNIX", "1")]
    [InlineData("errno(EPERM)", 1, "socket", "2", "1")]
    [InlineData("allow", 0, "read")]
    [InlineData("errno(EPERM)", 1, "1000")]
    public void Simulate_prints_the_verdict(string verdict, int exitCode, params string[] call)
    {
        CommandLine.Result result = CommandLine.RunWithInput(Policy, ["seccomp", "simulate", "-", .. call]);
        result.ExitCode.ShouldBe(exitCode, result.Errors);
        result.Output.Trim().ShouldBe(verdict);
    }

    [Fact]
    public void Simulate_on_an_architecture_the_policy_does_not_know() =>
        CommandLine.RunWithInput(Policy, "seccomp", "simulate", "-", "read", "--architecture", "s390x").Output.Trim().ShouldBe("kill-process");

    [Fact]
    public void Simulate_json_has_the_call()
    {
        CommandLine.Result result = CommandLine.RunWithInput(Policy, "seccomp", "simulate", "-", "write", "1", "--json");
        using JsonDocument json = JsonDocument.Parse(result.Text);
        json.RootElement.GetProperty("verdict").GetString().ShouldBe("allow");
        json.RootElement.GetProperty("number").GetInt32().ShouldBe(1);
    }

    [Fact]
    public void List_finds_a_call_by_name_and_number()
    {
        CommandLine.Run("seccomp", "list", "openat", "--architecture", "aarch64").Text.ShouldContain("openat(dfd, filename, flags, mode)");
        CommandLine.Run("seccomp", "list", "257", "--architecture", "x86_64").Text.ShouldContain("openat");
        using JsonDocument json = JsonDocument.Parse(CommandLine.Run("seccomp", "list", "bpf", "--architecture", "all", "--json").Text);
        json.RootElement.GetArrayLength().ShouldBeGreaterThan(20);
        CommandLine.Run("seccomp", "list", "--architectures").Text.ShouldContain("SCMP_ARCH_LOONGARCH64");
    }

    [Fact]
    public void Convert_writes_a_profile_as_text()
    {
        const string profile = "{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"syscalls\":[{\"names\":[\"read\",\"no_such\"],\"action\":\"SCMP_ACT_ALLOW\"}]}";
        CommandLine.Result result = CommandLine.RunWithInput(profile, "seccomp", "convert", "-", "--architecture", "x86_64");
        result.Text.ShouldBe("default errno(EPERM)\nunknown-architecture kill-process\narchitectures x86_64\n\nallow read\n");
        result.Errors.ShouldContain("no_such");
    }

    [Theory]
    [InlineData("seccomp", "simulate", "-", "nothing_such")]
    [InlineData("seccomp", "simulate", "-", "read", "--architecture", "vax")]
    [InlineData("seccomp", "list", "nothing_such")]
    [InlineData("seccomp", "dump")]
    [InlineData("seccomp", "dump", "file", "--pid", "1")]
    [InlineData("seccomp", "compile", "missing.policy")]
    [InlineData("seccomp", "run", "--policy", "missing.policy", "--", "true")]
    [InlineData("seccomp", "run", "--", "true")]
    [InlineData("seccomp", "compile", "-", "-d", "-dd")]
    public void Wrong_arguments_end_with_2(params string[] arguments) => CommandLine.RunWithInput(Policy, arguments).ExitCode.ShouldBe(2);

    [Fact]
    public void A_wrong_policy_is_an_error_with_its_place()
    {
        CommandLine.Result result = CommandLine.RunWithInput("default allow\nallow raed\n", "seccomp", "compile", "-");
        result.ExitCode.ShouldBe(2);
        result.Errors.ShouldContain("standard input:2:7: There is no system call 'raed'; did you mean 'read'?");
    }

    [Fact]
    public void A_program_the_kernel_would_refuse_is_not_simulated_but_listed()
    {
        CommandLine.RunWithInput("ldh [12]\nret #0\n", "seccomp", "dump", "-").ExitCode.ShouldBe(0);
        CommandLine.RunWithInput("ld M[3]\nret a\n", "seccomp", "dump", "-").ExitCode.ShouldBe(2);
    }

    [KernelFact]
    public void A_process_without_filters_is_told_so()
    {
        CommandLine.Result result = CommandLine.Run("seccomp", "dump", "--pid", Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture));
        result.Text.ShouldBeEmpty();
        result.Errors.ShouldContain("has no filter");
    }

    private static CommandLine.Result Run(string verb, params string[] options) => CommandLine.RunWithInput(Policy, ["seccomp", verb, "-", .. options]);
}
