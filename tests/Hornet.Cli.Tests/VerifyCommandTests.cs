// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Hornet.Tests;

namespace Hornet.Cli.Tests;

/// <summary>The verb that tells whether programs are safe.</summary>
public sealed class VerifyCommandTests : IDisposable
{
    private static readonly string Opens = TestFiles.InRepository("samples", "opens.o");
    private static readonly string Refused = TestFiles.InRepository("tests", "fixtures", "objects", "tracing", "trace_refused.o");
    private static readonly string Several = TestFiles.InRepository("tests", "fixtures", "objects", "clang-v3", "several_programs.o");
    private readonly string _folder = Directory.CreateTempSubdirectory("hornet-verify-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void An_accepted_program_has_a_line_with_what_it_took()
    {
        string[] lines = CommandLine.Run("verify", Opens).Text.Split('\n');
        lines[0].ShouldMatch("PROGRAM +TYPE +VERDICT +INSTRUCTIONS +STATES +PEAK +STACK +TIME");
        lines[1].ShouldMatch(@"^trace_open +tracepoint +accepted +\d+ +\d+ +\d+ +[\d+]+ +[\d.]+ m?s$");
    }

    [Fact]
    public void A_refused_program_is_explained_at_its_source_line()
    {
        CommandLine.Result result = CommandLine.Run("verify", Refused);
        result.ExitCode.ShouldBe(1);
        result.Output.ShouldContain("refused: R0 invalid mem access 'map_value_or_null'");
        result.Output.ShouldContain("trace_refused.c:19:9, instruction 7: r0 = *(u32 *)(r0 +0)");
        result.Output.ShouldContain("19 | \treturn *value;\n   | \t       ^");
        result.Output.ShouldContain("NULL: not tested yet");
        result.Output.ShouldNotContain('\u001b');
    }

    [Fact]
    public void Json_is_one_array_with_an_object_a_program()
    {
        JsonElement[] programs = Json(0, Several);
        programs.Length.ShouldBeGreaterThan(1);
        foreach (JsonElement program in programs)
        {
            program.GetProperty("program").GetString().ShouldNotBeNullOrEmpty();
            program.GetProperty("section").GetString().ShouldNotBeNullOrEmpty();
            program.GetProperty("type").GetString().ShouldNotBeNullOrEmpty();
            program.GetProperty("accepted").GetBoolean().ShouldBeTrue();
            program.GetProperty("processed").GetInt64().ShouldBePositive();
            program.GetProperty("states").GetInt32().ShouldBeGreaterThanOrEqualTo(0);
            foreach (string name in (string[])["message", "instruction", "source", "explanation"])
                program.GetProperty(name).ValueKind.ShouldBe(JsonValueKind.Null);
        }
    }

    [Fact]
    public void Json_of_a_refusal_has_its_place_and_explanation()
    {
        JsonElement program = Json(1, Refused).Single();
        program.GetProperty("accepted").GetBoolean().ShouldBeFalse();
        program.GetProperty("message").GetString().ShouldBe("R0 invalid mem access 'map_value_or_null'");
        program.GetProperty("instruction").GetInt32().ShouldBe(7);
        program.GetProperty("source").GetProperty("line").GetInt32().ShouldBe(19);
        program.GetProperty("source").GetProperty("file").GetString()!.ShouldEndWith("trace_refused.c");
        program.GetProperty("explanation").GetString()!.ShouldStartWith("R0 is what a look-up in a map gave");
        program.GetProperty("kind").GetString().ShouldBe("memorySafety");
        program.GetProperty("registers")[0].GetProperty("state").GetString()!.ShouldStartWith("map_value_or_null(");
    }

    [Fact]
    public void One_program_is_chosen_by_name_or_section()
    {
        JsonElement[] all = Json(0, Several);
        string name = all[1].GetProperty("program").GetString()!;
        Json(0, Several, "--program", name).Single().GetProperty("program").GetString().ShouldBe(name);
        CommandLine.Run("verify", Several, "--program", "missing").ShouldSatisfyAllConditions(
            result => result.ExitCode.ShouldBe(2),
            result => result.Errors.ShouldContain("There is no program 'missing'"));
    }

    [Fact]
    public void The_log_tells_the_path_to_the_fault_and_verbose_tells_all()
    {
        string log = CommandLine.Run("verify", Refused, "--log").Output;
        log.ShouldContain("0: R1=ctx() R10=fp0");
        log.ShouldContain("; return *value; @ trace_refused.c:19\n7: (61) r0 = *(u32 *)(r0 +0)\nR0 invalid mem access 'map_value_or_null'\nprocessed 7 insns");
        CommandLine.Run("verify", Opens, "--log").Text.ShouldNotContain("R1=ctx()");
        CommandLine.Run("verify", Opens, "--verbose").Text.ShouldContain("0: R1=ctx() R10=fp0");
    }

    [Fact]
    public void Assembly_text_is_verified_as_the_section_says()
    {
        string source = Write("wrong.s", "r0 = *(u64 *)(r10 - 8)\nexit");
        CommandLine.Result result = CommandLine.Run("verify", source, "--section", "xdp", "--unprivileged");
        result.ExitCode.ShouldBe(1);
        CommandLine.Run("verify", Write("right.s", "r0 = 2\nexit"), "--section", "xdp").Text.ShouldContain("right     xdp    accepted");
        CommandLine.RunWithInput("r0 = 0\nexit", "verify", "-").Text.ShouldContain("program   socket_filter   accepted");
    }

    [Fact]
    public void Bare_instructions_are_verified_in_binary_and_in_hexadecimal()
    {
        string hex = Write("program.hex", "b7 00 00 00 00 00 00 00\n95 00 00 00 00 00 00 00\n");
        CommandLine.Run("verify", hex).Text.ShouldContain("accepted");
        string binary = Path.Combine(_folder, "program.bin");
        File.WriteAllBytes(binary, [0xb7, 0, 0, 0, 0, 0, 0, 0, 0x95, 0, 0, 0, 0, 0, 0, 0]);
        CommandLine.Run("verify", binary).Text.ShouldContain("accepted");
        File.WriteAllBytes(binary, [0xb7, 0, 0]);
        CommandLine.Run("verify", binary).ShouldSatisfyAllConditions(
            result => result.ExitCode.ShouldBe(2),
            result => result.Errors.ShouldContain("no whole number of 8-byte instructions"));
    }

    [Fact]
    public void Without_the_kernels_types_programs_are_verified_too() => CommandLine.Run("verify", Opens, "--kernel-btf", "none").Text.ShouldContain("accepted");

    [Fact]
    public void What_cannot_be_read_is_told()
    {
        CommandLine.Run("verify", Path.Combine(_folder, "missing.o")).ExitCode.ShouldBe(2);
        CommandLine.Run("verify", Write("empty.o", "")).ExitCode.ShouldBe(2);
        CommandLine.Run("verify", Write("broken.o", "\u007fELF and nothing more")).ExitCode.ShouldBe(2);
        CommandLine.Run("verify", Opens, "--kernel-btf", Write("not.btf", "no types")).ExitCode.ShouldBe(2);
        CommandLine.Run("verify", Opens, "--type", "nonsense").ExitCode.ShouldBe(2);
        CommandLine.Run("verify").ExitCode.ShouldBe(2);
    }

    [KernelFact]
    public void The_kernels_verdicts_are_printed_beside()
    {
        CommandLine.Result accepted = CommandLine.Run("verify", Opens, "--compare-kernel");
        accepted.Text.ShouldMatch("trace_open +tracepoint +accepted +accepted +\\d+ +\\d+");
        accepted.Text.ShouldContain("1 of 1 verdicts are the same.");

        CommandLine.Result refused = CommandLine.Run("verify", Refused, "--compare-kernel");
        refused.ExitCode.ShouldBe(1);
        refused.Output.ShouldMatch("refused +R0 invalid mem access 'map_value_or_null' +R0 invalid mem access 'map_value_or_null'");
    }

    [KernelFact]
    public void The_kernels_verdict_is_in_the_json()
    {
        JsonElement kernel = Json(1, Refused, "--compare-kernel").Single().GetProperty("kernel");
        kernel.GetProperty("accepted").GetBoolean().ShouldBeFalse();
        kernel.GetProperty("message").GetString().ShouldBe("R0 invalid mem access 'map_value_or_null'");
        kernel.GetProperty("processed").GetInt32().ShouldBe(7);
    }

    private static JsonElement[] Json(int exitCode, params string[] arguments)
    {
        CommandLine.Result result = CommandLine.Run(["verify", .. arguments, "--json"]);
        result.ExitCode.ShouldBe(exitCode, result.Errors);
        return [.. JsonDocument.Parse(result.Output).RootElement.EnumerateArray()];
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
