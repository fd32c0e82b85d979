// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>One symbol of a <see cref="SymbolTable"/>, 24 bytes.</summary>
internal struct SymbolEntry
{
    /// <summary>The address (for user binaries, as the file says it).</summary>
    public ulong Address;

    /// <summary>Where the name starts in the table's bytes.</summary>
    public int Name;

    /// <summary>The size in bytes; 0 when not known.</summary>
    public uint Size;

    /// <summary>The module's number (kernel), 0 for none.</summary>
    public ushort Module;

    /// <summary>The letter of <c>/proc/kallsyms</c>, or the number of a <see cref="SymbolKind"/>.</summary>
    public byte Type;

    /// <summary>Among symbols of one address, the one with the least rank gives the name.</summary>
    public byte Rank;
}
