// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>A section of a user binary.</summary>
internal readonly record struct ElfSectionHeader(string Name, uint Type, ulong Flags, ulong Address, ulong FileOffset, ulong Size, uint Link, ulong EntrySize)
{
    public const uint SymbolTable = 2, Note = 7, NoBits = 8, DynamicSymbols = 11;

    public bool IsExecutable => (Flags & 4) != 0;
}
