// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>A part of a C++ name. Declarators wrap around names in C++, so a part writes itself in two halves.</summary>
internal abstract class NameNode
{
    /// <summary>Stands where nothing was understood.</summary>
    public static NameNode Nothing { get; } = new TextNode("");

    public abstract void Left(NamePrinter printer);

    public virtual void Right(NamePrinter printer)
    {
    }

    public virtual NameNode Shape(NamePrinter printer) => this;

    /// <summary>The template arguments at the end of a name, to which the function's types refer; null without any.</summary>
    public virtual ListNode? LastArguments => null;

    /// <summary>The plain name at the end, by which constructors and destructors are called.</summary>
    public virtual NameNode LastName => this;
}

/// <summary>A text.</summary>
internal sealed class TextNode(string text) : NameNode
{
    public string Text { get; } = text;

    public override void Left(NamePrinter printer) => printer.Write(Text);
}

/// <summary>Texts and nodes one after the other.</summary>
internal sealed class SequenceNode(params NameNode[] parts) : NameNode
{
    public override void Left(NamePrinter printer)
    {
        foreach (NameNode part in parts)
            printer.Write(part);
    }
}

/// <summary><c>scope::name</c>.</summary>
internal sealed class ScopedNode(NameNode scope, NameNode name) : NameNode
{
    public override ListNode? LastArguments => name.LastArguments;

    public override NameNode LastName => name.LastName;

    public override void Left(NamePrinter printer)
    {
        printer.Write(scope);
        printer.Write("::");
        printer.Write(name);
    }
}

/// <summary>A name of the standard library with an abbreviation of its own: <c>Ss</c> is <c>std::string</c>.</summary>
internal sealed class StandardNameNode(string brief, string full, string last) : NameNode
{
    public override NameNode LastName { get; } = new TextNode(last);

    /// <summary>Before a constructor or destructor the full name is written, for that is whose name they have.</summary>
    public NameNode Full { get; } = new TextNode(full);

    public override void Left(NamePrinter printer) => printer.Write(printer.ExpandStandardNames ? full : brief);
}

/// <summary><c>name[abi:tag]</c>.</summary>
internal sealed class TaggedNode(NameNode name, string tag) : NameNode
{
    public override NameNode LastName => name.LastName;

    public override void Left(NamePrinter printer)
    {
        printer.Write(name);
        printer.Write("[abi:");
        printer.Write(tag);
        printer.Write(']');
    }
}

/// <summary><c>name&lt;arguments&gt;</c>.</summary>
internal sealed class TemplateNode(NameNode name, ListNode arguments) : NameNode
{
    public override ListNode? LastArguments => arguments;

    public override NameNode LastName => name.LastName;

    public override void Left(NamePrinter printer)
    {
        printer.Write(name);
        // operator< and operator<< would otherwise run into the bracket.
        if (printer.Last == '<')
            printer.Write(' ');
        printer.Write('<');
        printer.List(arguments.Items);
        if (printer.Last == '>')
            printer.Write(' ');
        printer.Write('>');
    }
}

/// <summary>Nodes with commas between them.</summary>
internal sealed class ListNode(IReadOnlyList<NameNode> items) : NameNode
{
    public IReadOnlyList<NameNode> Items { get; } = items;

    public override void Left(NamePrinter printer) => printer.List(Items);
}

/// <summary>How many elements a pack has; <c>sizeof...(pack)</c> where that is not known.</summary>
internal sealed class PackSizeNode(NameNode pack) : NameNode
{
    public override void Left(NamePrinter printer)
    {
        if (((pack as ParameterNode)?.Pack(printer) ?? pack as PackNode) is { } known)
        {
            printer.Write(known.Items.Count.ToString(System.Globalization.CultureInfo.InvariantCulture));
            return;
        }

        printer.Write("sizeof...(");
        printer.Write(pack);
        printer.Write(')');
    }
}

/// <summary>The elements a template parameter pack stands for: one at a time inside an expansion, else all.</summary>
internal sealed class PackNode(IReadOnlyList<NameNode> items) : NameNode
{
    public IReadOnlyList<NameNode> Items { get; } = items;

    public override void Left(NamePrinter printer)
    {
        if (!printer.IsExpanding)
            printer.List(Items);
        else if (Current(printer) is { } item)
            printer.Left(item);
    }

    public override void Right(NamePrinter printer)
    {
        if (printer.IsExpanding && Current(printer) is { } item)
            printer.Right(item);
    }

    public override NameNode Shape(NamePrinter printer) => printer.IsExpanding && Current(printer) is { } item ? printer.Shape(item) : this;

    private NameNode? Current(NamePrinter printer)
    {
        if (printer.PackSize < 0)
        {
            printer.PackSize = Items.Count;
            printer.PackIndex = 0;
        }

        return printer.PackIndex < Items.Count ? Items[printer.PackIndex] : null;
    }
}

/// <summary>A pattern written once for each element of the pack in it; without a pack, <c>pattern...</c>.</summary>
internal sealed class ExpansionNode(NameNode pattern) : NameNode
{
    public override void Left(NamePrinter printer)
    {
        (int index, int size, bool expanding) = (printer.PackIndex, printer.PackSize, printer.IsExpanding);
        (printer.PackIndex, printer.PackSize, printer.IsExpanding) = (-1, -1, true);
        int start = printer.Length;
        printer.Write(pattern);
        if (printer.PackSize < 0)
            printer.Write("...");
        else if (printer.PackSize == 0)
            printer.CutTo(start);
        for (int i = 1; i < printer.PackSize && !printer.Failed; i++)
        {
            printer.PackIndex = i;
            printer.Write(", ");
            printer.Write(pattern);
        }

        (printer.PackIndex, printer.PackSize, printer.IsExpanding) = (index, size, expanding);
    }
}

/// <summary>
/// A template parameter of the function that is being written. It is looked up when written, not when read: as a substitution it may come again where it
/// stands for another argument.
/// </summary>
internal sealed class ParameterNode(int index) : NameNode
{
    public override void Left(NamePrinter printer) => In(printer, static (argument, printer) => printer.Left(argument));

    public override void Right(NamePrinter printer) => In(printer, static (argument, printer) => printer.Right(argument));

    public override NameNode Shape(NamePrinter printer)
    {
        NameNode shape = this;
        In(printer, (argument, printer) => shape = printer.Shape(argument));
        return shape;
    }

    /// <summary>The pack the parameter stands for, or null.</summary>
    public PackNode? Pack(NamePrinter printer) => printer.Templates is { } scope && index < scope.Arguments.Items.Count ? scope.Arguments.Items[index] as PackNode : null;

    private void In(NamePrinter printer, Action<NameNode, NamePrinter> action)
    {
        TemplateScope? scope = printer.Templates;
        if (scope is null || index >= scope.Arguments.Items.Count)
        {
            printer.Fail();
            return;
        }

        printer.Templates = scope.Outside;
        action(scope.Arguments.Items[index], printer);
        printer.Templates = scope;
    }
}

/// <summary>The name of a constructor or destructor.</summary>
internal sealed class StructorNode(NameNode of, bool isDestructor) : NameNode
{
    public override NameNode LastName => of.LastName;

    public override void Left(NamePrinter printer)
    {
        if (isDestructor)
            printer.Write('~');
        printer.Write(of.LastName);
    }
}

/// <summary><c>operator type</c>.</summary>
internal sealed class ConversionNode(NameNode type) : NameNode
{
    public override void Left(NamePrinter printer)
    {
        printer.Write("operator ");
        printer.Write(type);
    }
}

/// <summary>A function with its types, the whole of most names; or its name alone.</summary>
internal sealed class EncodingNode(NameNode name, NameNode? returnType, IReadOnlyList<NameNode>? parameters, FunctionQualifiers qualifiers) : NameNode
{
    /// <summary>The function's name alone.</summary>
    public EncodingNode NameOnly => new(name, null, null, FunctionQualifiers.None);

    public override void Left(NamePrinter printer)
    {
        TemplateScope? outside = printer.Templates;
        if (name.LastArguments is { } arguments)
            printer.Templates = new TemplateScope(arguments, outside);
        if (returnType is not null)
        {
            printer.Left(returnType);
            if (printer.Last is not (' ' or '('))
                printer.Write(' ');
        }

        printer.Write(name);
        if (parameters is not null)
        {
            printer.Write('(');
            printer.List(parameters);
            printer.Write(')');
            if (returnType is not null)
                printer.Right(returnType);
            qualifiers.Write(printer);
        }

        printer.Templates = outside;
    }
}
