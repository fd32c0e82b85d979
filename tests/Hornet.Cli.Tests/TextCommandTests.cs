// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Text.Json;
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Cli.Tests;

/// <summary>The verbs that turn one form into another: disasm, asm, btf, classic.</summary>
public sealed class TextCommandTests : IDisposable
{
    private const string Http = "(000) ldh      [12]\n(001) jeq      #0x800           jt 2\tjf 3\n(002) ret      #262144\n(003) ret      #0\n";

    private static readonly string Sample = TestFiles.InRepository("samples", "count_protocols.o");
    private readonly string _folder = Directory.CreateTempSubdirectory("hornet-text-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [ToolFact("llvm-objdump-19")]
    public void Disasm_lists_every_fixture_as_llvm_objdump_does()
    {
        string[] objects = Directory.GetFiles(TestFiles.InRepository("tests", "fixtures", "objects", "clang-v3"), "*.o");
        objects.ShouldNotBeEmpty();
        foreach (string file in objects)
        {
            string expected = Tool("llvm-objdump-19", "-d", "--no-show-raw-insn", file);
            CommandLine.Run("disasm", "--no-source", file).Text.ShouldBe(expected[(expected.IndexOf("\n\n", StringComparison.Ordinal) + 1)..], file);
        }
    }

    [Fact]
    public void Disasm_puts_source_lines_between()
    {
        string text = CommandLine.Run("disasm", Sample).Text;
        text.ShouldContain("; void *end = (void *)(long)ctx->data_end;");
        text.ShouldContain("*(u32 *)(r1 + 0x4)");
    }

    [Fact]
    public void Disasm_of_one_program_names_its_maps() =>
        CommandLine.Run("disasm", Sample, "--program", "count_protocols").Text.ShouldContain("protocols");

    [Fact]
    public void Disasm_json_has_instructions_with_their_source()
    {
        using JsonDocument json = JsonDocument.Parse(CommandLine.Run("disasm", Sample, "--json").Text);
        JsonElement program = json.RootElement[0];
        program.GetProperty("name").GetString().ShouldBe("count_protocols");
        program.GetProperty("instructions")[0].GetProperty("source").GetProperty("file").GetString()!.ShouldEndWith("count_protocols.bpf.c");
    }

    [Fact]
    public void Asm_makes_an_object_that_runs()
    {
        string source = Path.Combine(_folder, "drop_all.s");
        string output = Path.Combine(_folder, "drop_all.o");
        File.WriteAllText(source, "r0 = 1\nexit\n");
        CommandLine.Run("asm", source, "--section", "xdp", "-o", output).ExitCode.ShouldBe(0);

        BpfObject made = BpfObject.Load(output);
        made.Programs.Single().Name.ShouldBe("drop_all");
        made.Programs.Single().Type.ShouldBe(ProgramType.Xdp);
        CommandLine.Run("run", output, "--packet", "00112233445566778899aabb0800").Text.ShouldContain("XDP_DROP");
    }

    [Fact]
    public void Asm_raw_writes_the_slots() =>
        CommandLine.RunWithInput("mov %r0, 7\nexit", "asm", "-", "--raw").RawOutput.ShouldBe([0xb7, 0, 0, 0, 7, 0, 0, 0, 0x95, 0, 0, 0, 0, 0, 0, 0]);

    [Fact]
    public void Asm_hex_feeds_vm()
    {
        string hex = CommandLine.RunWithInput("r0 = 41\nr0 += 1\nexit", "asm", "-", "--hex").Text;
        CommandLine.RunWithInput(hex, "vm").Text.Trim().ShouldBe("2a");
    }

    [Fact]
    public void Asm_names_the_line_of_a_mistake()
    {
        CommandLine.Result result = CommandLine.RunWithInput("r0 = 1\nr0 %%% 2\nexit", "asm", "-", "--hex");
        result.ExitCode.ShouldBe(2);
        result.Errors.ShouldContain("line 2", Case.Insensitive);
    }

    [Fact]
    public void Btf_dump_prints_a_type_as_C() =>
        CommandLine.Run("btf", "dump", Sample, "--type", "traffic", "--format", "c").Text.ShouldContain("struct traffic {");

    [Fact]
    public void Btf_dump_prints_a_type_as_CSharp() =>
        CommandLine.Run("btf", "dump", Sample, "--type", "struct traffic", "--format", "csharp").Text.ShouldContain("struct traffic");

    [ToolFact("bpftool")]
    public void Btf_dump_raw_is_what_bpftool_prints() =>
        CommandLine.Run("btf", "dump", Sample).Text.ShouldBe(Tool("bpftool", "btf", "dump", "file", Sample, "format", "raw"));

    [Fact]
    public void Btf_dump_json_is_one_document()
    {
        using JsonDocument json = JsonDocument.Parse(CommandLine.Run("btf", "dump", Sample, "--json").Text);
        json.RootElement.GetProperty("types").GetArrayLength().ShouldBeGreaterThan(10);
    }

    [Theory]
    [InlineData("btf", "dump")]
    [InlineData("btf", "dump", "x", "--kernel")]
    [InlineData("btf", "dump", "missing.o")]
    public void Btf_dump_wants_one_readable_source(params string[] arguments) => CommandLine.Run(arguments).ExitCode.ShouldBe(2);

    [Fact]
    public void Btf_dump_fails_for_a_type_that_is_not_there() => CommandLine.Run("btf", "dump", Sample, "--type", "nothing_such").ExitCode.ShouldBe(1);

    [Theory]
    [InlineData("d")]
    [InlineData("dd")]
    [InlineData("ddd")]
    [InlineData("asm")]
    [InlineData("asm-c")]
    [InlineData("comma")]
    public void Classic_text_forms_convert_there_and_back(string form)
    {
        string converted = CommandLine.RunWithInput(Http, "classic", "--to", form).Text;
        CommandLine.RunWithInput(converted, "classic", "--to", "d").Text.ShouldBe(Http);
    }

    [Fact]
    public void Classic_translates_to_extended_BPF() => CommandLine.RunWithInput(Http, "classic", "--to", "ebpf").Text.ShouldContain("exit");

    [Fact]
    public void Classic_refuses_what_the_kernel_would_refuse()
    {
        CommandLine.Result result = CommandLine.RunWithInput("ld M[3]\nret a\n", "classic");
        result.ExitCode.ShouldBe(2);
        result.Errors.ShouldNotBeEmpty();
    }

    private static string Tool(string name, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(TestMachine.FindTool(name)!, arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, $"{name} {string.Join(' ', arguments)}");
        return output;
    }
}
