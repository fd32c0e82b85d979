// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace Hornet.Objects;

/// <summary>C names as C# identifiers.</summary>
internal static class CSharpNames
{
    // Contextual words are included: some of them may not name types.
    private static readonly HashSet<string> Keywords = new(StringComparer.Ordinal)
    {
        "abstract", "as", "base", "bool", "break", "byte", "case", "catch", "char", "checked", "class", "const", "continue", "decimal", "default",
        "delegate", "do", "double", "else", "enum", "event", "explicit", "extern", "false", "finally", "fixed", "float", "for", "foreach", "goto",
        "if", "implicit", "in", "int", "interface", "internal", "is", "lock", "long", "namespace", "new", "null", "object", "operator", "out",
        "override", "params", "private", "protected", "public", "readonly", "ref", "return", "sbyte", "sealed", "short", "sizeof", "stackalloc",
        "static", "string", "struct", "switch", "this", "throw", "true", "try", "typeof", "uint", "ulong", "unchecked", "unsafe", "ushort", "using",
        "virtual", "void", "volatile", "while", "allows", "await", "dynamic", "extension", "field", "file", "nint", "notnull", "nuint", "partial",
        "record", "required", "scoped", "unmanaged", "var", "where", "yield",
    };

    public static string Escape(string name)
    {
        if (Keywords.Contains(name))
            return "@" + name;
        if (IsIdentifier(name))
            return name;
        var text = new StringBuilder(name.Length + 1);
        if (name.Length == 0 || char.IsAsciiDigit(name[0]))
            text.Append('_');
        foreach (char letter in name)
            text.Append(char.IsAsciiLetterOrDigit(letter) ? letter : '_');
        return text.ToString();
    }

    /// <summary>The name, or the first of <c>name___2</c>, <c>name___3</c>, … that is not taken; it is taken afterwards.</summary>
    public static string Unique(HashSet<string> taken, string name)
    {
        string unique = name;
        for (int i = 2; !taken.Add(unique); i++)
            unique = string.Create(CultureInfo.InvariantCulture, $"{name.TrimStart('@')}___{i}");
        return unique;
    }

    private static bool IsIdentifier(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');
}
