// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using Hornet.Linux.Tests.Infrastructure;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Loading;

/// <summary>A process that loads objects with libbpf and keeps each until the next. Compiled when it is needed.</summary>
internal sealed class LibbpfLoader : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"hornet-libbpf-{Environment.ProcessId}-{Guid.NewGuid():n}");
    private readonly BpfFolder _pins = new();
    private readonly Process _process;

    public LibbpfLoader()
    {
        TestTool.Run("gcc", "-O1", "-o", _path, TestFiles.InRepository("tests", "Hornet.Linux.Tests", "Loading", "libbpf_load.c"), "-lbpf");
        _process = Process.Start(new ProcessStartInfo(_path, [_pins.Path]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
    }

    /// <summary>Loads an object in the place of the one before.</summary>
    /// <returns>The numbers of its programs and maps by the names that libbpf gives them, and what libbpf said where it could not.</returns>
    public LibbpfObject Load(string path)
    {
        _process.StandardInput.WriteLine(path);
        _process.StandardInput.Flush();
        Dictionary<string, uint> programs = new(StringComparer.Ordinal);
        List<(string Name, uint Id)> maps = [];
        List<string> messages = [];
        bool failed = false;
        while (_process.StandardOutput.ReadLine() is { } line && line != "end")
        {
            string[] words = line.Split(' ');
            failed |= words[0] == "failed";
            if (words[0] == "program")
                programs.Add(words[1], uint.Parse(words[2], CultureInfo.InvariantCulture));
            else if (words[0] == "map")
                maps.Add((words[1], uint.Parse(words[2], CultureInfo.InvariantCulture)));
            else
                messages.Add(line);
        }

        bool hasTypes = !messages.Any(message => message.Contains("BTF is optional, ignoring", StringComparison.Ordinal));
        return new LibbpfObject(programs, maps, failed ? messages : [], hasTypes);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
            _process.Kill();
        _process.Dispose();
        File.Delete(_path);
        _pins.Dispose();
    }
}

/// <summary>An object that libbpf loaded, or did not.</summary>
/// <param name="Programs">Numbers of programs by name.</param>
/// <param name="Maps">Names and numbers of maps in libbpf's order.</param>
/// <param name="Messages">Why it was not loaded; empty when it was.</param>
/// <param name="HasTypes">Whether the kernel took the object's types as libbpf gave them.</param>
internal sealed record LibbpfObject(Dictionary<string, uint> Programs, List<(string Name, uint Id)> Maps, List<string> Messages, bool HasTypes);
