// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Hornet.Objects;

/// <summary>
/// Map definitions of the <c>maps</c> section, as objects carried them before BTF: one structure a symbol, the first five words of which are
/// type, key size, value size, entries and flags. Longer structures are iproute2's <c>struct bpf_elf_map</c> (36 bytes, iproute2
/// include/bpf_elf.h) or the kernel samples' (28 bytes); other trailing bytes must be zero, for what they mean is unknown. Sections named
/// <c>maps/…</c> hold one map each, with the pinning and a path behind the five words, as gobpf's loader defined them.
/// </summary>
internal static class LegacyMapReader
{
    private const string SectionName = "maps";
    private const string SectionPrefix = "maps/";

    /// <summary>Types of keys and values could be told by a structure of this name with members <c>key</c> and <c>value</c>.</summary>
    private const string TypesPrefix = "____btf_map_";

    private const int SmallestDefinition = 16;
    private const int CommonDefinition = 20;
    private const int SamplesDefinition = 28;
    private const int Iproute2Definition = 36;

    private sealed record Definition(MapSpec Map, ulong Offset, uint Id, uint InnerId, uint InnerIndex, bool IsIproute2);

    /// <summary>Reads the definitions and declares them to the resolver.</summary>
    public static List<MapSpec> Read(ElfFile elf, ILookup<int, ElfSymbol> symbols, List<CodeSection> code, Btf? btf, ReferenceResolver resolver)
    {
        List<Definition> definitions = [];
        foreach (ElfSection section in elf.Sections)
        {
            bool isSingle = section.Name.StartsWith(SectionPrefix, StringComparison.Ordinal);
            if (section is not { Type: ElfSectionType.ProgramBits, IsExecutable: false } || (section.Name != SectionName && !isSingle))
                continue;
            SectionBytes bytes = elf.Bytes(section);
            List<ElfSymbol> maps =
                [.. symbols[section.Index].Where(symbol => symbol.Type is ElfSymbolType.Object or ElfSymbolType.None && symbol.Name.Length > 0).OrderBy(symbol => symbol.Value)];
            for (int i = 0; i < maps.Count; i++)
            {
                ulong end = i + 1 < maps.Count ? maps[i + 1].Value : (ulong)bytes.Length;
                Definition definition = ReadDefinition(bytes, maps[i], end, isSingle);
                definitions.Add(definition with { Map = AddTypes(definition.Map, btf) });
                resolver.AddMap(section.Index, maps[i].Value, maps[i].Name);
            }
        }

        ILookup<uint, Definition> byId = definitions.Where(definition => definition.Id != 0).ToLookup(definition => definition.Id);
        return [.. definitions.Select(definition => Complete(definition, definitions, byId, code, elf.IsBigEndian))];
    }

    /// <summary>Whether a section holds a program for a slot of a program array, as iproute2 names such sections: <c>map id/slot</c>.</summary>
    public static bool TryParseTailCallSection(string section, out uint map, out uint slot)
    {
        map = slot = 0;
        int slash = section.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && TryParseNumber(section.AsSpan(0, slash), out map) && TryParseNumber(section.AsSpan(slash + 1), out slot);
    }

    private static bool TryParseNumber(ReadOnlySpan<char> text, out uint number) =>
        text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? uint.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
            : uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static MapSpec AddTypes(MapSpec map, Btf? btf)
    {
        if (btf?.FindByName(TypesPrefix + map.Name, BtfKind.Struct) is not BtfStruct { Members.Length: 2 } types)
            return map;
        (uint key, uint value) = (types.Members[0].TypeId, types.Members[1].TypeId);
        bool fits = btf.TryGetSize(key, out long keySize) && keySize == map.KeySize && btf.TryGetSize(value, out long valueSize) && valueSize == map.ValueSize;
        return fits ? map with { KeyTypeId = key, ValueTypeId = value } : map;
    }

    private static Definition ReadDefinition(SectionBytes bytes, ElfSymbol symbol, ulong end, bool isSingle)
    {
        string what = $"the definition of map '{symbol.Name}'";
        if (symbol.Value > (ulong)bytes.Length)
            throw bytes.Error($"{what} starts at offset {symbol.Value}, past the section's end");
        ulong size = symbol.Size != 0 ? symbol.Size : end - symbol.Value;
        var definition = new SectionBytes(bytes.Slice((long)symbol.Value, (long)Math.Min(size, long.MaxValue), what), bytes.IsBigEndian, bytes.Section);
        if (definition.Length < SmallestDefinition)
            throw bytes.Error($"{what} has {definition.Length} bytes; {SmallestDefinition} are the least", (long)symbol.Value);

        bool isIproute2 = !isSingle && definition.Length == Iproute2Definition;
        int known = definition.Length is SamplesDefinition or Iproute2Definition ? definition.Length : CommonDefinition;
        if (!isSingle && definition.Length > known && definition.Memory.Span[known..].ContainsAnyExcept((byte)0))
            throw bytes.Error($"{what} has {definition.Length} bytes, and those after the first {known} are not zero", (long)symbol.Value + known);

        var map = new MapSpec
        {
            Name = symbol.Name,
            Type = (MapType)Word(0),
            KeySize = Word(1),
            ValueSize = Word(2),
            MaxEntries = Word(3),
            Flags = Word(4),
            NumaNode = definition.Length == SamplesDefinition ? Word(6) : 0,
            Pinning = (isIproute2 && Word(6) != 0) || (isSingle && Word(5) != 0) ? PinMode.ByName : PinMode.None,
        };
        return new Definition(map, symbol.Value, isIproute2 ? Word(5) : 0, isIproute2 ? Word(7) : 0, isIproute2 ? Word(8) : isSingle ? uint.MaxValue : Word(5), isIproute2);

        uint Word(int index) => 4 * index + 4 <= definition.Length ? definition.UInt32(4 * index, what) : 0;
    }

    /// <summary>Adds inner maps and programs in slots, which refer to each other by number.</summary>
    private static MapSpec Complete(
        Definition definition, List<Definition> all, ILookup<uint, Definition> byId, List<CodeSection> code, bool bigEndian)
    {
        MapSpec map = definition.Map;
        if (map.Type is MapType.ArrayOfMaps or MapType.HashOfMaps)
        {
            // The samples name the template by its position, iproute2 by its id; iproute2 also puts the maps of that id into their slots.
            List<Definition> inner = definition.IsIproute2
                ? [.. byId[definition.InnerId].Where(other => other != definition)]
                : definition.InnerIndex < all.Count && all[(int)definition.InnerIndex] != definition ? [all[(int)definition.InnerIndex]] : [];
            if (inner.Count == 0)
                return map;
            map = map with { InnerMap = inner[0].Map };
            return definition.IsIproute2
                ? map with { InitialValues = [.. inner.Where(other => other.InnerIndex != uint.MaxValue).Select(other => Slot(other.InnerIndex, MapInitialValueKind.Map, other.Map.Name))] }
                : map;
        }

        if (map.Type != MapType.ProgramArray || definition.Id == 0)
            return map;
        List<MapInitialValue> programs = [];
        foreach (CodeSection section in code)
        {
            if (TryParseTailCallSection(section.Name, out uint id, out uint slot) && id == definition.Id && section.Functions.FirstOrDefault(function => !function.IsLocal) is { } program)
                programs.Add(Slot(slot, MapInitialValueKind.Program, program.Name));
        }

        return map with { InitialValues = [.. programs] };

        MapInitialValue Slot(uint key, MapInitialValueKind kind, string target) => new(MapDefinitionReader.Key(key, bigEndian), kind, [], target);
    }
}
