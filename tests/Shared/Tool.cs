// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

namespace Hornet.Tests;

/// <summary>Runs a tool of the field for a comparison.</summary>
internal static class Tool
{
    /// <summary>Runs a tool to its end.</summary>
    /// <returns>Its exit status, and its standard output and error together.</returns>
    public static (int Status, string Output) Run(string tool, params string[] arguments) => Run(TimeSpan.FromMinutes(1), tool, arguments);

    /// <summary>Runs a tool to its end, which comes within a time.</summary>
    /// <returns>Its exit status, and its standard output and error together.</returns>
    public static (int Status, string Output) Run(TimeSpan limit, string tool, params string[] arguments)
    {
        var start = new ProcessStartInfo(TestMachine.FindTool(tool) ?? tool, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(limit))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{tool} {string.Join(' ', arguments)} did not end within {limit}.");
        }

        return (process.ExitCode, output.Result + errors.Result);
    }
}
