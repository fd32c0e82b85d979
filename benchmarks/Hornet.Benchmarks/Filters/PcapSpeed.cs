// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using Hornet.Benchmarks.Engines;

namespace Hornet.Benchmarks.Filters;

/// <summary>libpcap in a process of its own (<c>benchmarks/filters/pcap_speed.c</c>), which measures when it is told to.</summary>
internal sealed class PcapSpeed : IDisposable
{
    private readonly Process _process;

    private PcapSpeed(string program, params string[] arguments) =>
        _process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;

    /// <summary>Builds the program.</summary>
    /// <exception cref="InvalidOperationException">There is no gcc, or no libpcap (Debian package libpcap-dev).</exception>
    public static void Build(string program) => NativePrograms.Compile(["-Wall", RepositoryFiles.Find("benchmarks", "filters", "pcap_speed.c"), "-lpcap"], program);

    /// <summary>Starts it with a capture in memory.</summary>
    public static PcapSpeed ForCapture(string program, string capture, string expression) => new(program, "run", capture, expression);

    /// <summary>Starts it as a compiler.</summary>
    public static PcapSpeed ForCompiling(string program) => new(program, "compile");

    /// <summary>Has it do its work once, and reads the two numbers that it answers.</summary>
    public (double Nanoseconds, long Count) Ask(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
        string[] words = (_process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("libpcap's program ended.")).Split(' ');
        return (double.Parse(words[0], CultureInfo.InvariantCulture), long.Parse(words[1], CultureInfo.InvariantCulture));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
