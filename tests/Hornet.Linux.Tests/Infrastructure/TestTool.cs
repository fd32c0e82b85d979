// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Infrastructure;

/// <summary>Runs the tools of the field that tests set things up with and compare with.</summary>
internal static class TestTool
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Runs a tool to its end and answers what it printed.</summary>
    /// <exception cref="InvalidOperationException">It failed; its errors are in the message.</exception>
    public static string Run(string tool, params ReadOnlySpan<string> arguments)
    {
        (int status, string output, string errors) = TryRun(tool, arguments);
        return status == 0 ? output : throw new InvalidOperationException($"{tool} {string.Join(' ', arguments)}: exit status {status}: {errors}{output}");
    }

    /// <summary>Runs a tool to its end and answers its exit status with what it printed.</summary>
    public static (int Status, string Output, string Errors) TryRun(string tool, params ReadOnlySpan<string> arguments)
    {
        string path = TestMachine.FindTool(tool) ?? throw new InvalidOperationException($"{tool} is not installed");
        var start = new ProcessStartInfo(path) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{tool} {string.Join(' ', arguments)} did not end within {Patience.TotalSeconds} s");
        }

        return (process.ExitCode, output.GetAwaiter().GetResult(), errors.GetAwaiter().GetResult());
    }
}
