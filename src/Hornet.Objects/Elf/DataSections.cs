// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Objects;

/// <summary>The names of the sections that hold variables; the maps made of them have the same names.</summary>
internal static class DataSections
{
    /// <summary>The start of an object's arena.</summary>
    public const string Arena = ".addr_space.1";

    /// <summary>Values of the kernel's configuration.</summary>
    public const string Configuration = ".kconfig";

    /// <summary>Whether a map is that of a data section.</summary>
    public static bool IsData(string name) => Is(name, ".data") || IsReadOnly(name) || IsZero(name) || name == Configuration;

    /// <summary>Whether a section holds constants.</summary>
    public static bool IsReadOnly(string name) => Is(name, ".rodata");

    /// <summary>Whether a section takes no space in the file.</summary>
    public static bool IsZero(string name) => Is(name, ".bss");

    /// <summary>Whether a name is another or continues it with a dot.</summary>
    public static bool Is(string name, string section) =>
        name.StartsWith(section, StringComparison.Ordinal) && (name.Length == section.Length || name[section.Length] == '.');
}
