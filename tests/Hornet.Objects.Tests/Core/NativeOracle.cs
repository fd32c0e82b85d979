// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Hornet.Tests;

namespace Hornet.Objects.Tests;

/// <summary>A small C program over libbpf that says what libbpf makes of the same input. Compiled when it is needed.</summary>
internal sealed class NativeOracle
{
    private readonly string _program;

    /// <summary>Compiles a source of this project.</summary>
    public NativeOracle(params string[] path)
    {
        string source = TestFiles.InRepository(["tests", "Hornet.Objects.Tests", .. path]);
        _program = Path.Combine(AppContext.BaseDirectory, Path.GetFileNameWithoutExtension(source));
        Run("gcc", "-O1", "-o", _program, source, "-lbpf");
    }

    /// <summary>What the program prints, to its output and to its error stream.</summary>
    public (string Output, string Log) Run(params string[] arguments) => Run(_program, arguments);

    private static (string Output, string Log) Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> log = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, log.Result);
        return (output, log.Result);
    }
}
