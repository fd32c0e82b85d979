// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Hornet.Linux;

/// <summary>
/// Many symbols in little memory: names as the bytes they came in, fixed-size entries sorted by address, an index by name built when first
/// asked for, and strings only for the symbols that somebody asked for.
/// </summary>
internal sealed class SymbolTable
{
    private const int MostEnclosing = 32;

    private readonly byte[] _names;
    private readonly SymbolEntry[] _entries;
    private readonly Lazy<NameIndex> _index;
    private readonly bool _withVersions;
    private string?[]? _strings;

    /// <summary>Takes the names (each ends with a zero byte) and the entries over, and sorts the entries.</summary>
    /// <param name="names">The bytes of all names.</param>
    /// <param name="entries">The symbols.</param>
    /// <param name="withVersions">Whether names may end with a version (<c>@GLIBC_2.2.5</c>, <c>@@GLIBC_2.34</c>), which is not part of them.</param>
    public SymbolTable(byte[] names, SymbolEntry[] entries, bool withVersions)
    {
        _withVersions = withVersions;
        _names = names;
        _entries = entries;
        entries.AsSpan().Sort(CompareEntries);
        _index = new Lazy<NameIndex>(() => new NameIndex(this));
    }

    public int Count => _entries.Length;

    /// <summary>An entry, in order of addresses.</summary>
    public ref readonly SymbolEntry this[int index] => ref _entries[index];

    /// <summary>The bytes of a symbol's name, without a version.</summary>
    public ReadOnlySpan<byte> NameBytes(int index) => NameAt(_entries[index].Name);

    /// <summary>The name of a symbol; the same string each time.</summary>
    public string Name(int index)
    {
        string?[] strings = _strings ??= new string?[_entries.Length];
        return strings[index] ??= Encoding.UTF8.GetString(NameBytes(index));
    }

    /// <summary>The name that starts at a place of the bytes.</summary>
    public ReadOnlySpan<byte> NameAt(int start)
    {
        ReadOnlySpan<byte> rest = _names.AsSpan(start);
        int end = _withVersions ? rest.IndexOfAny((byte)0, (byte)'@') : rest.IndexOf((byte)0);
        if (end == 0 && rest[0] == '@')
            end = rest.IndexOf((byte)0);
        return end < 0 ? rest : rest[..end];
    }

    /// <summary>The first symbol with a name, or -1.</summary>
    public int First(ReadOnlySpan<byte> name) => _index.Value.First(name);

    /// <summary>The next symbol with the same name, or -1.</summary>
    public int Next(int index, ReadOnlySpan<byte> name) => _index.Value.Next(index, name);

    /// <summary>
    /// The symbol an address lies in, or -1. One whose size is known ends there; one of unknown size reaches to the next symbol, and at most
    /// <paramref name="reach"/> bytes.
    /// </summary>
    public int Enclosing(ulong address, ulong reach)
    {
        int after = LowerBound(address, passEqual: true);
        if (after == 0)
            return -1;
        int nearest = LowerBound(_entries[after - 1].Address, passEqual: false);
        if (_entries[nearest].Size == 0)
            return address - _entries[nearest].Address < reach ? nearest : -1;
        for (int i = nearest; i >= 0 && i > nearest - MostEnclosing; i--)
        {
            if (address - _entries[i].Address >= _entries[i].Size)
                continue;
            int best = LowerBound(_entries[i].Address, passEqual: false);
            return address - _entries[best].Address < _entries[best].Size ? best : i;
        }

        return -1;
    }

    /// <summary>The first entry at or above an address; with <paramref name="passEqual"/>, above it only.</summary>
    private int LowerBound(ulong address, bool passEqual)
    {
        int low = 0, high = _entries.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_entries[middle].Address < address || (passEqual && _entries[middle].Address == address))
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private static int CompareEntries(SymbolEntry left, SymbolEntry right)
    {
        int byAddress = left.Address.CompareTo(right.Address);
        if (byAddress != 0)
            return byAddress;
        int byRank = left.Rank.CompareTo(right.Rank);
        return byRank != 0 ? byRank : left.Name.CompareTo(right.Name);
    }

    /// <summary>Chains of symbols by the hash of their names.</summary>
    private sealed class NameIndex
    {
        private readonly SymbolTable _table;
        private readonly int[] _heads;
        private readonly int[] _next;

        public NameIndex(SymbolTable table)
        {
            _table = table;
            int size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, table.Count));
            _heads = new int[size];
            _heads.AsSpan().Fill(-1);
            _next = new int[table.Count];
            // Backwards, so that a chain is in order of addresses.
            for (int i = table.Count - 1; i >= 0; i--)
            {
                ref int head = ref _heads[Bucket(table.NameBytes(i))];
                _next[i] = head;
                head = i;
            }
        }

        public int First(ReadOnlySpan<byte> name) => Match(_heads[Bucket(name)], name);

        public int Next(int index, ReadOnlySpan<byte> name) => Match(_next[index], name);

        private int Match(int index, ReadOnlySpan<byte> name)
        {
            while (index >= 0 && !_table.NameBytes(index).SequenceEqual(name))
                index = _next[index];
            return index;
        }

        private int Bucket(ReadOnlySpan<byte> name)
        {
            // FNV-1a.
            uint hash = 2166136261;
            foreach (byte value in name)
                hash = (hash ^ value) * 16777619;
            return (int)(hash & (uint)(_heads.Length - 1));
        }
    }
}
