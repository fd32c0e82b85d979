// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hornet.Tests;

namespace Hornet.Cli.Tests;

/// <summary><c>--engine</c> of <c>hornet run</c>, <c>vm</c>, <c>bench</c> and <c>disasm</c>.</summary>
public sealed class EngineOptionTests
{
    private static readonly string Sample = TestFiles.InRepository("samples", "count_protocols.o");
    private static readonly string Capture = TestFiles.InRepository("samples", "packets.pcap");

    /// <summary>The engines that programs run on here.</summary>
    public static TheoryData<string> Engines => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? ["interpreter", "jit", "x64"] : ["interpreter", "jit"];

    /// <summary>The compilers here.</summary>
    public static TheoryData<string> Compilers => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? ["jit", "x64"] : ["jit"];

    [Theory]
    [MemberData(nameof(Engines))]
    public void Every_engine_gives_the_same_report(string engine)
    {
        using JsonDocument expected = Run("--engine", "interpreter");
        using JsonDocument json = Run("--engine", engine);
        json.RootElement.GetProperty("engine").GetString().ShouldBe(engine);
        json.RootElement.GetProperty("engines").GetProperty(engine).GetInt64().ShouldBe(json.RootElement.GetProperty("packets").GetInt64());
        foreach (string part in (string[])["packets", "actions", "variables", "maps", "trace"])
        {
            json.RootElement.GetProperty(part).GetRawText().ShouldBe(expected.RootElement.GetProperty(part).GetRawText());
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void Programs_that_are_not_verified_run_on_every_engine(string engine)
    {
        using JsonDocument json = Run("--engine", engine, "--unverified");
        json.RootElement.GetProperty("engine").GetString().ShouldBe(engine);
        json.RootElement.GetProperty("actions").GetProperty("XDP_PASS").GetInt64().ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Auto_starts_with_the_interpreter_and_tells_how_many_runs_each_engine_made()
    {
        using JsonDocument json = Run();
        JsonElement engines = json.RootElement.GetProperty("engines");
        engines.EnumerateObject().First().Name.ShouldBe("interpreter");
        engines.EnumerateObject().Sum(part => part.Value.GetInt64()).ShouldBe(json.RootElement.GetProperty("packets").GetInt64());
        json.RootElement.TryGetProperty("compilationFailure", out _).ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void Raw_bytecode_runs_on_every_engine_and_prints_the_same(string engine)
    {
        // r0 = the byte at r1, plus r2.
        CommandLine.RunWithInput("7110000000000000 0f20000000000000 9500000000000000", "vm", "--engine", engine, "a0 00").Text.Trim().ShouldBe("a2");
        CommandLine.Result result = CommandLine.RunWithInput("7110080000000000 9500000000000000", "vm", "--engine", engine, "00");
        result.ExitCode.ShouldBe(1);
        result.Output.ShouldBeEmpty();
        result.Errors.ShouldContain("invalid read of 1 byte");
    }

    [Fact]
    public void An_engine_that_there_is_not_is_refused_with_those_there_are()
    {
        foreach (string verb in (string[])["run", "vm"])
        {
            CommandLine.Result result = CommandLine.Run(verb, verb == "run" ? Sample : "00", "--engine", "abacus");
            result.ExitCode.ShouldBe(2);
            result.Errors.ShouldContain("auto, interpreter, jit or x64");
        }
    }

    [Theory]
    [MemberData(nameof(Compilers))]
    public void Machine_code_is_listed_with_its_bytecode_and_source(string engine)
    {
        string text = CommandLine.Run("disasm", Sample, "--jited", "--engine", engine).Text;
        text.ShouldStartWith($"count_protocols (xdp), 294 instructions, {engine}: ");
        text.ShouldContain("; if (type != bpf_htons(ETH_P_8021Q) && type != bpf_htons(ETH_P_8021AD))");
        text.ShouldContain("     8: r3 += 0xe");
        text.ShouldContain(": ret");
        CommandLine.Run("disasm", Sample, "--jited", "--engine", engine, "--no-source").Text.ShouldNotContain("; if");
    }

    [Theory]
    [MemberData(nameof(Compilers))]
    public void Machine_code_as_json_has_every_byte(string engine)
    {
        using JsonDocument json = JsonDocument.Parse(CommandLine.Run("disasm", Sample, "--jited", "--engine", engine, "--json").Text);
        JsonElement program = json.RootElement.EnumerateArray().Single();
        program.GetProperty("engine").GetString().ShouldBe(engine);
        foreach (JsonElement function in program.GetProperty("functions").EnumerateArray())
        {
            function.GetProperty("code").EnumerateArray().Sum(line => line.GetProperty("bytes").GetString()!.Length / 2).ShouldBe(function.GetProperty("size").GetInt32());
            function.GetProperty("isExact").GetBoolean().ShouldBe(engine == "x64");
        }
    }

    [KernelFact]
    public void The_kernels_machine_code_stands_beside_the_kernels_instructions()
    {
        string text = CommandLine.Run("disasm", Sample, "--jited", "--engine", "kernel").Text;
        text.ShouldStartWith("count_protocols (xdp), 294 instructions, kernel: ");
        text.ShouldContain("r4 = *(u64 *)(r1 +8)");
        text.ShouldContain("; void *end = (void *)(long)ctx->data_end;");
        text.ShouldContain("push    rbp");
    }

    [KernelFact]
    public void The_kernel_is_measured_beside_the_engines()
    {
        using JsonDocument json = JsonDocument.Parse(CommandLine.Run("bench", Sample, "--seconds", "0.05", "--json").Text);
        json.RootElement.GetProperty("reference").GetString().ShouldBe("kernel");
        JsonElement.ArrayEnumerator rows = json.RootElement.GetProperty("engines").EnumerateArray();
        rows.Select(row => row.GetProperty("engine").GetString()).ShouldBe(["interpreter", "jit", "x64", "kernel"]);
        rows.ShouldAllBe(row => row.GetProperty("nanoseconds").GetDouble() > 0);
        rows.Where(row => row.GetProperty("engine").GetString() is "jit" or "x64").ShouldAllBe(row => row.GetProperty("warmCompileMilliseconds").GetDouble() > 0);
    }

    [Theory]
    [InlineData("jit", 77, "")]
    [InlineData("interpreter", 0, "interpreter")]
    [InlineData("auto", 0, "interpreter")]
    public void Without_a_compiler_at_run_time_the_jit_is_missing_and_the_others_work(string engine, int exitCode, string executed)
    {
        string configuration = Path.Combine(AppContext.BaseDirectory, "Hornet.Cli.runtimeconfig.json");
        JsonNode settings = JsonNode.Parse(File.ReadAllText(configuration))!;
        settings["runtimeOptions"]!["configProperties"]!["System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeSupported"] = false;
        string without = Path.Combine(AppContext.BaseDirectory, $"without-compiler-{engine}.runtimeconfig.json");
        File.WriteAllText(without, settings.ToJsonString());
        using Process process = Process.Start(new ProcessStartInfo(
            Environment.ProcessPath!, ["exec", "--runtimeconfig", without, Path.Combine(AppContext.BaseDirectory, "Hornet.Cli.dll"), "run", Sample, "--packets", Capture, "--engine", engine, "--json"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        string output = process.StandardOutput.ReadToEnd();
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit(60_000).ShouldBeTrue();
        process.ExitCode.ShouldBe(exitCode, errors);
        if (exitCode != 0)
        {
            errors.ShouldContain("the interpreter works everywhere");
            return;
        }

        using JsonDocument json = JsonDocument.Parse(output);
        json.RootElement.GetProperty("engine").GetString().ShouldBe(executed);
    }

    [Fact]
    public void An_engine_is_chosen_only_for_machine_code() => CommandLine.Run("disasm", Sample, "--engine", "jit").ExitCode.ShouldBe(2);

    private static JsonDocument Run(params string[] arguments) => JsonDocument.Parse(CommandLine.Run(["run", Sample, "--packets", Capture, "--json", .. arguments]).Text);
}
