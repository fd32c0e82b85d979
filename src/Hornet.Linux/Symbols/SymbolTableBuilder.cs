// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Text;

namespace Hornet.Linux;

/// <summary>Gathers symbols whose names are texts.</summary>
internal sealed class SymbolTableBuilder
{
    private const int MostNameBytes = 1 << 30;

    private readonly ArrayBufferWriter<byte> _names = new();
    private readonly List<SymbolEntry> _entries = [];

    /// <summary>Adds a symbol. Of those with one address, the first added gives the name.</summary>
    public void Add(ulong address, ulong size, string name)
    {
        if (_names.WrittenCount > MostNameBytes)
            return;
        _entries.Add(new SymbolEntry { Address = address, Size = (uint)Math.Min(size, uint.MaxValue), Name = _names.WrittenCount });
        Encoding.UTF8.GetBytes(name, _names);
        _names.Write<byte>([0]);
    }

    public SymbolTable Build() => new(_names.WrittenSpan.ToArray(), [.. _entries], withVersions: false);
}
