// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>What stands behind a function's parameters.</summary>
internal readonly record struct FunctionQualifiers(string Qualifiers, string Reference, NameNode? Exceptions = null)
{
    public static FunctionQualifiers None => new("", "");

    public void Write(NamePrinter printer)
    {
        printer.Write(Qualifiers);
        printer.Write(Reference);
        if (Exceptions is null)
            return;
        printer.Write(' ');
        printer.Write(Exceptions);
    }
}

/// <summary>A type with <c>const</c>, <c>volatile</c> and other qualifiers behind it.</summary>
internal sealed class QualifiedNode(NameNode type, string qualifiers) : NameNode
{
    public override void Left(NamePrinter printer)
    {
        printer.Left(type);
        // A qualifier said twice counts once.
        if (Inner(printer) != qualifiers)
            printer.Write(qualifiers);
    }

    public override void Right(NamePrinter printer) => printer.Right(type);

    public override NameNode Shape(NamePrinter printer) => printer.Shape(type) is FunctionNode or ArrayNode ? printer.Shape(type) : this;

    private string Inner(NamePrinter printer) => printer.Shape(type) is QualifiedNode inner ? inner.Own : "";

    private string Own => qualifiers;
}

/// <summary>A pointer or reference.</summary>
internal sealed class PointerNode(NameNode target, string mark) : NameNode
{
    private string Mark => mark;

    private NameNode Target => target;

    public override void Left(NamePrinter printer)
    {
        (NameNode inner, string sign) = Collapse(printer);
        printer.Left(inner);
        NameNode shape = printer.Shape(inner);
        if (shape is ArrayNode)
            printer.Write(" (");
        else if (shape is FunctionNode)
            printer.Write('(');
        printer.Write(sign);
    }

    public override void Right(NamePrinter printer)
    {
        (NameNode inner, _) = Collapse(printer);
        if (printer.Shape(inner) is ArrayNode or FunctionNode)
            printer.Write(')');
        printer.Right(inner);
    }

    /// <summary>A reference to a reference is one reference: to an rvalue only if both are.</summary>
    private (NameNode Target, string Mark) Collapse(NamePrinter printer)
    {
        (NameNode inner, string sign) = (target, mark);
        while (sign != "*" && printer.Shape(inner) is PointerNode { Mark: not "*" } other && !printer.Failed)
        {
            if (other.Mark == "&")
                sign = "&";
            inner = other.Target;
        }

        return (inner, sign);
    }
}

/// <summary>A pointer to a member of a class.</summary>
internal sealed class MemberPointerNode(NameNode owner, NameNode member) : NameNode
{
    public override void Left(NamePrinter printer)
    {
        printer.Left(member);
        NameNode shape = printer.Shape(member);
        printer.Write(shape switch
        {
            FunctionNode => "(",
            ArrayNode => " (",
            _ => " ",
        });
        printer.Write(owner);
        printer.Write("::*");
    }

    public override void Right(NamePrinter printer)
    {
        if (printer.Shape(member) is ArrayNode or FunctionNode)
            printer.Write(')');
        printer.Right(member);
    }
}

/// <summary>An array.</summary>
internal sealed class ArrayNode(NameNode element, NameNode? length) : NameNode
{
    public override void Left(NamePrinter printer) => printer.Left(element);

    public override void Right(NamePrinter printer)
    {
        if (printer.Last != ']')
            printer.Write(' ');
        printer.Write('[');
        if (length is not null)
            printer.Write(length);
        printer.Write(']');
        printer.Right(element);
    }
}

/// <summary>A function type.</summary>
internal sealed class FunctionNode(NameNode returnType, IReadOnlyList<NameNode> parameters, FunctionQualifiers qualifiers) : NameNode
{
    public override void Left(NamePrinter printer)
    {
        printer.Left(returnType);
        printer.Write(' ');
    }

    public override void Right(NamePrinter printer)
    {
        printer.Write('(');
        printer.List(parameters);
        printer.Write(')');
        printer.Right(returnType);
        qualifiers.Write(printer);
    }

    /// <summary>The same with what stands before it in the mangled name.</summary>
    public FunctionNode With(string more) => new(returnType, parameters, qualifiers with { Qualifiers = more + qualifiers.Qualifiers });

    public FunctionNode WithExceptions(NameNode exceptions) => new(returnType, parameters, qualifiers with { Exceptions = exceptions });
}

/// <summary>A type with a text behind: <c>float __vector(4)</c>, <c>double _Complex</c>.</summary>
internal sealed class SuffixNode(NameNode type, params NameNode[] suffix) : NameNode
{
    public override void Left(NamePrinter printer)
    {
        printer.Left(type);
        foreach (NameNode part in suffix)
            printer.Write(part);
    }

    public override void Right(NamePrinter printer) => printer.Right(type);
}
