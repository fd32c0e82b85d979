// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>Names by which an object declares a thing of the kernel in several forms: <c>name___form</c> is the kernel's <c>name</c>.</summary>
internal static class Flavour
{
    /// <summary>The kernel's name.</summary>
    public static string Strip(string name)
    {
        const string Mark = "___";
        int at = name.LastIndexOf(Mark, StringComparison.Ordinal);
        return at > 0 && at + Mark.Length < name.Length ? name[..at] : name;
    }
}
