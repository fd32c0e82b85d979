// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Hornet.Tests;

namespace Hornet.Cli.Tests;

public sealed class FeatureCommandTests
{
    [KernelFact]
    public void Json_has_the_names_of_bpftool_and_the_reasons_beside()
    {
        string output = CommandLine.Run("feature", "--json", "program_types", "map_types", "system_config").Text;
        using JsonDocument document = JsonDocument.Parse(output);
        document.RootElement.GetProperty("program_types").GetProperty("have_xdp_prog_type").GetBoolean().ShouldBeTrue();
        document.RootElement.GetProperty("map_types").GetProperty("have_ringbuf_map_type").GetBoolean().ShouldBeTrue();
        document.RootElement.GetProperty("system_config").TryGetProperty("unprivileged_bpf_disabled", out _).ShouldBeTrue();
        document.RootElement.GetProperty("reasons").ValueKind.ShouldBe(JsonValueKind.Object);
    }

    [KernelFact]
    public void Text_is_a_table_a_section()
    {
        string output = CommandLine.Run("feature", "map_types").Text;
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).ShouldBe(["MAP_TYPES", "STATE", "SINCE", "NOTE"]);
        lines.ShouldContain(line => line.StartsWith("hash ", StringComparison.Ordinal) && line.Contains("yes", StringComparison.Ordinal));
    }

    [KernelFact]
    public void Helpers_are_listed_by_program_type()
    {
        string output = CommandLine.Run("feature", "helpers", "--json").Text;
        using JsonDocument document = JsonDocument.Parse(output);
        string?[] helpers = [.. document.RootElement.GetProperty("helpers").GetProperty("xdp_available_helpers").EnumerateArray().Select(name => name.GetString())];
        helpers.ShouldContain("bpf_redirect_map");
        helpers.ShouldNotContain("bpf_skb_load_bytes");
    }

    [Fact]
    public void An_unknown_section_is_refused() => CommandLine.Run("feature", "no_such_section").ExitCode.ShouldBe(2);
}
