// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Hornet.Linux;

/// <summary>An address and what is known about it.</summary>
/// <param name="Address">The address.</param>
/// <param name="Source">Where the name comes from.</param>
/// <param name="Name">The name of the function or object the address lies in; empty when not known.</param>
/// <param name="Offset">The distance from the start of the named thing, or (without a name) from the start of the module; bytes.</param>
/// <param name="Module">The file or the kernel module the address lies in; empty when not known, and for the kernel itself.</param>
/// <param name="BuildId">The build id of the file in lower-case hexadecimal digits; empty when there is none.</param>
public readonly record struct SymbolizedAddress(ulong Address, SymbolSource Source, string Name, ulong Offset, string Module = "", string BuildId = "")
{
    /// <summary>Whether a name was found.</summary>
    public bool IsNamed => Name.Length > 0;

    /// <summary><c>name+0x10 [module]</c>; without a name <c>0x7f0012345678 [module+0x5678]</c>.</summary>
    public override string ToString()
    {
        if (Name.Length > 0)
            return string.Create(CultureInfo.InvariantCulture, $"{Name}{(Offset == 0 ? "" : $"+0x{Offset:x}")}{(Module.Length == 0 ? "" : $" [{Module}]")}");
        return string.Create(CultureInfo.InvariantCulture, $"0x{Address:x}{(Module.Length == 0 ? "" : $" [{Module}+0x{Offset:x}]")}");
    }
}
