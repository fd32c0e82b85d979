// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.Json;
using Hornet.Tests;

namespace Hornet.Cli.Tests;

public sealed class KernelRunTests : IDisposable
{
    private static readonly string Opens = TestFiles.InRepository("samples", "opens.o");
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [KernelFact]
    public void Records_come_decoded_and_maps_are_printed_at_the_end()
    {
        JsonElement[] lines = RunJson(Opens, "--set", OwnProcess);
        JsonElement record = lines.First(line => line.TryGetProperty("record", out JsonElement value) && value.GetProperty("path").GetString() == _file).GetProperty("record");
        record.GetProperty("pid").GetInt32().ShouldBe(Environment.ProcessId);
        record.GetProperty("command").GetString().ShouldNotBeNullOrEmpty();

        JsonElement end = lines[^1];
        JsonElement program = end.GetProperty("programs").EnumerateArray().Single();
        program.GetProperty("name").GetString().ShouldBe("trace_open");
        program.GetProperty("attached").GetString()!.ShouldContain("sys_enter_openat");
        JsonElement map = end.GetProperty("maps").EnumerateArray().Single();
        long counted = map.GetProperty("entries").EnumerateArray().Sum(entry => entry.GetProperty("value").GetInt64());
        long lost = end.GetProperty("variables").GetProperty("events_lost").GetInt64();
        long printed = end.GetProperty("records").EnumerateArray().Single().GetProperty("count").GetInt64();
        counted.ShouldBe(printed + lost);
        lines.Count(line => line.TryGetProperty("record", out _)).ShouldBe((int)printed);
    }

    [KernelFact]
    public void Text_has_a_line_a_record_and_a_table_a_map()
    {
        string text = Opening(() => CommandLine.Run("run", Opens, "--host", "kernel", "--duration", "0.6", "--set", OwnProcess).Text);
        text.ShouldContain($"path: \"{_file}\"");
        text.ShouldContain("opens (hash)");
        text.ShouldContain("events_lost");
    }

    [KernelFact]
    public void An_interval_prints_the_maps_again_and_again()
    {
        JsonElement[] lines = RunJson(Opens, "--set", OwnProcess, "--interval", "0.2");
        lines.Count(line => line.TryGetProperty("maps", out _)).ShouldBeGreaterThan(1);
        Opening(() => CommandLine.Run("run", Opens, "--host", "kernel", "--duration", "0.2", "--set", OwnProcess, "--interval", "60").Text).ShouldContain("opens (hash)");
    }

    [KernelFact]
    public void Pinned_links_stay_until_the_pins_are_removed()
    {
        string folder = $"/sys/fs/bpf/hornet-run-{Environment.ProcessId}";
        try
        {
            RunJson(Opens, "--set", OwnProcess, "--pin", folder);
            Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path)).Order()
                .ShouldBe(["links/trace_open", "maps/bss", "maps/events", "maps/opens", "maps/rodata", "programs/trace_open"]);
            (int status, string text) = Tool.Run("bpftool", "-j", "link", "show", "pinned", Path.Combine(folder, "links", "trace_open"));
            status.ShouldBe(0, text);
            CommandLine.Run("run", Opens, "--host", "kernel", "--duration", "0.1", "--pin", folder).Errors.ShouldContain("not empty");
        }
        finally
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
    }

    [KernelFact]
    public void A_program_goes_to_the_target_that_is_given()
    {
        string capture = TestFiles.InRepository("samples", "count_protocols.o");
        CommandLine.Run("run", capture, "--host", "kernel", "--duration", "0.1").Errors.ShouldContain("new XdpTarget");
        CommandLine.Result missing = CommandLine.Run("run", capture, "--host", "kernel", "--attach", "hornet-none", "--duration", "0.1");
        missing.ExitCode.ShouldBe(2);
        missing.Errors.ShouldContain("hornet-none");
        JsonElement[] lines = RunJson(Opens, "--set", OwnProcess, "--attach", "trace_open=tracepoint/syscalls/sys_enter_openat");
        lines[^1].GetProperty("programs")[0].GetProperty("attached").GetString().ShouldBe("tracepoint/syscalls/sys_enter_openat");
    }

    [Theory]
    [InlineData("--attach eth0", "--attach goes with --host kernel")]
    [InlineData("--host kernel --packets x.pcap", "--packets goes with --host user")]
    [InlineData("--host kernel --duration soon", "wants a number of seconds")]
    [InlineData("--host kernel --record-type nothing", "no structure 'nothing'")]
    [InlineData("--host kernel --record-type opens=event", "no ring or perf buffer 'opens'")]
    [InlineData("--host elsewhere", "elsewhere")]
    public void Wrong_arguments_are_refused_by_name(string arguments, string message)
    {
        CommandLine.Result result = CommandLine.Run(["run", Opens, .. arguments.Split(' ')]);
        result.ExitCode.ShouldBe(2);
        result.Errors.ShouldContain(message);
    }

    private static string OwnProcess => string.Create(CultureInfo.InvariantCulture, $"pid_wanted={Environment.ProcessId}");

    private JsonElement[] RunJson(string file, params string[] more) =>
        [.. Opening(() => CommandLine.Run(["run", file, "--host", "kernel", "--duration", "0.6", "--json", .. more]).Text).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    /// <summary>Opens the test's file again and again while an action runs.</summary>
    private T Opening<T>(Func<T> action)
    {
        using CancellationTokenSource end = new();
        Task opener = Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                File.OpenHandle(_file).Dispose();
                await Task.Delay(20);
            }
        });
        try
        {
            return action();
        }
        finally
        {
            end.Cancel();
            opener.Wait();
        }
    }
}
