// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Hornet.Objects;

// Lookup: from names to ids. The first look-ups scan; after a few of them an index pays, and is built.
public sealed partial class Btf
{
    // Building the index costs about as much as this many scans.
    private const int ScansBeforeIndexing = 8;

    // A name that stands in more places of the strings than this (as the end of others, too) is left to the index.
    private const int MaximumPlaces = 16;

    private int _scans;
    private BtfNameIndex? _index;

    /// <summary>Finds a type by its exact name.</summary>
    /// <param name="name">The name, without <c>struct</c> and the like.</param>
    /// <param name="kind">The kind wanted, or null for any. <see cref="BtfKind.Enum"/> and <see cref="BtfKind.Enum64"/> are different kinds here.</param>
    /// <returns>The type with the lowest id, those of the base first; null where there is none.</returns>
    /// <exception cref="ObjectFormatException">A record met on the way is damaged.</exception>
    public BtfType? FindByName(string name, BtfKind? kind = null) => TryFindId(name, kind, out uint id) ? this[id] : null;

    /// <summary>Finds a type's id by its exact name.</summary>
    /// <param name="name">The name, without <c>struct</c> and the like.</param>
    /// <param name="kind">The kind wanted, or null for any.</param>
    /// <param name="id">The lowest id, those of the base first; 0 where there is none.</param>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="ObjectFormatException">A record met on the way is damaged.</exception>
    public bool TryFindId(string name, BtfKind? kind, out uint id)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return TryFindId(Encoding.UTF8.GetBytes(name), kind, out id);
    }

    /// <summary>Finds all types with a name, those of the base first.</summary>
    /// <param name="name">The exact name.</param>
    /// <param name="kind">The kind wanted, or null for any.</param>
    /// <exception cref="ObjectFormatException">A record met on the way is damaged.</exception>
    public IReadOnlyList<BtfType> FindAll(string name, BtfKind? kind = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var ids = new List<uint>();
        CollectIds(Encoding.UTF8.GetBytes(name), kind, ids);
        return ids.ConvertAll(id => this[id]);
    }

    /// <summary>The own types whose name up to a <c>___flavour</c> is the one given, in the order of their ids.</summary>
    internal void CollectByEssentialName(ReadOnlySpan<byte> essentialName, List<uint> ids) =>
        Find(essentialName, essentialOnly: true, kind: null, ids, out _);

    /// <summary>The length of a type's name without its flavour: what stands before the last <c>___</c> that has something on both sides.</summary>
    internal static int EssentialLength(ReadOnlySpan<byte> name)
    {
        for (int at = name.Length - 5; at >= 0; at--)
        {
            if (name[at] != '_' && name[at + 1] == '_' && name[at + 2] == '_' && name[at + 3] == '_' && name[at + 4] != '_')
                return at + 1;
        }

        return name.Length;
    }

    private bool TryFindId(ReadOnlySpan<byte> name, BtfKind? kind, out uint id) =>
        (Base is not null && Base.TryFindId(name, kind, out id)) || Find(name, essentialOnly: false, kind, all: null, out id);

    private void CollectIds(ReadOnlySpan<byte> name, BtfKind? kind, List<uint> ids)
    {
        Base?.CollectIds(name, kind, ids);
        Find(name, essentialOnly: false, kind, ids, out _);
    }

    /// <summary>Finds own types, by the index or by a scan, whichever costs less.</summary>
    /// <param name="name">The name.</param>
    /// <param name="essentialOnly">Whether types of every flavour count.</param>
    /// <param name="kind">The kind wanted.</param>
    /// <param name="all">Where to add all ids, or null to stop at the first.</param>
    /// <param name="id">The first id.</param>
    private bool Find(ReadOnlySpan<byte> name, bool essentialOnly, BtfKind? kind, List<uint>? all, out uint id)
    {
        Span<uint> room = stackalloc uint[MaximumPlaces];
        if (!IndexPays() && FindPlaces(name, essentialOnly, room, out int places))
            return Scan(room[..places], kind, all, out id);

        var found = new List<uint>();
        Index().Collect(name, essentialOnly, found);
        found.RemoveAll(other => kind is not null && KindOf(other) != kind);
        all?.AddRange(found);
        id = found.Count == 0 ? 0 : found[0];
        return found.Count > 0;
    }

    private bool IndexPays() => _index is not null || Interlocked.Increment(ref _scans) > ScansBeforeIndexing;

    private BtfNameIndex Index() => _index ?? Interlocked.CompareExchange(ref _index, new BtfNameIndex(this), null) ?? _index;

    /// <summary>
    /// Looks through the own types for those whose name is at one of a few places in the strings. Finding the places took one vectorised
    /// search; each type then costs the comparison of a number.
    /// </summary>
    private bool Scan(Span<uint> places, BtfKind? kind, List<uint>? all, out uint id)
    {
        id = 0;
        if (places.IsEmpty)
            return false;
        if (IsBigEndian == BitConverter.IsLittleEndian)
            BinaryPrimitives.ReverseEndianness(places, places); // compared as the data has them
        uint first = places[0];
        bool isOnly = places.Length == 1;
        ReadOnlySpan<byte> bytes = _data.Span;
        for (int i = 0; i < _count; i++)
        {
            int offset = _offsets[i];
            uint nameOffset = MemoryMarshal.Read<uint>(bytes[offset..]);
            bool same = nameOffset == first || (!isOnly && places.Contains(nameOffset));
            if (!same || (kind is not null && new BtfRecord(this, offset).Kind != kind))
                continue;
            uint found = FirstId + (uint)i;
            id = id == 0 ? found : id;
            if (all is null)
                return true;
            all.Add(found);
        }

        return id != 0;
    }

    /// <summary>All string offsets at which the name stands, up to its end or flavour; own strings and those of the bases.</summary>
    /// <returns>False when there are more than the room has space for.</returns>
    private bool FindPlaces(ReadOnlySpan<byte> name, bool essentialOnly, Span<uint> places, out int count)
    {
        count = 0;
        for (Btf? part = this; part is not null; part = part.Base)
        {
            ReadOnlySpan<byte> strings = part.OwnStrings;
            int start = 0;
            while (true)
            {
                int at = strings[start..].IndexOf(name);
                if (at < 0)
                    break;
                at += start;
                start = at + 1;
                // The last byte of the strings is 0 and names hold no 0, so something follows.
                bool ends = strings[at + name.Length] == 0;
                if (!ends && !(essentialOnly && strings[(at + name.Length)..].StartsWith("___"u8)))
                    continue;
                uint place = part._firstString + (uint)at;
                if (!ends && EssentialLength(part.StringBytes(place)) != name.Length)
                    continue;
                if (count == places.Length)
                    return false;
                places[count++] = place;
            }
        }

        return true;
    }
}
