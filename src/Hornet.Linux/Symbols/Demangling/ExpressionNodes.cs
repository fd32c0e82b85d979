// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>An operand in an expression: in parentheses, unless it is a name.</summary>
internal sealed class OperandNode(NameNode node) : NameNode
{
    public override void Left(NamePrinter printer)
    {
        bool isSimple = node is TextNode or BracesNode or ScopedNode { LastArguments: null };
        if (!isSimple)
            printer.Write('(');
        printer.Write(node);
        if (!isSimple)
            printer.Write(')');
    }
}

/// <summary><c>{a, b}</c> with an optional type before it.</summary>
internal sealed class BracesNode(NameNode? type, IReadOnlyList<NameNode> items) : NameNode
{
    public override void Left(NamePrinter printer)
    {
        if (type is not null)
            printer.Write(type);
        printer.Write('{');
        printer.List(items);
        printer.Write('}');
    }
}

/// <summary><c>(a)+(b)</c>; with a greater-than sign in one more pair of parentheses, so that it does not end a template argument list.</summary>
internal sealed class BinaryNode(NameNode left, string sign, NameNode right) : NameNode
{
    public override void Left(NamePrinter printer)
    {
        bool guarded = sign == ">";
        if (guarded)
            printer.Write('(');
        printer.Write(new OperandNode(left));
        printer.Write(sign);
        printer.Write(new OperandNode(right));
        if (guarded)
            printer.Write(')');
    }
}

/// <summary>A literal: a number of a type the language has a suffix for, else a number with its type before it.</summary>
internal sealed class LiteralNode(NameNode type, string value) : NameNode
{
    public override void Left(NamePrinter printer)
    {
        string number = value.StartsWith('n') ? "-" + value[1..] : value;
        string? name = (type as TextNode)?.Text;
        switch (name)
        {
            case "bool" when value is "0" or "1":
                printer.Write(value == "1" ? "true" : "false");
                return;
            case "int" or "unsigned int" or "long" or "unsigned long" or "long long" or "unsigned long long":
                printer.Write(number);
                printer.Write(Suffix(name));
                return;
            default:
                printer.Write('(');
                printer.Write(type);
                printer.Write(')');
                bool isFloat = name is "float" or "double" or "long double" or "__float128";
                printer.Write(isFloat ? $"[{number}]" : number);
                return;
        }
    }

    private static string Suffix(string type) => type switch
    {
        "unsigned int" => "u",
        "long" => "l",
        "unsigned long" => "ul",
        "long long" => "ll",
        "unsigned long long" => "ull",
        _ => "",
    };
}
