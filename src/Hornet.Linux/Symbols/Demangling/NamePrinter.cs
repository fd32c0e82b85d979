// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Hornet.Linux;

/// <summary>
/// Collects the text of a name. A short mangled name can stand for an endless text (each part may refer to those before it twice), so the length,
/// the work and the depth are bounded; past a bound the name has <see cref="Failed"/>.
/// </summary>
internal sealed class NamePrinter(bool expandStandardNames)
{
    private const int LongestText = 1 << 18, MostSteps = 1 << 19, DeepestNode = 700;

    private readonly StringBuilder _text = new();
    private int _steps;
    private int _depth;

    /// <summary>Whether <c>std::string</c> and its like are written with all template arguments.</summary>
    public bool ExpandStandardNames { get; } = expandStandardNames;

    public bool Failed { get; private set; }

    /// <summary>Inside an expansion, which element of packs is being written; otherwise -1.</summary>
    public int PackIndex { get; set; } = -1;

    /// <summary>Inside an expansion, how many elements the pack found in it has; -1 while none was found.</summary>
    public int PackSize { get; set; } = -1;

    /// <summary>Whether writing is inside an expansion.</summary>
    public bool IsExpanding { get; set; }

    /// <summary>The template arguments that template parameters refer to here, and those outside of them.</summary>
    public TemplateScope? Templates { get; set; }

    public int Length => _text.Length;

    public char Last => _text.Length == 0 ? '\0' : _text[^1];

    public void Write(string text)
    {
        if (_text.Length + text.Length > LongestText)
            Failed = true;
        else
            _text.Append(text);
    }

    public void Write(char letter) => _text.Append(letter);

    /// <summary>Takes back what was written after a length.</summary>
    public void CutTo(int length) => _text.Length = length;

    public void Write(NameNode node)
    {
        Left(node);
        Right(node);
    }

    /// <summary>Writes what comes before the declared name: of <c>int (*)[3]</c>, <c>int (*</c>.</summary>
    public void Left(NameNode node)
    {
        if (!Enter())
            return;
        node.Left(this);
        _depth--;
    }

    /// <summary>Writes what comes after the declared name: of <c>int (*)[3]</c>, <c>)[3]</c>.</summary>
    public void Right(NameNode node)
    {
        if (!Enter())
            return;
        node.Right(this);
        _depth--;
    }

    /// <summary>What a node stands for here, without references to other nodes.</summary>
    public NameNode Shape(NameNode node)
    {
        if (!Enter())
            return node;
        NameNode shape = node.Shape(this);
        _depth--;
        return shape;
    }

    /// <summary>Writes a list with commas; elements that write nothing (empty packs) take no comma.</summary>
    public void List(IReadOnlyList<NameNode> nodes)
    {
        int start = Length;
        foreach (NameNode node in nodes)
        {
            int before = Length;
            if (before > start)
                Write(", ");
            int content = Length;
            Write(node);
            if (Length == content)
                CutTo(before);
        }
    }

    /// <summary>The name cannot be written.</summary>
    public void Fail() => Failed = true;

    public override string ToString() => _text.ToString();

    private bool Enter()
    {
        if (Failed || ++_steps > MostSteps || _depth >= DeepestNode)
        {
            Failed = true;
            return false;
        }

        _depth++;
        return true;
    }
}
