// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Runtime.InteropServices;
using Hornet.Seccomp;

namespace Hornet.Cli.Seccomp;

/// <summary>Records a program and writes the policy.</summary>
internal static class SeccompRecorder
{
    /// <summary>Runs a program to its end and writes the policy of what it did.</summary>
    /// <returns>The program's exit status.</returns>
    public static int Record(Terminal terminal, string[] words, RecordOptions options, string? path, bool withCounts)
    {
        // Ctrl-C is for the program; what it did until then is still written.
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        SeccompRecording recording = SystemCallRecorder.Record(words[0], words[1..], options);
        string text = $"# What '{string.Join(' ', words).ReplaceLineEndings(" ")}' did.\n{recording.Policy}";
        if (path is null)
            terminal.Out.Write(text);
        else
            File.WriteAllText(path, text);
        terminal.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{recording.Calls.Length} system calls in {recording.Calls.Sum(call => call.Count)} events of {recording.Processes} {(recording.Processes == 1 ? "thread" : "threads")}"));
        if (withCounts)
        {
            foreach (RecordedCall call in recording.Calls.OrderByDescending(call => call.Count))
                terminal.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{call.Count,9}  {call.Name}{(call.Architecture == SeccompArchitecture.Current ? "" : $" ({call.Architecture})")}"));
        }

        return recording.ExitStatus;
    }
}
