// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Hornet.Objects;

/// <summary>
/// Map definitions of the <c>.maps</c> section: variables whose BTF type says everything. Numbers are the lengths of arrays pointed to
/// (<c>__uint</c>) or enumerators (<c>__ulong</c>), types are pointers to them (<c>__type</c>), initial values are relocations
/// (<c>bpf_helpers.h</c> of libbpf; Documentation/bpf/btf.rst).
/// </summary>
internal sealed class MapDefinitionReader(ElfFile elf, ElfSection section, Btf? btf, ReferenceResolver resolver)
{
    public const string SectionName = ".maps";

    /// <summary>The size of a pointer, and so of one initial value, in a BPF object.</summary>
    private const int PointerSize = 8;

    private const string InnerSuffix = ".inner";

    private readonly Btf _btf = btf ?? throw new ObjectFormatException(
        $"Reading section '{SectionName}': its maps are defined by type information, but the object has none; compile it with -g.", SectionName);

    /// <summary>A map, where its definition lies and where its initial values start.</summary>
    private sealed record Definition(MapSpec Map, ulong Offset, ulong Size, uint? ValuesOffset);

    /// <summary>Reads the definitions and declares them to the resolver.</summary>
    public List<MapSpec> Read()
    {
        if (_btf.FindByName(SectionName, BtfKind.DataSection) is not BtfDataSection variables)
        {
            if (elf.Bytes(section).Length == 0)
                return [];
            throw Fault("the type information does not describe this section");
        }

        List<Definition> definitions = [];
        foreach (BtfSectionVariable place in variables.Variables)
        {
            if (_btf[place.TypeId] is not BtfVariable variable)
                throw Fault($"entry of type {place.TypeId} is no variable");
            if (place.Size > section.Size || place.Offset > section.Size - place.Size)
                throw Fault($"map '{variable.Name}' ({place.Size} bytes at offset {place.Offset}) lies outside the section", place.Offset);
            definitions.Add(ReadVariable(variable, place));
            resolver.AddMap(section.Index, place.Offset, variable.Name);
        }

        definitions.Sort(static (left, right) => left.Offset.CompareTo(right.Offset));
        return AddInitialValues(definitions);
    }

    /// <summary>The key of an initial value: four bytes in the object's byte order.</summary>
    public static ImmutableArray<byte> Key(uint key, bool bigEndian)
    {
        var bytes = new byte[4];
        if (bigEndian)
            BinaryPrimitives.WriteUInt32BigEndian(bytes, key);
        else
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, key);
        return System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(bytes);
    }

    private Definition ReadVariable(BtfVariable variable, BtfSectionVariable place)
    {
        if (_btf[_btf.Resolve(variable.TypeId)] is not BtfStruct { IsUnion: false } definition)
            throw Fault($"map '{variable.Name}' is no structure", place.Offset);
        MapSpec map = ReadStructure(variable.Name, definition, isInner: false, out uint? valuesOffset);
        return new Definition(map, place.Offset, Math.Max(place.Size, definition.Size), valuesOffset);
    }

    private MapSpec ReadStructure(string name, BtfStruct definition, bool isInner, out uint? valuesOffset)
    {
        var map = new MapSpec { Name = name, Type = MapType.Unspec };
        valuesOffset = null;
        for (int i = 0; i < definition.Members.Length; i++)
        {
            BtfMember member = definition.Members[i];
            switch (member.Name)
            {
                case "type":
                    map = map with { Type = (MapType)Number32(name, member) };
                    break;
                case "max_entries":
                    map = map with { MaxEntries = Number32(name, member) };
                    break;
                case "map_flags":
                    map = map with { Flags = Number32(name, member) };
                    break;
                case "map_extra":
                    map = map with { Extra = Number(name, member) };
                    break;
                case "numa_node":
                    map = map with { NumaNode = Number32(name, member) };
                    break;
                case "key_size":
                    map = map with { KeySize = Same(name, "key", map.KeySize, Number32(name, member)) };
                    break;
                case "value_size":
                    map = map with { ValueSize = Same(name, "value", map.ValueSize, Number32(name, member)) };
                    break;
                case "key":
                    (uint keyType, uint keySize) = PointedType(name, member);
                    map = map with { KeyTypeId = keyType, KeySize = Same(name, "key", map.KeySize, keySize) };
                    break;
                case "value":
                    (uint valueType, uint valueSize) = PointedType(name, member);
                    map = map with { ValueTypeId = valueType, ValueSize = Same(name, "value", map.ValueSize, valueSize) };
                    break;
                case "pinning":
                    map = map with { Pinning = Pinning(name, member, isInner) };
                    break;
                case "values":
                    if (i != definition.Members.Length - 1)
                        throw Fault($"map '{name}': 'values' is not the last member");
                    if (isInner)
                        throw Fault($"map '{name}': an inner map cannot hold maps itself");
                    map = ReadValues(map, member);
                    valuesOffset = member.BitOffset / 8;
                    break;
                default:
                    throw Fault($"map '{name}' has a member '{member.Name}' that means nothing");
            }
        }

        return map.Type != MapType.Unspec ? map : throw Fault($"map '{name}' has no type");
    }

    /// <summary>A member's number: the length of the array it points to, or the value of its only enumerator.</summary>
    private ulong Number(string map, BtfMember member)
    {
        BtfType type = _btf[_btf.Resolve(member.TypeId)];
        if (type is BtfPointer pointer && _btf[_btf.Resolve(pointer.TypeId)] is BtfArray array)
            return array.Length;
        if (type is BtfEnum { Values.Length: 1 } enumeration)
            return unchecked((ulong)enumeration.Values[0].Value);
        throw Fault($"map '{map}': '{member.Name}' is neither a pointer to an array nor an enumeration of one value");
    }

    private uint Number32(string map, BtfMember member)
    {
        ulong number = Number(map, member);
        return number <= uint.MaxValue ? (uint)number : throw Fault($"map '{map}': '{member.Name}' is {number}, which does not fit into 32 bits");
    }

    private (uint Type, uint Size) PointedType(string map, BtfMember member)
    {
        if (_btf[_btf.Resolve(member.TypeId)] is not BtfPointer pointer)
            throw Fault($"map '{map}': '{member.Name}' is no pointer");
        if (!_btf.TryGetSize(pointer.TypeId, out long size) || size > int.MaxValue)
            throw Fault($"map '{map}': '{member.Name}' points to a type without a usable size");
        return (pointer.TypeId, (uint)size);
    }

    private static uint Same(string map, string what, uint before, uint size) =>
        before == 0 || before == size ? size : throw Fault($"map '{map}': the {what} is said to have {before} and {size} bytes");

    private PinMode Pinning(string map, BtfMember member, bool isInner)
    {
        uint mode = Number32(map, member);
        if (isInner)
            throw Fault($"map '{map}': an inner map cannot be pinned");
        return mode <= (uint)PinMode.ByName ? (PinMode)mode : throw Fault($"map '{map}': pinning {mode} is unknown");
    }

    /// <summary>The type of initial values: an array of pointers to map definitions or to functions.</summary>
    private MapSpec ReadValues(MapSpec map, BtfMember member)
    {
        if (_btf[_btf.Resolve(member.TypeId)] is not BtfArray array || _btf[_btf.Resolve(array.ElementTypeId)] is not BtfPointer pointer)
            throw Fault($"map '{map.Name}': 'values' is no array of pointers");
        BtfType target = _btf[_btf.Resolve(pointer.TypeId)];
        bool holdsMaps = map.Type is MapType.ArrayOfMaps or MapType.HashOfMaps;
        uint valueSize = Same(map.Name, "value", map.ValueSize, 4);
        if (holdsMaps && target is BtfStruct { IsUnion: false } inner)
            return map with { ValueSize = valueSize, InnerMap = ReadStructure(map.Name + InnerSuffix, inner, isInner: true, out _) };
        if (map.Type == MapType.ProgramArray && target is BtfFunctionPrototype)
            return map with { ValueSize = valueSize };
        throw Fault($"map '{map.Name}': 'values' does not fit a map of this type");
    }

    private List<MapSpec> AddInitialValues(List<Definition> definitions)
    {
        Dictionary<Definition, SortedDictionary<uint, MapInitialValue>> values = [];
        foreach (ElfRelocation relocation in elf.Relocations(section))
        {
            if (relocation.Type == ElfRelocationType.None)
                continue;
            long place = unchecked((long)relocation.Offset);
            Definition? definition = DefinitionAt(definitions, relocation.Offset);
            if (definition?.ValuesOffset is not { } start || relocation.Offset - definition.Offset >= definition.Size || relocation.Offset - definition.Offset < start)
                throw Fault($"offset {place} holds a pointer but no initial value", place);
            ulong index = (relocation.Offset - definition.Offset - start) / PointerSize;
            if ((relocation.Offset - definition.Offset - start) % PointerSize != 0 || index > uint.MaxValue)
                throw Fault($"offset {place} holds an initial value that is not aligned", place);
            if (!values.TryGetValue(definition, out SortedDictionary<uint, MapInitialValue>? list))
                values[definition] = list = [];
            list[(uint)index] = InitialValue(definition.Map, (uint)index, relocation, place);
        }

        return [.. definitions.Select(definition =>
            values.TryGetValue(definition, out SortedDictionary<uint, MapInitialValue>? list) ? definition.Map with { InitialValues = [.. list.Values] } : definition.Map)];
    }

    private static Definition? DefinitionAt(List<Definition> definitions, ulong offset)
    {
        int low = 0, high = definitions.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (definitions[middle].Offset <= offset)
                low = middle + 1;
            else
                high = middle;
        }

        return low > 0 ? definitions[low - 1] : null;
    }

    private MapInitialValue InitialValue(MapSpec map, uint index, ElfRelocation relocation, long place)
    {
        ElfSymbol symbol = elf.Symbols[relocation.Symbol];
        ReferenceTarget? target = resolver.ResolveData(elf.Bytes(section), relocation, out _);
        MapInitialValueKind kind = target?.Kind switch
        {
            ReferenceTargetKind.Map when map.Type is MapType.ArrayOfMaps or MapType.HashOfMaps => MapInitialValueKind.Map,
            ReferenceTargetKind.Function when map.Type == MapType.ProgramArray => MapInitialValueKind.Program,
            _ => throw Fault($"map '{map.Name}': initial value {index} refers to '{symbol.Name}', which this type of map cannot hold", place),
        };
        return new MapInitialValue(Key(index, elf.IsBigEndian), kind, [], target.Value.Name);
    }

    private static ObjectFormatException Fault(string fault, long? offset = null) => new($"Reading section '{SectionName}': {fault}.", SectionName, offset);
}
