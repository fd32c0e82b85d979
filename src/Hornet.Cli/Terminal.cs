// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Hornet.Cli;

/// <summary>Where a command reads and writes. Results go to <see cref="Out"/>; progress, warnings and errors to <see cref="Error"/>.</summary>
internal sealed record Terminal(TextReader In, TextWriter Out, TextWriter Error)
{
    /// <summary>Whether standard error is a terminal, so that progress is worth showing.</summary>
    public bool ShowsProgress { get; init; }

    /// <summary>Whether standard output is a terminal that shows colours, and nobody asked for none (<c>NO_COLOR</c>).</summary>
    public bool UsesColour { get; init; }

    /// <summary>The same of standard error.</summary>
    public bool UsesColourInErrors { get; init; }

    /// <summary>Standard output as bytes, for raw results.</summary>
    public required Func<Stream> OpenRawOutput { get; init; }

    /// <summary>The process's own streams; output is buffered, so the caller flushes it.</summary>
    public static Terminal OfThisProcess()
    {
        UTF8Encoding utf8 = new(encoderShouldEmitUTF8Identifier: false);
        bool hasColours = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") != "dumb";
        return new Terminal(
            Console.In,
            new StreamWriter(Console.OpenStandardOutput(), utf8, bufferSize: 16384),
            new StreamWriter(Console.OpenStandardError(), utf8) { AutoFlush = true })
        {
            ShowsProgress = !Console.IsErrorRedirected,
            UsesColour = !Console.IsOutputRedirected && hasColours,
            UsesColourInErrors = !Console.IsErrorRedirected && hasColours,
            OpenRawOutput = Console.OpenStandardOutput,
        };
    }
}
