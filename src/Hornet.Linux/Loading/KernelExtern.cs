// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>What this kernel has for a symbol that an object expects: a type in its BTF, or an address, or nothing.</summary>
/// <param name="TypeId">The variable or function in the BTF of the kernel or of a module; 0 for a symbol known by its address.</param>
/// <param name="Module">The module whose BTF it is, or null.</param>
/// <param name="Address">The address, where there is no type.</param>
/// <param name="Absence">Why there is nothing; null where there is something.</param>
internal readonly record struct KernelExtern(uint TypeId, string? Module, ulong Address, string? Absence)
{
    /// <summary>Whether the kernel has the symbol.</summary>
    public bool IsPresent => Absence is null;

    /// <summary>A symbol that the kernel does not have.</summary>
    /// <param name="reason">Why, as the end of a sentence about it.</param>
    public static KernelExtern Missing(string reason) => new(0, null, 0, reason);
}
