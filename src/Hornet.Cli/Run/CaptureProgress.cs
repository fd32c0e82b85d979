// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Hornet.Packets;
using Spectre.Console;

namespace Hornet.Cli.Run;

/// <summary>Shows on a terminal how far a long capture is read; silent where there is no terminal and for the first second.</summary>
internal sealed class CaptureProgress : IDisposable
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly CaptureReader _reader;
    private readonly IAnsiConsole? _console;
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _shown;
    private bool _isShown;

    public CaptureProgress(Terminal terminal, CaptureReader reader)
    {
        _reader = reader;
        if (terminal.ShowsProgress)
            _console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal.Error) });
    }

    /// <summary>Shows the state, if it is time to.</summary>
    public void Update()
    {
        if (_console is null || Stopwatch.GetElapsedTime(_start) < Silence || Stopwatch.GetElapsedTime(_shown) < Interval)
            return;
        _shown = Stopwatch.GetTimestamp();
        _isShown = true;
        string part = _reader.Length is > 0 and { } length ? $"{100 * _reader.Position / length} %, " : "";
        _console.Markup($"\r[grey]{part}{_reader.PacketCount} packets[/]   ");
    }

    /// <summary>Clears the line.</summary>
    public void Dispose()
    {
        if (_isShown)
            _console!.Write(new ControlCode("\r\u001b[K"));
    }
}
