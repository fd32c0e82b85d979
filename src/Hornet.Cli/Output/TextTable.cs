// SPDX-License-Identifier: Apache-2.0
using Spectre.Console;

namespace Hornet.Cli.Output;

/// <summary>Tables without borders, so that they read well on a terminal and cut well in a pipe.</summary>
internal static class TextTable
{
    /// <summary>Wide enough that nothing wraps where there is no terminal.</summary>
    private const int PipeWidth = 4096;

    /// <summary>Prints rows under headings.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="columns">The headings; a leading <c>&gt;</c> aligns the column to the right.</param>
    /// <param name="rows">The cells, as many a row as there are headings.</param>
    public static void Write(Terminal terminal, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        using StringWriter text = new();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(text),
        });
        console.Profile.Width = PipeWidth;

        Table table = new() { Border = TableBorder.None, ShowRowSeparators = false };
        foreach (string column in columns)
        {
            bool right = column.StartsWith('>');
            TableColumn header = new(Markup.Escape(right ? column[1..] : column)) { NoWrap = true, Padding = new Padding(0, 0, 3, 0) };
            table.AddColumn(right ? header.RightAligned() : header);
        }

        foreach (IReadOnlyList<string> row in rows)
            table.AddRow([.. row.Select(cell => new Text(cell))]);
        console.Write(table);

        // Columns are padded to one width; the last needs none.
        foreach (string line in text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries))
            terminal.Out.WriteLine(line.TrimEnd());
    }
}
