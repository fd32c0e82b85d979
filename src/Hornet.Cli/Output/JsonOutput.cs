// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Hornet.Cli.Output;

/// <summary>JSON on standard output.</summary>
internal static class JsonOutput
{
    /// <summary>Prints a document, indented, with a line end.</summary>
    public static void Write(Terminal terminal, Action<Utf8JsonWriter> write) => Write(terminal, write, indented: true);

    /// <summary>Prints a document on one line, for commands that print one after the other.</summary>
    public static void WriteLine(Terminal terminal, Action<Utf8JsonWriter> write) => Write(terminal, write, indented: false);

    private static void Write(Terminal terminal, Action<Utf8JsonWriter> write, bool indented)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer, new JsonWriterOptions { Indented = indented, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            write(json);
        terminal.Out.WriteLine(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }
}
