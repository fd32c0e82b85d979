// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Benchmarks.Engines;

/// <summary>A table as <c>docs/performance.md</c> holds it.</summary>
internal sealed class MarkdownTable
{
    private readonly List<string> _lines = [];

    /// <summary>Starts a table.</summary>
    /// <param name="heads">The heads of its columns.</param>
    public MarkdownTable(params IEnumerable<string> heads)
    {
        string[] cells = [.. heads];
        Add(cells);
        Add([.. cells.Select(_ => "---")]);
    }

    /// <summary>Whether it has no rows yet.</summary>
    public bool IsEmpty => _lines.Count == 2;

    /// <summary>Adds a row.</summary>
    public void Add(params IEnumerable<string> cells) => _lines.Add($"| {string.Join(" | ", cells)} |");

    /// <summary>Prints it with a heading.</summary>
    public void Print(string heading)
    {
        Console.WriteLine();
        Console.WriteLine($"### {heading}");
        Console.WriteLine();
        _lines.ForEach(Console.WriteLine);
        Console.Out.Flush();
    }
}
