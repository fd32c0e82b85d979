// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Compiler.Ssa;

/// <summary>A text that programs are compiled from: a script, a filter expression, a source file.</summary>
public sealed class SourceText
{
    private readonly List<int> _lineStarts = [0];

    /// <summary>Creates a source.</summary>
    /// <param name="name">How messages and line information call it: a path, or <c>filter</c> for an expression of a command line.</param>
    /// <param name="text">The text.</param>
    public SourceText(string name, string text)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(text);
        Name = name;
        Text = text;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n')
                _lineStarts.Add(i + 1);
        }
    }

    /// <summary>How messages and line information call it.</summary>
    public string Name { get; }

    /// <summary>The text.</summary>
    public string Text { get; }

    /// <summary>The line and column, both from 1, of a position in the text.</summary>
    /// <param name="position">The position, from 0 to the length of the text.</param>
    public (int Line, int Column) LineAndColumn(int position)
    {
        int index = _lineStarts.BinarySearch(position);
        int line = index >= 0 ? index : ~index - 1;
        return (line + 1, position - _lineStarts[line] + 1);
    }

    /// <summary>The text of a line, without its end.</summary>
    /// <param name="line">The line, from 1.</param>
    public string Line(int line)
    {
        int start = _lineStarts[line - 1];
        int end = line < _lineStarts.Count ? _lineStarts[line] - 1 : Text.Length;
        return Text[start..end].TrimEnd('\r');
    }
}
