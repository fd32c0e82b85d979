// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using Hornet.Linux.Tests.Infrastructure;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Tracing;

/// <summary>A process of traced.c, which does what tests ask of it. Compiled once in a test run, with probes of sys/sdt.h.</summary>
internal sealed class TracedProgram : IDisposable
{
    private static readonly Lazy<string> Built = new(() => Build("traced"));
    private static readonly Lazy<string> BuiltAtFixedAddress = new(() => Build("traced-fixed", "-no-pie"));

    private static readonly Lazy<string> BuiltAsLibrary = new(() => Build("libtraced", "-shared", "-fPIC"));

    private readonly Process _process;

    public TracedProgram(string? path = null)
    {
        Path = path ?? Executable;
        var start = new ProcessStartInfo(Path) { RedirectStandardInput = true, RedirectStandardOutput = true };
        _process = Process.Start(start)!;
        _process.StandardInput.AutoFlush = true;
        Id = int.Parse(_process.StandardOutput.ReadLine()!.Split(' ')[1], CultureInfo.InvariantCulture);
    }

    /// <summary>The compiled program.</summary>
    public static string Executable => Built.Value;

    /// <summary>The same, linked for fixed addresses.</summary>
    public static string ExecutableAtFixedAddress => BuiltAtFixedAddress.Value;

    /// <summary>The same as a library, for this process to load.</summary>
    public static string Library => BuiltAsLibrary.Value;

    public string Path { get; }

    public int Id { get; }

    /// <summary>Gives a command and waits for its answer.</summary>
    public string Do(string command)
    {
        _process.StandardInput.WriteLine(command);
        return _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"The traced program ended at '{command}'.");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static string Build(string name, params string[] options)
    {
        // Each test run has its own file: others on this machine may be tracing theirs.
        string path = System.IO.Path.Combine(AppContext.BaseDirectory, string.Create(CultureInfo.InvariantCulture, $"{name}-{Environment.ProcessId}"));
        string source = TestFiles.InRepository("tests", "Hornet.Linux.Tests", "Tracing", "traced.c");
        TestTool.Run("gcc", [.. options, "-O2", "-o", path, source]);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(path);
        return path;
    }
}
