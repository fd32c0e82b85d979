// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using Hornet.Packets;
using Spectre.Console;

namespace Hornet.Cli.Run;

/// <summary>Shows on a terminal how far a long run is; silent where there is no terminal and for the first second.</summary>
internal sealed class CaptureProgress : IDisposable
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly IAnsiConsole? _console;
    private readonly int _turns;
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _shown;
    private bool _isShown;

    /// <summary>Prepares to show progress.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="turns">How often the capture is gone through.</param>
    public CaptureProgress(Terminal terminal, int turns)
    {
        _turns = turns;
        if (terminal.ShowsProgress)
            _console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal.Error) });
    }

    /// <summary>Shows the state, if it is time to.</summary>
    /// <param name="reader">The capture in this turn.</param>
    /// <param name="turn">The turn, from 0.</param>
    /// <param name="packets">How many packets ran so far.</param>
    public void Update(CaptureReader reader, int turn, long packets)
    {
        if (_console is null || Stopwatch.GetElapsedTime(_start) < Silence || (_isShown && Stopwatch.GetElapsedTime(_shown) < Interval))
            return;
        _shown = Stopwatch.GetTimestamp();
        _isShown = true;
        double part = reader.Length is > 0 and { } length ? (turn + ((double)reader.Position / length)) / _turns : (double)turn / _turns;
        _console.Write(new ControlCode("\r\u001b[K"));
        _console.Write(new Text(string.Create(CultureInfo.InvariantCulture, $"{100 * part:0} %, {packets} packets"), new Style(Color.Grey)));
    }

    /// <summary>Clears the line.</summary>
    public void Dispose()
    {
        if (_isShown)
            _console!.Write(new ControlCode("\r\u001b[K"));
    }
}
