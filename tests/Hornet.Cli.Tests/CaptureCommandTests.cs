// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using Hornet.Packets;
using Hornet.Tests;

namespace Hornet.Cli.Tests;

/// <summary><c>hornet capture</c> on the loopback interface of a network namespace of its own, in a process that is ended by a signal.</summary>
public sealed class CaptureCommandTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [KernelTheory]
    [InlineData("lo", "")]
    [InlineData("any", "")]
    [InlineData("lo", "--engine jit")]
    [InlineData("lo", "--via xdp")]
    public void Packets_are_printed_until_there_are_enough(string device, string options)
    {
        using LiveCommand command = LiveCommand.Start(["capture", "-i", device, .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), "-t", "-c", "2", "udp port 9"]);
        command.SendDatagrams(5);

        (int status, string output, string errors) = command.WaitForEnd();

        status.ShouldBe(0, errors);
        string[] lines = output.TrimEnd('\n').Split('\n');
        lines.Length.ShouldBe(2, output);
        lines.ShouldAllBe(line => line.Contains("127.0.0.1.9: UDP, length", StringComparison.Ordinal));
        errors.ShouldContain("2 packets captured");
    }

    [KernelFact]
    public void An_interrupt_ends_with_the_counts_and_a_whole_file()
    {
        string folder = Directory.CreateTempSubdirectory("hornet-capture-").FullName;
        try
        {
            string file = Path.Combine(folder, "live.pcap");
            using LiveCommand command = LiveCommand.Start(["capture", "-i", "lo", "-w", file, "-U", "udp port 9"]);
            command.SendDatagrams(7);
            SpinWait.SpinUntil(() => CountPackets(file) == 7, Patience).ShouldBeTrue();
            command.Interrupt();

            (int status, string output, string errors) = command.WaitForEnd();

            status.ShouldBe(0, errors);
            output.ShouldBeEmpty();
            errors.ShouldContain("7 packets captured\n7 packets received by filter\n0 packets dropped by kernel");
            CountPackets(file).ShouldBe(7);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [KernelFact]
    public void An_interface_that_is_not_there_is_wrong()
    {
        CommandLine.Result result = CommandLine.Run("capture", "-i", "no-such-link0");

        result.ExitCode.ShouldBe(2);
        result.Errors.ShouldContain("there is no such interface");
    }

    [KernelFact]
    public void The_interfaces_are_listed()
    {
        CommandLine.Run("capture", "-D").Text.ShouldContain("lo [");
        CommandLine.Run("filter", "-D", "--json").Text.ShouldContain("\"name\": \"lo\"");
    }

    [KernelFact]
    public void A_live_filter_asks_the_kernel_for_tags() => CommandLine.Run("filter", "-d", "-i", "lo", "vlan 5").Text.ShouldContain("vlan_tci");

    private static int CountPackets(string file)
    {
        if (!File.Exists(file) || new FileInfo(file).Length < 24)
            return 0;
        using CaptureReader reader = CaptureReader.Open(file, new CaptureReaderOptions { Truncation = TruncationHandling.Stop });
        int count = 0;
        while (reader.TryRead(out _))
            count++;
        return count;
    }

    /// <summary>The command in a process and a network namespace of its own.</summary>
    private sealed class LiveCommand : IDisposable
    {
        private readonly Process _process;
        private readonly Task<string> _output;
        private readonly Task<string> _errors;
        private readonly ManualResetEventSlim _isListening = new();

        private LiveCommand(Process process)
        {
            _process = process;
            _output = process.StandardOutput.ReadToEndAsync();
            _errors = ReadErrors();
        }

        public static LiveCommand Start(string[] arguments)
        {
            string dotnet = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
            string command = string.Join(' ', ((string[])[dotnet, Path.Combine(AppContext.BaseDirectory, "Hornet.Cli.dll"), .. arguments]).Select(word => $"'{word}'"));
            var live = new LiveCommand(Process.Start(new ProcessStartInfo("unshare", ["-n", "sh", "-c", $"ip link set lo up && exec {command}"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!);
            live._isListening.Wait(Patience).ShouldBeTrue("The command does not listen.");
            return live;
        }

        public void SendDatagrams(int count) =>
            Run("nsenter", "-t", Id, "-n", "bash", "-c", string.Create(CultureInfo.InvariantCulture, $"for i in $(seq {count}); do echo hornet > /dev/udp/127.0.0.1/9; done 2> /dev/null; true"));

        public void Interrupt() => Run("kill", "-INT", Id);

        public (int Status, string Output, string Errors) WaitForEnd()
        {
            _process.WaitForExit(Patience).ShouldBeTrue("The command does not end.");
            return (_process.ExitCode, _output.Result, _errors.Result);
        }

        public void Dispose()
        {
            if (!_process.HasExited)
                _process.Kill();
            _process.Dispose();
            _isListening.Dispose();
        }

        private string Id => _process.Id.ToString(CultureInfo.InvariantCulture);

        private static void Run(string tool, params string[] arguments)
        {
            (int status, string output) = Tool.Run(tool, arguments);
            status.ShouldBe(0, output);
        }

        private async Task<string> ReadErrors()
        {
            string all = "";
            while (await _process.StandardError.ReadLineAsync() is { } line)
            {
                all += line + "\n";
                if (line.StartsWith("listening on", StringComparison.Ordinal))
                    _isListening.Set();
            }

            return all;
        }
    }
}
