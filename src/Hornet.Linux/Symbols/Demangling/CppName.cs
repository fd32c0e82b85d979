// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>Names of C++ functions and data as people write them, from the mangled names in symbol tables (Itanium C++ ABI: GCC and Clang).</summary>
public static class CppName
{
    /// <summary>The name with parameter types, as c++filt prints it: <c>ns::Class::method(int) const</c>.</summary>
    /// <param name="mangled">A name of a symbol table.</param>
    /// <returns>The name itself where it is not one of C++, or cannot be understood.</returns>
    public static string Demangle(string mangled) => TryDemangle(mangled, out string? name) ? name : mangled;

    /// <summary>The name with parameter types.</summary>
    /// <returns>False where it is not a name of C++, or cannot be understood.</returns>
    public static bool TryDemangle(string mangled, out string name) => TryDemangle(mangled, expandStandardNames: false, out name);

    /// <summary>The name without return type, parameters and qualifiers: <c>ns::Class::method</c>.</summary>
    /// <returns>The name itself where it is not one of C++, or cannot be understood.</returns>
    public static string WithoutParameters(string mangled)
    {
        ArgumentNullException.ThrowIfNull(mangled);
        if (!Demangler.TryParse(mangled, out NameNode node, out _))
            return mangled;
        return TryPrint(node is EncodingNode encoding ? encoding.NameOnly : node, expandStandardNames: false, out string name) ? name : mangled;
    }

    /// <summary>With <paramref name="expandStandardNames"/>, <c>std::string</c> is written as the template it is.</summary>
    internal static bool TryDemangle(string mangled, bool expandStandardNames, out string name)
    {
        ArgumentNullException.ThrowIfNull(mangled);
        name = mangled;
        if (!Demangler.TryParse(mangled, out NameNode node, out string clones) || !TryPrint(node, expandStandardNames, out string text))
            return false;
        name = text + clones;
        return true;
    }

    private static bool TryPrint(NameNode node, bool expandStandardNames, out string text)
    {
        var printer = new NamePrinter(expandStandardNames);
        printer.Write(node);
        text = printer.ToString();
        return !printer.Failed;
    }
}
