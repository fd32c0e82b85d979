// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>A symbol of an executable or a library.</summary>
/// <param name="Name">The name as the file has it (mangled), without a version.</param>
/// <param name="Address">The address as the file says it; the loader adds where it put the file.</param>
/// <param name="Size">The size in bytes; 0 when not known.</param>
/// <param name="Kind">What it stands for.</param>
public readonly record struct UserSymbol(string Name, ulong Address, ulong Size, SymbolKind Kind);
